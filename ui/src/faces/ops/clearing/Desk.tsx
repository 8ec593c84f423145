import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { ErrorView } from '@/parts/ErrorView'
import { Facts, Page, Section } from '@/parts/Page'
import { Mark, Status, type Tone } from '@/parts/Status'
import { Loading } from '@/parts/Loading'
import { Money } from '@/parts/Money'
import { Time } from '@/parts/Time'
import type { S } from '@/faces/ops/parties/shared'
import { capOf } from './figures'
import { MessageKind, pace, transferTones, useParticipants, useTransferColumns, Ways, type Transfer } from './shared'
import { words } from './words'

type State = S['ClearingStatus']
const circuitTones: Record<State['circuit'], Tone> = { closed: 'good', 'half-open': 'busy', open: 'bad' }

/** The clearing as it stands: connection, position, what waits for a person, what is under way. */
export default function Desk() {
  const w = useWords(words)
  const status = useQuery({ queryKey: ['clearing', 'status'], queryFn: ({ signal }) => must(api.GET('/v1/clearing/status', { signal })), refetchInterval: pace })
  const s = status.data
  const house = useHouse()
  return (
    <Page title={w.desk} lead={w.deskLead} state={s && (house === false ? <Status tone="idle">{w.noHouse}</Status> : <Status tone={circuitTones[s.circuit]}>{w[s.circuit]}</Status>)}>
      <Ways />
      {house === false && <p className="amber" role="status">{w.noHouseText}</p>}
      {s && s.circuit !== 'closed' && <p className={s.circuit === 'open' ? 'amber' : 'note'} role="status">{s.circuit === 'open' ? w.openText : w.halfText}</p>}
      <Needs status={s} />
      <div className="desk-split">
        <Section title={w.connection}><Await query={status} rows={3}>{(d) => <Connection of={d} />}</Await></Section>
        {house && <Position />}
      </div>
      <div className="desk-plain"><Section title={w.underWay} flush><UnderWay rows={s?.underWay} error={s ? undefined : status.error} /></Section></div>
      <div className="desk-plain"><Recent /></div>
    </Page>
  )
}

/** Whether the bank knows a house whose messages it would believe; undefined while that is read. */
function useHouse(): boolean | undefined {
  const { data } = useParticipants()
  return data?.items.some((p) => p.house && p.active && (p.keys ?? []).length > 0)
}

function Connection({ of: s }: { of: State }) {
  const w = useWords(words)
  const last = useQuery({
    queryKey: ['clearing', 'messages', 'last'], queryFn: ({ signal }) => must(api.GET('/v1/clearing/messages', { params: { query: { limit: 1 } }, signal })), refetchInterval: pace,
  })
  const m = last.data?.items[0]
  const n = (count: number, state: string) => (count > 0 ? <Link className="in-text figures" href={`/clearing/messages?side=out&state=${state}`}>{count}</Link> : <span className="figures">0</span>)
  return (
    <Facts facts={[
      { label: w.lastAnswer, value: s.lastAnswer ? <Time key={s.lastAnswer} at={s.lastAnswer} precision="second" /> : w.noAnswer },
      { label: w.failures, value: <span className="figures">{s.failures}</span> },
      { label: w.queued, value: n(s.queued, 'queued') },
      { label: w.oldest, value: s.oldestSince ? <Time key={s.oldestSince} at={s.oldestSince} precision="second" relative /> : w.none },
      { label: w.heldN, value: n(s.held, 'held') },
      { label: w.refusedN, value: n(s.refused, 'refused') },
      { label: w.lastMessage, value: m ? <><Link className="in-text" href={`/clearing/messages/${m.id}`}><MessageKind of={m} /></Link> <Time key={m.id} at={m.madeAt} precision="second" /></> : w.noMessage },
    ]} />
  )
}

function Position() {
  const w = useWords(words)
  const query = useQuery({ queryKey: ['clearing', 'position'], queryFn: ({ signal }) => must(api.GET('/v1/clearing/position', { signal })), refetchInterval: 2 * pace, retry: false })
  const p = query.data
  return (
    <Section title={w.position} extra={p && <span className="note">{w.positionOf(p.date)}</span>}>
      {query.error && !p && <ErrorView small error={query.error} retry={() => { void query.refetch() }} />}
      {query.isPending && <Loading rows={3} />}
      {p && <Figures of={p} stale={query.error !== null} />}
    </Section>
  )
}

function Figures({ of: p, stale }: { of: S['ClearingHousePosition']; stale: boolean }) {
  const w = useWords(words)
  const cap = capOf(p.netDebit, p.cap)
  return (
    <>
      <Facts facts={[
        { label: w.balance, value: <Money minor={p.balance} currency={p.currency} size="large" /> },
        { label: w.window, value: p.window ? <span className="figures">{p.window}</span> : w.noWindow },
        { label: cap.owes ? w.netDebit : w.netCredit, value: <Money minor={cap.net} currency={p.currency} /> },
        { label: w.reserved, value: <Money minor={p.reserved} currency={p.currency} /> },
        { label: w.cap, value: <Money minor={p.cap} currency={p.currency} /> },
        { label: w.room, value: <Money minor={cap.room} currency={p.currency} /> },
      ]} />
      <p className="cap" data-tone={cap.percent >= 90 ? 'bad' : cap.percent >= 70 ? 'wait' : undefined}>
        <svg className="cap-bar" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 1"><rect width={cap.percent} height="1" /></svg>
        <span>{w.used(cap.percent)}</span>
      </p>
      <p className="note">{stale ? w.positionLost : w.windowText}</p>
    </>
  )
}

