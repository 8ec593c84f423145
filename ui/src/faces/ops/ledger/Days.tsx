import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { FormDialog, keyed, text, useMay } from '@/faces/ops/parties/shared'
import { DataTable, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { dayAfter, type S } from './shared'
import { words } from './words'

type Day = S['LedgerDay']
type Dialog = { do: 'open' | 'month' } | { do: 'close'; date: string }
const tones: Record<Day['state'], Tone> = { open: 'good', closing: 'wait', closed: 'idle' }

/** The bank's dates: which is open, which is closing, and closing it. */
export default function Days() {
  const w = useWords(words)
  const may = useMay()
  const [dialog, setDialog] = useState<Dialog>()
  const [said, setSaid] = useState('')
  const newest = useQuery({ queryKey: ['ledger', 'days', 'newest'], queryFn: ({ signal }) => must(api.GET('/v1/ledger/days', { params: { query: { limit: 5 } }, signal })) })
  const open = newest.data?.items.find((d) => d.state === 'open')
  const closing = newest.data?.items.find((d) => d.state === 'closing')
  const acts = may('ledger.day')
  const names: Record<Day['state'], string> = { open: w.dayOpen, closing: w.dayClosing, closed: w.dayClosed }
  const load = (after: string, signal: AbortSignal): Promise<ListPage<Day>> => must(api.GET('/v1/ledger/days', { params: { query: { limit: 31, after: after || undefined } }, signal }))
  const at = (t: string | undefined) => (t ? <Time at={t} precision="second" /> : '—')
  const columns: Column<Day>[] = [
    { key: 'date', title: w.bankDate, always: true, phone: 'title', render: (d) => <span className="figures">{d.date}</span>, csv: (d) => d.date },
    { key: 'state', title: w.state, render: (d) => <Status tone={tones[d.state]}>{names[d.state]}</Status>, csv: (d) => names[d.state] },
    { key: 'opened', title: w.openedAt, render: (d) => at(d.openedAt), csv: (d) => formatInstant(d.openedAt, 'second') },
    { key: 'closing', title: w.closingAt, spare: true, render: (d) => at(d.closingAt), csv: (d) => (d.closingAt ? formatInstant(d.closingAt, 'second') : '') },
    { key: 'closed', title: w.closedAt, render: (d) => at(d.closedAt), csv: (d) => (d.closedAt ? formatInstant(d.closedAt, 'second') : '') },
    { key: 'trial', title: w.trial, render: (d) => <Link href={`/ledger/trial-balance?from=${d.date}&date=${d.date}`}>{w.trialOf}</Link> },
  ]
  const closeButton = closing && <Button type="primary" onClick={() => { setDialog({ do: 'close', date: closing.date }) }}>{w.closeTitle(closing.date)}</Button>
  const openButton = <Button type={closing ? 'default' : 'primary'} disabled={closing !== undefined} title={closing && w.firstClose(closing.date)} onClick={() => { setDialog({ do: 'open' }) }}>{w.openNext}</Button>
  const done = (text: string) => { setDialog(undefined); setSaid(text) }
  return (
    <Page
      title={w.days} lead={closing && acts ? w.firstClose(closing.date) : w.daysLead} state={open && <Status tone="good">{w.dayOpen} <span className="figures">{open.date}</span></Status>}
      action={acts && newest.data && <>{closeButton}{openButton}<Button onClick={() => { setDialog({ do: 'month' }) }}>{w.closePeriod}</Button></>}
    >
      <p role="status" className={said ? undefined : 'unseen'}>{said && <Status tone="good">{said}</Status>}</p>
      <Section flush>
        <DataTable<Day> id="ops.ledger.days" caption={w.days} columns={columns} rowKey={(d) => d.date} rowName={(d) => d.date} queryKey={['ledger', 'days', 'list']} load={load} empty={<Empty title={w.noDays} />} />
      </Section>
      {dialog?.do === 'open' && <OpenDay open={open} onDone={done} onClose={() => { setDialog(undefined) }} />}
      {dialog?.do === 'month' && <Month onDone={done} onClose={() => { setDialog(undefined) }} />}
      {dialog?.do === 'close' && <CloseDay date={dialog.date} onDone={done} onClose={() => { setDialog(undefined) }} />}
    </Page>
  )
}

interface Ending {
  onDone: (said: string) => void
  onClose: () => void
}

const refresh = { refresh: [['ledger', 'days'], ['ops', 'needs']] }

function OpenDay({ open, onDone, onClose }: Ending & { open?: Day }) {
  const w = useWords(words)
  const write = useWrite((date: string, { key }) => must(api.POST('/v1/ledger/days', { params: { header: keyed(key) }, body: { date } })), refresh)
  return (
    <FormDialog
      title={w.openNext} lead={open ? w.openLead(open.date) : w.firstDay} submit={w.openNext} onClose={onClose} initial={{ date: open ? dayAfter(open.date) : formatInstant(new Date(), 'date') }}
      schema={{ type: 'object', required: ['date'], properties: { date: { type: 'string', format: 'date', title: w.nextDate } } }}
      onSubmit={async (v) => { const d = await write.mutateAsync(v.date as string); onDone(w.dayOpened(d.date)) }}
    />
  )
}

function Month({ onDone, onClose }: Ending) {
  const w = useWords(words)
  const write = useWrite((period: number, { key }) => must(api.POST('/v1/ledger/periods/{period}/close', { params: { path: { period }, header: keyed(key) } })), refresh)
  return (
    <FormDialog
      title={w.closePeriod} lead={w.periodLead} submit={w.closePeriod} onClose={onClose}
      schema={{ type: 'object', required: ['period'], properties: { period: text(w.period6, { description: w.periodHint, pattern: '^20\\d{2}(0[1-9]|1[0-2])$' }) } }}
      onSubmit={async (v) => { await write.mutateAsync(Number(v.period)); onDone(w.periodDone(v.period as string)) }}
    />
  )
}

function CloseDay({ date, onDone, onClose }: Ending & { date: string }) {
  const w = useWords(words)
  const write = useWrite((d: string, { key }) => must(api.POST('/v1/ledger/days/{date}/close', { params: { path: { date: d }, header: keyed(key) } })), refresh)
  return (
    <Modal
      open title={w.closeTitle(date)} okText={w.closeDay} cancelText={w.cancel} confirmLoading={write.isPending} onCancel={onClose}
      onOk={() => { void write.mutateAsync(date).then(() => { onDone(w.dayDone(date)) }, () => undefined) }}
    >
      <p>{w.closeText(date)}</p>
      {write.error && <ErrorView small error={write.error} />}
    </Modal>
  )
}
