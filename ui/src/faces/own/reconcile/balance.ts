import { toMinor } from '@/parts/amount'
import { isDate } from '@/parts/instant'
import type { Tone } from '@/parts/Status'
import type { S } from '../reads'

export type Statement = S['ReconcileStatement']
export type Item = S['ReconcileItem']
export const sides = ['bank_received', 'bank_paid', 'firm_received', 'firm_paid'] as const
export type Side = (typeof sides)[number]

export const statementTone: Record<Statement['state'], Tone> = {
  open: 'wait', confirmed: 'good', explained: 'good', disputed: 'bad', answered: 'wait', resolved: 'good', overdue: 'bad',
}

/** Whether the holder has to answer. */
export const awaits = (s: Pick<Statement, 'state'>): boolean => ['open', 'overdue', 'answered'].includes(s.state)

/** Both sides of the table of adjustment (余额调节表): each book with what only the other one has. */
export interface Adjusted {
  bank: string
  firm: string
  /** The bank's side minus the firm's; "0" when the items explain the whole difference. */
  gap: string
}

export function adjust(bank: string, firm: string, items: readonly Pick<Item, 'side' | 'amount'>[]): Adjusted {
  let left = BigInt(bank)
  let right = BigInt(firm)
  for (const i of items) {
    const n = BigInt(i.amount)
    if (i.side === 'firm_received') left += n
    if (i.side === 'firm_paid') left -= n
    if (i.side === 'bank_received') right += n
    if (i.side === 'bank_paid') right -= n
  }
  return { bank: left.toString(), firm: right.toString(), gap: (left - right).toString() }
}

/** An item as it is being typed. */
export interface Draft {
  key: number
  side?: Side
  amount: string
  date: string
  text: string
}

export type Fault = 'side' | 'amount' | 'date' | 'text'

/** What is missing or wrong in an item; dates lie no later than the statement's. */
export function faultsOf(d: Draft, asOf: string): Fault[] {
  const out: Fault[] = []
  if (!d.side) out.push('side')
  if (!/^[1-9]\d*$/.test(d.amount)) out.push('amount')
  if (!isDate(d.date) || d.date > asOf) out.push('date')
  if ([...d.text].length > 120) out.push('text')
  return out
}

/** The items that are far enough to be counted. */
export const countable = (drafts: readonly Draft[]): Pick<Item, 'side' | 'amount'>[] =>
  drafts.flatMap((d) => (d.side && /^[1-9]\d*$/.test(d.amount) ? [{ side: d.side, amount: d.amount }] : []))

/** Whether the text is an amount in minor units, negative ones too: an account may be overdrawn. */
export const isMinor = (text: string): boolean => /^-?\d+$/.test(text) || toMinor(text) !== undefined
