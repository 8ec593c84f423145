import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { codeText } from '@/faces/ops/clearing/codes'
import type { S } from '@/faces/ops/parties/shared'
import { maskAccount } from '@/parts/AccountNo'
import { Status, type Tone } from '@/parts/Status'
import { words } from './words'

export type Order = S['PaymentOrder']

export const kinds = ['transfer', 'standing', 'batch', 'collection', 'refund', 'inward', 'return'] as const
export const states = ['proposed', 'sent', 'settled', 'rejected', 'returned', 'refused', 'held'] as const
const tones: Record<string, Tone> = { proposed: 'wait', sent: 'busy', settled: 'good', rejected: 'bad', returned: 'info', refused: 'bad', held: 'wait' }

/** Whether the bank itself is asked: a rule has stopped the payment, and nobody of the payer's decides it. */
export const waitsForBank = (o: Order): boolean => o.state === 'proposed' && !o.approval

export function useSays() {
  const w = useWords(words)
  const { language } = usePreferences()
  const table = w as unknown as Record<string, string>
  return {
    w,
    kind: (o: Order) => (o.kind === 'batch' ? w.batchKind : table[o.kind] ?? o.kind),
    channel: (o: Order) => (o.channel === 'bank' ? w.bankItself : table[o.channel] ?? o.channel),
    state: (o: Order) => (o.state === 'proposed' ? (o.approval ? w.firmWaits : w.waiting) : table[o.state] ?? o.state),
    /** A word of the bank's, a code of the standard, or what a rule says. */
    reason: (code: string) => table[`r_${code}`] ?? codeText(code, language),
    payee: (o: Order) => o.to.name ?? o.to.phone ?? (o.to.account ? maskAccount(o.to.account) : w.none),
  }
}

export function OrderState({ of: o }: { of: Order }) {
  const say = useSays()
  return <Status tone={tones[o.state] ?? 'info'}>{say.state(o)}</Status>
}
