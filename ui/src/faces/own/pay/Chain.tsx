import { type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { Money } from '@/parts/Money'
import type { Tone } from '@/parts/Status'
import { Timeline, type Happening } from '@/parts/Timeline'
import type { S } from '../reads'
import { wordOf } from '../words'
import { useChain, type Chain } from './reads'
import { words } from './words'
import './pay.css'

export interface PaymentChainProps {
  /** The payment's id. */
  id: string
  /** Makes a link of what stands elsewhere: `ledger.entry/463…`, `clearing.message/…`. Without it nothing is linked. */
  link?: (object: string, text: string) => ReactNode
}

/** Everything that happened to a payment, in the order of time: what was asked, checked, decided, booked, sent and answered. */
export function PaymentChain({ id, link }: PaymentChainProps) {
  const chain = useChain(id)
  return <Await query={chain} rows={6}>{(c) => <ChainSteps chain={c} link={link} />}</Await>
}

const bad = new Set(['stop', 'no_match', 'no_account', 'refused', 'rejected', 'failed', 'RJCT', 'expired', 'cancelled'])
const waits = new Set(['ask', 'open', 'waiting', 'close', 'check', 'large', 'proposed', 'held'])

function toneOf(s: S['PaymentStep']): Tone {
  if (s.status && bad.has(s.status)) return 'bad'
  if (s.status && waits.has(s.status)) return 'wait'
  if (s.kind === 'return') return 'bad'
  if (s.kind === 'message') return 'busy'
  return s.kind === 'instruction' ? 'info' : 'good'
}

/** The same for a chain that is there. */
export function ChainSteps({ chain, link }: { chain: Chain; link?: PaymentChainProps['link'] }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const items = chain.steps.map((s, i): Happening => ({
    key: String(i), at: s.at, tone: toneOf(s), title: language === 'zh' ? s.titleZh : s.titleEn, detail: <StepDetail step={s} currency={chain.order.currency} />,
    by: link && s.object ? link(s.object, s.object.startsWith('ledger.entry/') ? w.openEntry : s.object.startsWith('clearing.message/') ? w.message : s.object) : undefined,
  }))
  return <Timeline items={items} />
}

function StepDetail({ step: s, currency }: { step: S['PaymentStep']; currency: string }) {
  const w = useWords(words)
  // The end of an order is titled by its state already.
  const said = s.status && !(s.kind === 'end' && s.status === 'settled') && (s.kind === 'instruction' ? wordOf(w, `c_${s.status}`) : wordOf(w, `o_${s.status}`)).replace(/^[oc]_/, '')
  return (
    <>
      {said && <span className="soft">{said}</span>}
      {s.legs && s.legs.length > 0 && (
        <span className="legs">
          {s.legs.map((l, i) => <span key={i} className="leg"><span className="soft">{w[`l_${l.role}`]}</span><Money minor={sideOf(l)} currency={currency} plus /></span>)}
        </span>
      )}
      {s.kind === 'message' && <MessageFacts detail={s.detail} />}
    </>
  )
}

/** A posting as its owner sees it: what the ledger debits leaves a customer's account. */
const sideOf = (l: S['PaymentLeg']) => (l.amount.startsWith('-') ? l.amount.slice(1) : `-${l.amount}`)

/** What identifies a message of the clearing. */
function MessageFacts({ detail }: { detail: unknown }) {
  if (typeof detail !== 'object' || detail === null) return null
  const shown = ['kind', 'messageId', 'msgId', 'code', 'reason'].flatMap((k) => { const v = (detail as Record<string, unknown>)[k]; return typeof v === 'string' && v ? [v] : [] })
  return shown.length > 0 ? <span className="step-facts figures">{shown.map((v) => <span key={v}>{v}</span>)}</span> : null
}