/** How many are counted; beyond that it says "more than". */
const most = 100

interface Need { key: string; title: string; why: string; tone: 'wait' | 'bad'; href: string; count: number }

/** What somebody at this desk has to do something about. */
function Needs({ status: s }: { status?: State }) {
  const w = useWords(words)
  const counted = useQuery({
    queryKey: ['clearing', 'needs'], refetchInterval: pace,
    queryFn: async ({ signal }) => {
      let partial = false
      const count = async (read: () => Promise<{ items: unknown[]; next?: string }>) => {
        try {
          const p = await read()
          return p.items.length + (p.next ? 1 : 0)
        } catch (e) {
          if (problemOf(e).status !== 403) partial = true
          return 0
        }
      }
      const [recalls, breaks, explained] = await Promise.all([
        count(async () => ({ items: (await must(api.GET('/v1/clearing/recalls', { params: { query: { limit: most } }, signal }))).items.filter((r) => r.side === 'in' && r.state === 'open') })),
        count(() => must(api.GET('/v1/clearing/breaks', { params: { query: { limit: most, state: 'open' } }, signal }))),
        count(() => must(api.GET('/v1/clearing/breaks', { params: { query: { limit: most, state: 'explained' } }, signal }))),
      ])
      return { recalls, breaks: breaks + explained, only: breaks === 0 ? 'explained' : 'open', partial }
    },
  })
  if (!s || !counted.data) return <Section title={w.needs}><Loading rows={2} /></Section>
  const c = counted.data
  const all: Need[] = [
    { key: 'items', title: w.needsItems, why: w.needsItemsWhy, tone: 'bad', href: '/clearing/items', count: s.openItems },
    { key: 'refused', title: w.needsRefused, why: w.needsRefusedWhy, tone: 'bad', href: '/clearing/messages?side=out&state=refused', count: s.refused },
    { key: 'breaks', title: w.needsBreaks, why: w.needsBreaksWhy, tone: 'bad', href: `/clearing/breaks${c.only === 'open' ? '' : '?state=explained'}`, count: c.breaks },
    { key: 'recalls', title: w.needsRecalls, why: w.needsRecallsWhy, tone: 'wait', href: '/clearing/recalls', count: c.recalls },
    { key: 'held', title: w.needsHeld, why: w.needsHeldWhy, tone: 'wait', href: '/clearing/messages?side=out&state=held', count: s.held },
  ]
  const waiting = all.filter((n) => n.count > 0)
  return (
    <Section title={w.needs} flush>
      {waiting.length > 0 && (
        <ul className="desk-needs">
          {waiting.map((n) => (
            <li key={n.key}>
              <Link href={n.href}>
                <span className={`needs-mark-${n.tone}`}><Mark tone={n.tone} /></span>
                <span className="desk-needs-text"><strong>{n.title}</strong><span>{n.why}</span></span>
                <span className="desk-needs-count figures">{n.count > most ? w.more(most) : w.nOf(n.count)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {waiting.length === 0 && <p className="lines-empty note">{w.needsNone}</p>}
      {c.partial && <p className="lines-empty note" role="status">{w.partial}</p>}
    </Section>
  )
}

type Under = S['ClearingPosition']

function UnderWay({ rows, error }: { rows?: Under[]; error: unknown }) {
  const w = useWords(words)
  const word = (v: string) => (w as unknown as Record<string, string>)[v] ?? v
  const columns: Column<Under>[] = [
    { key: 'what', title: w.side, always: true, phone: 'title', render: (r) => `${word(r.side)} · ${word(r.scheme)}`, csv: (r) => `${r.side} ${r.scheme}` },
    { key: 'state', title: w.state, render: (r) => <Status tone={transferTones[r.state as Transfer['state']]}>{word(r.state)}</Status>, csv: (r) => r.state },
    { key: 'count', title: w.count, align: 'end', render: (r) => <Link className="in-text figures" href={`/clearing/transfers?state=${r.state}`}>{r.count}</Link>, csv: (r) => String(r.count) },
    { key: 'sum', title: w.sum, align: 'end', render: (r) => <Money minor={r.amount} />, csv: (r) => r.amount },
  ]
  if (rows?.length === 0) return <p className="lines-empty note">{w.underWayEmpty}</p>
  return <TableView<Under> id="ops.clearing.underway" caption={w.underWay} columns={columns} rows={rows} error={error ?? undefined} rowKey={(r) => r.scheme + r.side + r.state} rowName={(r) => `${word(r.side)} ${word(r.state)}`} />
}

function Recent() {
  const w = useWords(words)
  const [, go] = useLocation()
  const query = useQuery({ queryKey: ['clearing', 'transfers', 'recent'], queryFn: ({ signal }) => must(api.GET('/v1/clearing/transfers', { params: { query: { limit: 10 } }, signal })), refetchInterval: pace })
  const columns = useTransferColumns()
  if (query.data?.items.length === 0) return <Section title={w.recent}><p className="note">{w.transfersEmpty}</p></Section>
  return (
    <Section title={w.recent} extra={<Link href="/clearing/transfers">{w.seeAll}</Link>} flush>
      <TableView<Transfer>
        id="ops.clearing.recent" caption={w.recent} columns={columns} rows={query.data?.items} error={query.data ? undefined : query.error ?? undefined}
        rowKey={(r) => r.id} rowName={(r) => r.uetr} onOpen={(r) => { go(`/clearing/payments/${r.uetr}`) }}
      />
    </Section>
  )
}
