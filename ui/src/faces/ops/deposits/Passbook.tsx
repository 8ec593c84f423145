import { useQuery } from '@tanstack/react-query'
import { PrinterOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { TableView, type Column } from '@/parts/DataTable'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Ask } from './acts'
import { keyed, useMay, type S } from './shared'
import { words } from './words'

type Line = S['AccountBookLine']

/** The lines that a passbook lacks: printed first, recorded when they stand in the book. */
export default function Passbook() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const may = useMay()
  const [printed, setPrinted] = useState(false)
  const [asking, setAsking] = useState(false)
  const [said, setSaid] = useState('')
  const account = useQuery({ queryKey: ['deposits', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}', { params: { path: { id } }, signal })) })
  const book = useQuery({ queryKey: ['deposits', id, 'passbook'], queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}/passbook', { params: { path: { id }, query: { limit: 200 } }, signal })) })
  const write = useWrite((body: S['AccountPrintInBody'], { key }) => must(api.POST('/v1/account/accounts/{id}/passbook', { params: { path: { id }, header: keyed(key) }, body })), { refresh: [['deposits', id, 'passbook']] })
  const lines = book.data?.lines ?? []
  const currency = account.data?.currency ?? 'CNY'
  const columns: Column<Line>[] = [
    { key: 'place', title: `${w.page}-${w.row}`, always: true, render: (l) => <span className="figures">{l.page}-{l.row}</span>, phone: 'title' },
    { key: 'date', title: w.date, always: true, render: (l) => l.bankDate },
    { key: 'summary', title: w.summary, always: true, wrap: true, render: (l) => l.summary ?? l.contraName ?? '—' },
    { key: 'out', title: w.out, align: 'end', always: true, render: (l) => (l.amount.startsWith('-') ? <Money minor={l.amount.slice(1)} currency={currency} /> : '') },
    { key: 'in', title: w.in, align: 'end', always: true, render: (l) => (l.amount.startsWith('-') ? '' : <Money minor={l.amount} currency={currency} />) },
    { key: 'balance', title: w.balanceAfter, align: 'end', always: true, render: (l) => <Money minor={l.balance} currency={currency} /> },
  ]
  const name = account.data?.name ?? ''
  return (
    <Page
      title={w.passbookTitle} crumbs={[{ title: w.deposits, href: '/accounts' }, { title: name, href: `/accounts/${id}` }]} lead={book.data && w.passbookLead(book.data.book.number, book.data.book.place)}
      action={lines.length > 0 && (
        <>
          <Button type={printed ? 'default' : 'primary'} icon={<PrinterOutlined />} onClick={() => { print(); setPrinted(true) }}>{w.print}</Button>
          {may('account.open') && <Button type={printed ? 'primary' : 'default'} disabled={!printed} title={printed ? undefined : w.notPrinted} onClick={() => { setAsking(true) }}>{w.record}</Button>}
        </>
      )}
    >
      <p role="status" className={said ? undefined : 'unseen'}>{said && <Status tone="good">{said}</Status>}</p>
      <Section title={lines.length > 0 ? w.notYet : undefined} flush>
        {book.data ? <TableView<Line> id="ops.passbook" caption={w.passbookTitle} columns={columns} rows={lines} rowKey={(l) => String(l.sequence)} rowName={(l) => `${l.bankDate} ${String(l.sequence)}`} empty={<Empty title={w.allPrinted} />} /> : <Await query={book} rows={6}>{() => null}</Await>}
      </Section>
      {asking && book.data && (
        <Ask
          title={w.recordTitle} act={w.record} busy={write.isPending} error={write.error} onClose={() => { setAsking(false) }}
          onOk={async () => {
            await write.mutateAsync({ printed: book.data.book.printed, upTo: lines.at(-1)?.sequence ?? book.data.book.printed })
            setAsking(false)
            setPrinted(false)
            setSaid(w.recorded(lines.length))
          }}
        >{w.recordText(lines.length)}</Ask>
      )}
    </Page>
  )
}
