import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { keyed, useMay } from '@/faces/ops/parties/shared'
import { Await } from '@/parts/Await'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Facts, Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { type Run } from './run'
import { RunState, RunView, spanText, StartedBy } from './RunView'
import { words } from './words'

/** The end of day: start it, watch it, mend it; and those that were. */
export default function DayEnd() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [asking, setAsking] = useState(false)
  const newest = useQuery({
    queryKey: ['dayend', 'newest'], queryFn: ({ signal }) => must(api.GET('/v1/dayend/runs', { params: { query: { limit: 1 } }, signal })).then((p) => p.items[0] ?? null),
    refetchInterval: (q) => (q.state.data?.state === 'running' ? 5_000 : false),
  })
  const days = useQuery({ queryKey: ['ledger', 'days', 'newest'], queryFn: ({ signal }) => must(api.GET('/v1/ledger/days', { params: { query: { limit: 5 } }, signal })) })
  const open = days.data?.items.find((d) => d.state === 'open')
  const run = newest.data
  const took = (r: Run) => (r.endedAt ? spanText(Date.parse(r.endedAt) - Date.parse(r.startedAt), w) : '—')
  const columns: Column<Run>[] = [
    { key: 'date', title: w.date, always: true, phone: 'title', render: (r) => <span className="figures">{r.date}</span>, csv: (r) => r.date },
    { key: 'state', title: w.state, render: (r) => <RunState state={r.state} />, csv: (r) => w[r.state] },
    { key: 'next', title: w.next, spare: true, render: (r) => r.next, csv: (r) => r.next },
    { key: 'started', title: w.startedAt, render: (r) => <Time at={r.startedAt} precision="second" />, csv: (r) => formatInstant(r.startedAt, 'second') },
    { key: 'ended', title: w.endedAt, render: (r) => (r.endedAt ? <Time at={r.endedAt} precision="second" /> : '—'), csv: (r) => (r.endedAt ? formatInstant(r.endedAt, 'second') : '') },
    { key: 'took', title: w.took, align: 'end', render: took, csv: took },
    { key: 'attempt', title: w.attempt, align: 'end', spare: true, render: (r) => r.attempt, csv: (r) => String(r.attempt) },
    { key: 'by', title: w.startedBy, render: (r) => <StartedBy run={r} /> },
  ]
  const free = run !== undefined && (run === null || run.state === 'done')
  return (
    <Page
      title={w.title} lead={w.lead} state={run && <><span className="figures">{run.date}</span><RunState state={run.state} /></>}
      action={may('dayend.run') && open && free && <Button type="primary" onClick={() => { setAsking(true) }}>{w.startTitle(open.date)}</Button>}
    >
      {free && (
        <Section>
          <Facts facts={[
            { label: w.openDay, value: open ? <strong className="money-large figures">{open.date}</strong> : days.data ? w.noDay : '…' },
            ...(run ? [{ label: w.last, value: w.closedOk(run.date) }] : []),
            ...(may('dayend.run') ? [] : [{ label: w.start, value: w.mayNot }]),
          ]} />
        </Section>
      )}
      {run === undefined ? <Await query={newest} rows={5}>{() => null}</Await> : run !== null && <RunView key={run.date} first={run} />}
      <Section title={w.history} flush>
        <DataTable<Run>
          id="ops.dayend" caption={w.history} columns={columns} rowKey={(r) => r.date} rowName={(r) => r.date} queryKey={['dayend', 'list', run?.state ?? '']} onOpen={(r) => { go(`/dayend/${r.date}`) }} empty={<Empty title={w.noRuns} />}
          load={(after, signal) => must(api.GET('/v1/dayend/runs', { params: { query: { limit: 20, after: after || undefined } }, signal }))}
        />
      </Section>
      {asking && open && <Start date={open.date} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}

function Start({ date, onClose }: { date: string; onClose: () => void }) {
  const w = useWords(words)
  const write = useWrite((_: undefined, { key }) => must(api.POST('/v1/dayend/runs', { params: { header: keyed(key) } })), { refresh: [['dayend'], ['ledger', 'days'], ['ops', 'needs']] })
  return (
    <Modal
      open title={w.startTitle(date)} okText={w.start} confirmLoading={write.isPending} onCancel={onClose} destroyOnHidden
      onOk={() => { void write.mutateAsync(undefined).then(onClose, () => undefined) }}
    >
      <p>{w.startText(date)}</p>
      <p className="note-line">{w.startNote}</p>
      {write.error && <ErrorView small error={write.error} />}
    </Modal>
  )
}
