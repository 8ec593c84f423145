import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay, useMe } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Steps } from '@/parts/Steps'
import { Timeline, type Happening } from '@/parts/Timeline'
import { download } from '../files'
import { usePeople } from '../people'
import { keyed } from '../reads'
import { useWhose, wordOf } from '../words'
import { Decide } from './Decide'
import { Lines } from './Lines'
import { Retry } from './Retry'
import { batchKeys, BatchState, useWaitingBatches } from './shared'
import { mine, moves, stepOf, type Batch } from './stand'
import { words } from './words'
import '../approvals/approvals.css'
import './batches.css'

/** One batch: what it pays, what was found, who has to decide, how it goes, each line. */
export default function BatchPage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const { kind } = useWhose()
  const query = useQuery({
    queryKey: batchKeys.one(id), queryFn: ({ signal }) => must(api.GET('/v1/batches/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (q) => (q.state.data && moves(q.state.data) ? 1000 : false),
  })
  const crumbs = [{ title: kind === 'government' ? w.titleGov : w.title, href: '/batches' }]
  if (query.data) return <Thing key={id} batch={query.data} crumbs={crumbs} />
  return <Page title={w.list} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
}

function Thing({ batch: b, crumbs }: { batch: Batch; crumbs: { title: string; href: string }[] }) {
  const w = useWords(words)
  const me = useMe()
  const may = useMay()
  const waiting = useWaitingBatches()
  const [, go] = useLocation()
  const todo = mine(b, me.person, may)
  const next = waiting.data?.find((x) => x.id !== b.id && mine(x, me.person, may))
  const steps = [{ key: 'upload', title: w.stepUpload }, { key: 'check', title: w.stepCheck }, { key: 'approve', title: w.stepApprove }, { key: 'pay', title: w.stepPay }]
  return (
    <Page
      title={b.fileName || b.id} crumbs={crumbs} state={<BatchState batch={b} />} lead={wordOf(w, b.kind) + (b.purpose ? ` · ${b.purpose}` : '')}
      action={<>{todo === 'retry' && <Retry batch={b} />}{next && !todo && <Button type="primary" onClick={() => { go(`/batches/${next.id}`) }}>{w.nextText(next.fileName || next.id)}</Button>}<Takeback batch={b} /></>}
    >
      <div className="batch-steps"><Steps steps={steps} current={stepOf(b)} /></div>
      {(todo === 'check' || todo === 'approve') && <Decide batch={b} duty={todo} />}
      {!todo && <Waits batch={b} />}
      <Runs batch={b} />
      <Found batch={b} />
      <Lines batch={b} />
      <div className="batch-below"><Section title={w.history}><History batch={b} /></Section><About batch={b} /></div>
    </Page>
  )
}

/** Who has to act, where it isn't the one who looks. */
function Waits({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const me = useMe()
  const may = useMay()
  if (b.state === 'uploaded') return <div className="amber" role="status"><strong>{w.waitCheck}</strong>{b.madeBy === me.person && may('payment.check') && <p>{w.waitCheckOwn}</p>}</div>
  if (b.state === 'checked') return <div className="amber" role="status"><strong>{w.waitApprove}</strong>{may('payment.approve') && <p>{w.waitApproveOwn}</p>}</div>
  return null
}

/** How the payment goes, live; then how it went, with the files of results. */
function Runs({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const [error, setError] = useState<unknown>()
  if (!['approved', 'running', 'done', 'partly'].includes(b.state)) return null
  const going = moves(b)
  const dealt = b.paid + b.failed
  const get = (format: string, ending: string) => { setError(undefined); download(`/v1/batches/${b.id}/results?format=${format}`, `batch-${b.id}.${ending}`).catch(setError) }
  return (
    <Section title={going ? w.progress : b.state === 'done' ? w.doneTitle(b.paid) : w.partlyTitle(b.paid, b.failed)} extra={b.round > 1 && <span className="soft">{w.round(b.round)}</span>}>
      <div className="batch-progress">
        {going && <progress aria-label={w.progress} max={Math.max(1, b.toPay)} value={dealt} />}
        <div className="batch-counts">
          {going && <span role="status">{w.progressOf(dealt, b.toPay)}</span>}
          <span>{w.paidSoFar} <Money minor={b.paidAmount} currency={b.currency} size={going ? 'text' : 'large'} /></span>
          {b.failed > 0 && <span className="line-why">{w.failedSoFar} {b.failed} · <Money minor={b.failedAmount} currency={b.currency} size={going ? 'text' : 'large'} /></span>}
        </div>
        {going && <p className="soft">{w.held}</p>}
        {b.state === 'partly' && <p className="soft">{w.partlyText}</p>}
        {!going && (
          <div className="form-foot">
            <Button icon={<DownloadOutlined />} onClick={() => { get('csv', 'csv') }}>{w.resultsCsv}</Button>
            <Button icon={<DownloadOutlined />} onClick={() => { get('pain.002', 'xml') }}>{w.resultsPain}</Button>
          </div>
        )}
        {error !== undefined && <ErrorView small error={error} />}
      </div>
    </Section>
  )
}

/** What the bank found in the file: counts and sums, before anybody decides. */
function Found({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const bad = b.bad + b.doubtful
  if (b.state === 'reading' || (bad === 0 && !['uploaded', 'checked'].includes(b.state))) return null
  const good = BigInt(b.total) - BigInt(b.badAmount) - BigInt(b.doubtfulAmount)
  const rows: [string, number, string][] = [[w.good, b.lines - bad, good.toString()]]
  if (b.bad) rows.push([w.faulty, b.bad, b.badAmount])
  if (b.doubtful) rows.push([w.doubtful, b.doubtful, b.doubtfulAmount])
  if (bad) rows.push([w.linesTotal, b.lines, b.total])
  return (
    <Section title={w.found} extra={<span className={bad ? 'line-why' : 'soft'}>{bad ? w.someBad(b.bad, b.doubtful) : w.allGood(b.lines)}</span>}>
      <table className="found-table">
        <thead><tr><td /><th scope="col" className="end">{w.lines}</th><th scope="col" className="end">{w.ofAmount}</th></tr></thead>
        <tbody>{rows.map(([label, n, sum]) => <tr key={label}><th scope="row">{label}</th><td className="end">{n}</td><td className="end"><Money minor={sum} currency={b.currency} /></td></tr>)}</tbody>
      </table>
    </Section>
  )
}

function About({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  return (
    <Section title={w.facts}>
      <Facts facts={[
        { label: w.account, value: <AccountNo value={b.accountNumber} /> }, { label: w.total, value: <Money minor={b.total} currency={b.currency} /> },
        { label: w.number, value: <span className="figures">{b.id}</span> }, { label: w.format, value: b.format },
        { label: w.digest, value: <code>{b.fileDigest}</code> },
      ]} />
    </Section>
  )
}

function History({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const name = usePeople()
  const items: Happening[] = [{ key: 'made', at: b.madeAt, title: w.hUpload, by: name(b.madeBy), tone: 'info' }]
  if (b.checkedAt && b.decision !== 'refuse') items.push({ key: 'checked', at: b.checkedAt, title: w.hCheck, by: name(b.checkedBy), tone: 'good', detail: b.toPay < b.lines ? w.leftOut(b.lines - b.toPay) : undefined })
  if (b.approvedAt) items.push({ key: 'approved', at: b.approvedAt, title: w.hApprove, by: name(b.approvedBy), tone: 'good' })
  const ends: Record<string, [string, Happening['tone']]> = { done: [w.hEnd, 'good'], partly: [w.hPartly, 'wait'], refused: [w.hRefuse, 'bad'], cancelled: [w.hCancel, 'idle'] }
  const end = ends[b.state]
  if (b.endedAt && end) items.push({ key: 'ended', at: b.endedAt, title: end[0], tone: end[1], detail: b.reason && ['refused', 'cancelled'].includes(b.state) ? w.because(b.reason) : undefined })
  return <Timeline items={items.reverse()} />
}

/** The maker's way back, until the approval. */
function Takeback({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const cancel = useWrite((reason: string, { key }) => must(api.POST('/v1/batches/{id}/cancel', { params: { path: { id: b.id }, query: { reason }, header: keyed(key) } })), { refresh: [batchKeys.all] })
  if (!may('payment.make') || !['uploaded', 'checked', 'reading'].includes(b.state)) return null
  return (
    <>
      <Button danger onClick={() => { setAsking(true) }}>{w.cancel}</Button>
      {asking && <Reason title={w.cancelTitle} text={w.cancelText} act={w.cancel} danger onReason={async (r) => { await cancel.mutateAsync(r) }} onCancel={() => { setAsking(false) }} />}
    </>
  )
}
