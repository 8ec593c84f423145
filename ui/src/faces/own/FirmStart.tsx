import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay, useMe } from '@/app/session'
import { formatMoney, sumMinor } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Money } from '@/parts/Money'
import { Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { useDuty, useWaitingBatches } from './batches/shared'
import { byBatch, mine } from './batches/stand'
import { words } from './firm.words'
import { useLatest, type Order } from './pay/reads'
import { useDueStatements } from './reconcile/reads'
import { Start, type Need } from './Start'
import { useParty } from './reads'
import { wordOf } from './words'

/** The start of somebody who acts for an organisation: what waits for her, the money, the last payments. */
export function FirmStart() {
  const { needs, busy } = useFirmNeeds()
  return <Start needs={needs} busy={busy} below={<LastPayments />} />
}

function useFirmNeeds(): { needs: Need[]; busy: boolean } {
  const w = useWords(words)
  const { language } = usePreferences()
  const { person } = useMe()
  const may = useMay()
  const duty = useDuty()
  const waiting = useWaitingBatches()
  const due = useDueStatements()
  const decides = may('approval.decide')
  const proposals = useQuery({
    queryKey: ['approvals', 'queue'], enabled: decides,
    queryFn: ({ signal }) => must(api.GET('/v1/approvals', { params: { query: { view: 'for_me', limit: 50 } }, signal })),
  })
  const failed = useQuery({
    queryKey: ['batches', 'partly'], enabled: may('payment.approve') || may('payment.make'),
    queryFn: ({ signal }) => must(api.GET('/v1/batches', { params: { query: { state: 'partly', limit: 20 } }, signal })).then((p) => p.items.filter((b) => b.failed > 0)),
  })
  const needs: Need[] = []
  const batches = (waiting.data ?? []).filter((b) => mine(b, person, may))
  const [first] = batches
  if (first) needs.push({ key: 'batches', tone: 'wait', title: duty === 'checked' ? w.approve(batches.length) : w.check(batches.length), text: w.batch(first.fileName, formatMoney(sumMinor([duty === 'checked' ? first.toPayAmount : first.total]), first.currency)), href: batches.length === 1 ? `/batches/${first.id}` : '/batches' })
  const open = (proposals.data?.items ?? []).filter((a) => a.maker.party !== person)
  const [one] = open
  if (one) needs.push({ key: 'proposals', tone: 'wait', title: w.proposals(open.length), text: w.proposal(language === 'zh' ? one.titleZh : one.titleEn, one.maker.name), href: open.length === 1 ? `/approvals/${one.id}` : '/approvals' })
  const statements = due.data ?? []
  const late = statements.filter((s) => s.state === 'overdue')
  const [soonest] = statements.map((s) => s.dueOn).sort()
  const [single] = statements
  if (single) needs.push({ key: 'statements', tone: late.length ? 'bad' : 'wait', title: late.length ? w.statementsLate(late.length) : w.statements(statements.length), text: w.statementsDue(soonest ?? ''), href: statements.length === 1 ? `/reconcile/${single.id}` : '/reconcile' })
  const [lost] = failed.data ?? []
  if (lost) needs.push({ key: 'failed', tone: 'wait', title: w.retry(failed.data?.length ?? 0), text: w.retryDo, href: failed.data?.length === 1 ? `/batches/${lost.id}` : '/batches?view=all' })
  return { needs, busy: waiting.isLoading || due.isLoading || proposals.isLoading || failed.isLoading }
}

/** The newest payments, what left with a minus, what came in with a plus. */
function LastPayments() {
  const w = useWords(words)
  const may = useMay()
  const latest = useLatest(100)
  if (!may('payment.read')) return null
  return (
    <Section title={w.payments} extra={<Link href="/payments">{w.allPayments}</Link>} flush>
      <Await query={latest} rows={3}>
        {(orders) => (orders.length === 0 ? <p className="own-pad soft">{w.noPayments}</p> : <ul className="choices choices-flush">{byBatch(orders).slice(0, 6).map((o) => <Row key={o.id} order={o} />)}</ul>)}
      </Await>
    </Section>
  )
}

function Row({ order: o }: { order: Order }) {
  const w = useWords(words)
  const out = o.payer === useParty()
  if (out && o.kind === 'batch' && o.batch) {
    return (
      <li>
        <Link href={`/batches/${o.batch}`}>
          <span className="choice-text"><strong>{w.batchPaid}</strong><span><Time at={o.madeAt} />{o.purpose && <> · {o.purpose}</>}</span></span>
          <span className="account-money soft">{w.seeBatch}</span>
        </Link>
      </li>
    )
  }
  return (
    <li>
      <Link href={`/payments/${o.id}`}>
        <span className="choice-text">
          <strong>{out ? w.to : w.from} {(out ? o.to.name : o.fromName) ?? '—'}</strong>
          <span><Time at={o.madeAt} />{o.purpose && <> · {o.purpose}</>}</span>
        </span>
        {o.state !== 'settled' && <Status tone={o.state === 'proposed' ? 'wait' : o.state === 'sent' ? 'busy' : 'bad'}>{wordOf(w, o.state)}</Status>}
        <span className="account-money"><Money minor={out ? `-${o.amount}` : o.amount} currency={o.currency} plus /></span>
      </Link>
    </li>
  )
}
