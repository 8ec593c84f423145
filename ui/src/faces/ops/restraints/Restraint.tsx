import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { PartyName, useBranches } from '@/faces/ops/parties/shared'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { Timeline } from '@/parts/Timeline'
import { AccountLink, keyed, useMay, type S } from '../deposits/shared'
import { Waiting } from '../products/shared'
import { Measure, type MeasureKind } from './measures'
import { endsSoon, filled, isAuthority, mayDeduct, placeOf, type Restraint } from './rules'
import { Scan, State } from './shared'
import { words } from './words'

/** One restraint: what it has caught, its place, and what was done under it. */
export default function RestraintPage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const one = useQuery({ queryKey: ['restraints', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/restraint/orders/{id}', { params: { path: { id } }, signal })) })
  return one.data ? <Shown key={id} r={one.data} /> : <Page title={w.restraints} crumbs={[{ title: w.restraints, href: '/restraints' }]}><Await query={one} rows={6}>{() => null}</Await></Page>
}

type Line = S['RestraintLine']
const lineTones: Record<Line['state'], Tone> = { in_force: 'bad', waiting: 'wait', ended: 'idle' }

function Shown({ r }: { r: Restraint }) {
  const w = useWords(words)
  const { nameOf } = useBranches()
  const may = useMay()
  const [doing, setDoing] = useState<MeasureKind>()
  const [now] = useState(() => new Date())
  const acts = r.state === 'in_force' && may('restraint.write')
  const money = (m: string) => <Money minor={m} currency={r.currency} />
  const share = filled(r)
  const accounts = [...new Set((r.lines ?? []).map((l) => l.account))]
  const facts: (Fact | false)[] = [
    { label: w.kind, value: w[r.kind as 'court'] }, r.case !== undefined && { label: w.case, value: r.case }, { label: w.ordered, value: r.whole ? w.whole : money(r.ordered) },
    { label: w.until, value: <><Time at={r.until} />{endsSoon(r, now) && <> <Status tone="wait">{w.endsSoon}</Status></>}</> },
    r.deducted !== '0' && { label: w.deducted, value: money(r.deducted) }, r.released !== '0' && { label: w.released, value: money(r.released) },
    // Who may not read the register of customers finds the names at the accounts below.
    may('party.read') && { label: w.parties, value: <span className="words">{r.parties.map((p) => <span key={p}><PartyName id={p} /></span>)}</span> },
    { label: w.branch, value: nameOf(r.branch) }, { label: w.madeAt, value: <Time at={r.madeAt} /> }, { label: w.number, value: <span className="figures">{r.id}</span> },
  ]
  const columns: Column<Line>[] = [
    { key: 'account', title: w.account, always: true, phone: 'title', wrap: true, render: (l) => <AccountLink id={l.account} /> },
    { key: 'state', title: w.lineState, render: (l) => <Status tone={lineTones[l.state]}>{w[`l_${l.state}`]}</Status> },
    { key: 'ordered', title: w.lineAmount, align: 'end', spare: true, render: (l) => (l.amount === '0' ? w.whole : money(l.amount)) },
    { key: 'frozen', title: w.lineFrozen, align: 'end', render: (l) => (r.whole ? w.whole : money(l.frozen)) },
    { key: 'deducted', title: w.deducted, align: 'end', spare: r.deducted === '0', render: (l) => money(l.deducted) },
    { key: 'released', title: w.released, align: 'end', spare: r.released === '0', render: (l) => money(l.released) },
    { key: 'caught', title: w.lineCaught, align: 'end', render: (l) => <strong>{money(l.caught)}</strong> },
  ]
  return (
    <Page
      title={r.authority} crumbs={[{ title: w.restraints, href: '/restraints' }]} state={<State of={r} />} lead={r.document}
      action={acts && (
        <>
          <Button type="primary" onClick={() => { setDoing('extend') }}>{w.extend}</Button>
          {mayDeduct(r.kind) && <Button disabled={r.waiting} title={r.waiting ? w.waitingNote : undefined} onClick={() => { setDoing('deduct') }}>{w.deduct}</Button>}
          <Button onClick={() => { setDoing('release') }}>{w.release}</Button>
        </>
      )}
      aside={<><Section title={w.measures}><Measures r={r} /></Section>{isAuthority(r.kind) && may('restraint.write') && <Section title={w.officers}><Officers id={r.id} /></Section>}</>}
    >
      <Waiting kind={`restraint.restraint/${r.id}`} />
      <Section>
        <div className="caught">
          <div className="caught-line"><Facts facts={[{ label: w.caught, value: <Money minor={r.caught ?? '0'} currency={r.currency} size="hero" /> }, ...(r.short !== undefined && r.short !== '0' ? [{ label: w.short, value: <Money minor={r.short} currency={r.currency} size="large" /> }] : [])]} /></div>
          {share !== undefined && r.state === 'in_force' && <progress className="caught-bar" aria-label={w.caught} max={1} value={share} />}
          {r.state === 'in_force' && <p className="note-line">{r.waiting ? w.waitingNote : r.short !== undefined && r.short !== '0' ? w.shortNote : r.whole ? '' : w.full}</p>}
        </div>
      </Section>
      <Section><Facts facts={facts.filter((f): f is Fact => f !== false)} /></Section>
      <Section title={w.lines} flush><TableView<Line> id="ops.restraint.lines" caption={w.lines} columns={columns} rows={r.lines ?? []} rowKey={(l) => l.id} rowName={(l) => l.account} /></Section>
      {r.state === 'in_force' && accounts.slice(0, 5).map((a) => <Queue key={a} account={a} here={r.id} />)}
      {r.skipped && r.skipped.length > 0 && <Section title={w.skipped}><ul className="queue">{r.skipped.map((s) => <li key={s.account}><AccountLink id={s.account} /><span className="note-line">{s.rule}</span></li>)}</ul></Section>}
      {doing && <Measure what={doing} r={r} onClose={() => { setDoing(undefined) }} />}
    </Page>
  )
}

/** The restraints over one account in the order in which they count. */
function Queue({ account, here }: { account: string; here: string }) {
  const w = useWords(words)
  const list = useQuery({ queryKey: ['restraints', 'of', account], queryFn: ({ signal }) => must(api.GET('/v1/restraint/orders', { params: { query: { account, state: 'in_force', limit: 20 } }, signal })) })
  const all = list.data?.items ?? []
  if (all.length < 2) return null
  const queue = [...all].sort((a, b) => (placeOf(a.id, all) ?? 0) - (placeOf(b.id, all) ?? 0))
  return (
    <Section title={<>{w.order} · <AccountLink id={account} /></>} extra={<span className="note-line">{w.orderHint}</span>}>
      <ol className="queue">
        {queue.map((r) => (
          <li key={r.id} data-here={r.id === here ? true : undefined}>
            <span className="queue-place figures">{placeOf(r.id, all)}</span>
            <span className="queue-text">{r.id === here ? r.authority : <Link href={`/restraints/${r.id}`}>{r.authority}</Link>} <span className="note-line">{r.document}</span></span>
            <State of={r} />
            <span>{r.whole ? w.whole : <Money minor={r.ordered} currency={r.currency} />}</span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

const measureTones: Record<MeasureKind | 'freeze', Tone> = { freeze: 'bad', extend: 'busy', deduct: 'info', release: 'good' }

function Measures({ r }: { r: Restraint }) {
  const w = useWords(words)
  const [seen, setSeen] = useState<string>()
  const all = [...(r.measures ?? [])].reverse()
  return (
    <>
      <Timeline items={all.map((m) => ({
        key: m.id, at: m.madeAt, tone: measureTones[m.measure],
        title: [w[`m_${m.measure}`], m.measure === 'freeze' && r.whole ? w.whole : m.amount === '0' ? '' : formatMoney(m.amount, r.currency), m.until ? w.newUntil(formatInstant(m.until, 'date')) : ''].filter(Boolean).join(' '),
        detail: <>{m.authority} · {m.document}{m.reason && <><br />{m.reason}</>}{m.to && <><br /><AccountLink id={m.to} own /></>}<br />{m.file ? <button type="button" className="link-button" onClick={() => { setSeen(m.id) }}>{w.seeDocument}</button> : <span className="note-line">{w.noFile}</span>}</>,
      }))} />
      {seen && <Scan path={`/v1/restraint/orders/${r.id}/documents/${seen}`} title={all.find((m) => m.id === seen)?.document ?? w.seeDocument} onClose={() => { setSeen(undefined) }} />}
    </>
  )
}

/** Who brought the documents: sealed, shown on demand, and noted. */
function Officers({ id }: { id: string }) {
  const w = useWords(words)
  const [open, setOpen] = useState(false)
  const look = useWrite((_: undefined, { key }) => must(api.POST('/v1/restraint/orders/{id}/officers', { params: { path: { id }, header: keyed(key) } })))
  const found = (look.data?.items ?? []).flatMap((m) => m.officers)
  return (
    <>
      <p className="note-line">{w.officersNote}</p>
      <p><Button loading={look.isPending} onClick={() => { look.mutate(undefined, { onSuccess: () => { setOpen(true) } }) }}>{w.seeOfficers}</Button></p>
      {look.error && <ErrorView small error={look.error} />}
      {open && (
        // What was shown goes with the window.
        <Modal open title={w.officers} footer={null} onCancel={() => { setOpen(false); look.reset() }} destroyOnHidden>
          {found.length === 0 ? <p>{w.noOfficers}</p> : <ul className="queue">{found.map((o, i) => <li key={i}><span className="queue-text">{o.name}</span><span className="figures">{o.number}</span></li>)}</ul>}
        </Modal>
      )}
    </>
  )
}
