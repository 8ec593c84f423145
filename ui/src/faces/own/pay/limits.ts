import type { S } from '../reads'

type Bound = S['PaymentBound']

const least = (a: string, b: string) => (BigInt(a) < BigInt(b) ? a : b)

/** What counts on a channel: the bank's limit, or the party's own where it is lower. */
export function narrower(ch: { bank: Bound; own?: Bound }): Bound {
  return ch.own ? { order: least(ch.own.order, ch.bank.order), day: least(ch.own.day, ch.bank.day) } : ch.bank
}

/** What is wrong with limits that somebody typed. */
export function boundFault(b: Bound, bank: Bound): { part: 'order' | 'day'; kind: 'bad' | 'over' | 'order' } | undefined {
  for (const part of ['order', 'day'] as const) {
    if (!/^\d+$/.test(b[part])) return { part, kind: 'bad' }
    if (BigInt(b[part]) > BigInt(bank[part])) return { part, kind: 'over' }
  }
  return BigInt(b.order) > BigInt(b.day) ? { part: 'order', kind: 'order' } : undefined
}
