import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { Status, type Tone } from '@/parts/Status'
import { wordOf } from '../words'
import type { Order } from './reads'
import { words } from './words'

const tones: Record<string, Tone> = { proposed: 'wait', sent: 'busy', settled: 'good', rejected: 'bad', returned: 'bad', refused: 'idle', held: 'wait' }

/** How a payment stands. */
export function PaymentState({ state }: { state: string }) {
  const w = useWords(words)
  return <Status tone={tones[state] ?? 'info'}>{wordOf(w, `s_${state}`)}</Status>
}

/** Whether money leaves or comes in, from where the party stands; undefined where both accounts are hers. */
export function leaves(o: Order, party: string): boolean | undefined {
  if (o.payer === party && o.payee === party) return undefined
  return o.payer === party
}

/** The amount on the party's own side: what leaves is negative. */
export const signed = (o: Order, party: string) => (leaves(o, party) ? `-${o.amount}` : o.amount)

/** The other one of a payment. A payee isn't told the payer's number, nor is there one for money from another bank. */
export const counterpart = (o: Order, party: string) => (o.payer === party || o.payee !== party ? { name: o.to.name ?? o.to.phone ?? '', number: o.to.account ?? '' } : { name: o.fromName, number: o.fromNumber })

/** A party of a payment with its account. */
export function Side({ name, number, bank }: { name: string; number: string; bank?: string }) {
  return (
    <span className="plain-list fact-wide">
      <span>{name}</span>
      {number && <AccountNo value={number} />}
      {bank && <span className="soft">{bank}</span>}
    </span>
  )
}
