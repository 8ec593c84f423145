import type { S } from '../reads'

export type ChannelLimit = S['PaymentChannelLimit']
export type Bound = S['PaymentBound']
export type Limits = S['PaymentLimits']

/** What holds: the bank's limit, or the own one where that is narrower. */
export function holds(c: Pick<ChannelLimit, 'bank' | 'own'>): Bound {
  const least = (a: string, b: string | undefined) => (b !== undefined && BigInt(b) < BigInt(a) ? b : a)
  return { order: least(c.bank.order, c.own?.order), day: least(c.bank.day, c.own?.day) }
}

/**
 * The own limits as a whole, with one channel changed (or taken away): the bank forgets what isn't sent again, the thresholds
 * too.
 */
export function whole(l: Limits, channel?: string, bound?: Bound): { channels?: Record<string, Bound>; check?: string; large?: string } {
  const channels: Record<string, Bound> = {}
  for (const c of l.channels) {
    const own = c.channel === channel ? bound : c.own
    if (own) channels[c.channel] = own
  }
  return { channels, check: l.check, large: l.large }
}

export type BoundFault = 'order' | 'day' | 'orderOver' | 'dayOver'

/** What is wrong with a bound that somebody typed; `most` is what it may at most be. */
export function boundFault(b: Bound, most: Bound): BoundFault | undefined {
  if (!/^\d+$/.test(b.order)) return 'order'
  if (!/^\d+$/.test(b.day) || BigInt(b.day) < BigInt(b.order)) return 'day'
  if (BigInt(b.order) > BigInt(most.order)) return 'orderOver'
  if (BigInt(b.day) > BigInt(most.day)) return 'dayOver'
  return undefined
}
