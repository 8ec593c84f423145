import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { plainMoney } from '@/parts/amount'
import { DataTable, TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { lines, problem, type Line } from './samples'
import { words } from './words'

function useTransferColumns(): Column<Line>[] {
  const w = useWords(words)
  return [
    { key: 'payer', title: w.payer, render: (r) => r.payer, csv: (r) => r.payer, always: true, phone: 'title' },
    { key: 'number', title: w.number, render: (r) => r.id, csv: (r) => r.id, phone: 'hide' },
    { key: 'day', title: w.day, render: (r) => r.day, csv: (r) => r.day },
    { key: 'note', title: w.note, render: () => w.noteText, wrap: true, spare: true },
    { key: 'state', title: w.state, render: (r) => <Status tone={r.tone}>{w[r.tone]}</Status>, csv: (r) => w[r.tone] },
    { key: 'amount', title: w.amount, render: (r) => <Money minor={r.minor} plus />, csv: (r) => plainMoney(r.minor), align: 'end' },
  ]
}

export function Transfers() {
  const w = useWords(words)
  const [find, setFind] = useState('')
  const names = [w.longName, w.shop, w.name, w.agency]
  return (
    <DataTable<Line>
      id="design.transfers" caption={w.table} columns={useTransferColumns()} rowKey={(r) => r.id} rowName={(r) => r.payer}
      queryKey={['design', find, w.payer]} filtered={find !== ''} onOpen={() => undefined}
      load={(after) => {
        const from = Number(after || 0)
        return Promise.resolve({ items: lines(names, from, 8).filter((l) => l.payer.includes(find)), next: from < 10_000 ? String(from + 8) : undefined })
      }}
      filters={<Input.Search className="short" allowClear aria-label={w.find} placeholder={w.find} onSearch={setFind} />}
      bulk={(rows, clear) => <Button size="small" onClick={clear}>{w.freeze} · {rows.length}</Button>}
    />
  )
}

/** Lists in every state. */
export function Tables() {
  const w = useWords(words)
  const columns = useTransferColumns()
  const rest = { id: 'design.states', columns, rowKey: (r: Line) => r.id, rowName: (r: Line) => r.payer }
  return (
    <>
      <Section title={w.table} flush><Transfers /></Section>
      <Section title={`${w.table} · ${w.empty}`} flush><TableView {...rest} caption={w.empty} rows={[]} empty={<Empty title={w.empty} action={<Button>{w.main}</Button>}>{w.emptyWhy}</Empty>} /></Section>
      <Section title={`${w.table} · ${w.loading}`} flush><TableView {...rest} caption={w.loading} rows={undefined} /></Section>
      <Section title={`${w.table} · ${w.error}`} flush><TableView {...rest} caption={w.error} rows={undefined} error={problem} retry={() => undefined} /></Section>
    </>
  )
}
