import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useFace } from '@/app/frame'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import type { Change } from '@/parts/Approve'
import { Money } from '@/parts/Money'
import { Facts, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { isOrder, pageOf, proposalTone, type Approval } from './queue'
import { words } from './words'
import './approvals.css'

export function ProposalState({ state }: { state: Approval['state'] }) {
  const w = useWords(words)
  return <Status tone={proposalTone[state]}>{w[state === 'withdrawn' ? 'withdrawnState' : state]}</Status>
}

/** What is proposed, in the person's language. */
export function useTitle(): (a: Approval) => string {
  const { language } = usePreferences()
  return (a) => (language === 'zh' ? a.titleZh : a.titleEn)
}

/**
 * The lines of a proposal: what changes, what is named but stays, and, where nothing is there before (a payment, a standing
 * order), what it says.
 */
export function linesOf(a: Approval, language: 'zh' | 'en'): { changes: Change[]; stays: Fact[]; says: Fact[] } {
  const lines = (a.lines ?? []).map((l) => ({ label: language === 'zh' ? l.labelZh : l.labelEn, before: l.old, after: l.value }))
  const fresh = isOrder(a)
  return {
    changes: fresh ? [] : lines.filter((l) => l.before !== l.after),
    stays: fresh ? [] : lines.filter((l) => l.before === l.after).map((l) => ({ label: l.label, value: l.after ?? '—' })),
    says: fresh ? lines.map((l) => ({ label: l.label, value: l.after ?? '—' })) : [],
  }
}

/** Who asks, when, for what. */
export function Evidence({ approval: a }: { approval: Approval }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const page = pageOf(useFace(), a.object)
  const order = useOrder(a)
  const { stays, says } = linesOf(a, language)
  return (
    <>
      {order ? <Order order={order} /> : <p className="evidence-why">{a.reason}</p>}
      <Facts facts={[
        ...(order ? [] : says),
        { label: w.maker, value: a.maker.name || w.program }, { label: w.proposedAt, value: <Time at={a.proposedAt} relative /> },
        ...(a.state === 'open' ? [{ label: w.expiresAt, value: <Time at={a.expiresAt} /> }] : []),
        ...(page ? [{ label: w.object, value: <Link href={page}>{w.openObject}</Link> }] : []),
        ...(order ? [{ label: w.object, value: <Link href={`/payments/${order.id}`}>{w.lookPayment}</Link> }] : []),
        ...(a.decidedAt ? [{ label: w.decider, value: a.decider?.name ?? '—' }, { label: w.decidedAt, value: <Time at={a.decidedAt} /> }] : []),
        ...(a.note ? [{ label: w.note, value: a.note }] : []),
        ...stays.map((f) => ({ ...f, label: `${f.label} · ${w.unchanged}` })),
      ]} />
    </>
  )
}

/** The payment that a proposal is about. The proposal names it by its number; payments are read by it too. */
function useOrder(a: Approval) {
  const may = useMay()
  const [kind, number = ''] = a.object.split('/')
  const { data } = useQuery({
    queryKey: ['payments', 'proposed', number], enabled: kind === 'payment.order' && may('payment.read'), retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/payment/orders/{id}', { params: { path: { id: number } }, signal })),
  })
  return data
}

/** What a payment says, the amount first: that is what is decided. */
function Order({ order: o }: { order: NonNullable<ReturnType<typeof useOrder>> }) {
  const w = useWords(words)
  return (
    <div className="evidence-order">
      <Facts facts={[
        { label: w.amount, value: <Money minor={o.amount} currency={o.currency} size="hero" /> },
        { label: w.to, value: <><strong>{o.to.name ?? '—'}</strong>{o.to.account && <> <AccountNo value={o.to.account} /></>}</> },
        ...(o.to.bankName ? [{ label: w.bank, value: o.to.bankName }] : []),
        { label: w.from, value: <>{o.fromName} <AccountNo value={o.fromNumber} /></> },
        { label: w.purpose, value: o.purpose || '—' }, { label: w.orderNumber, value: <span className="figures">{o.number}</span> },
        ...(o.fee !== '0' ? [{ label: w.fee, value: <Money minor={o.fee} currency={o.currency} /> }] : []),
      ]} />
    </div>
  )
}

/** The activation code that an approved invitation or reset gave, for the two who made it. */
export function Code({ result }: { result: unknown }) {
  const w = useWords(words)
  const code = result && typeof result === 'object' && 'code' in result ? String(result.code) : ''
  if (!code) return null
  return <div className="amber" role="status"><strong>{w.code}</strong> <span className="figures">{code}</span> <p>{w.codeText}</p></div>
}
