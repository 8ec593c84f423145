import type { Limit } from '@/faces/people/cards/card'

/** Why a limit that was typed won't do. */
export type Flaw = 'missing' | 'tooMuch' | 'overDay'

/** A channel's limits after one of the two was typed, in minor units: a day's limit takes the single one down with it. */
export function changed(was: Limit, most: Limit, which: 'day' | 'each', minor: string): Limit | Flaw {
  if (!/^\d+$/.test(minor) || BigInt(minor) <= 0n) return 'missing'
  const n = BigInt(minor)
  if (n > BigInt(most[which])) return 'tooMuch'
  if (which === 'day') return { day: minor, each: BigInt(was.each) > n ? minor : was.each }
  return n > BigInt(was.day) ? 'overDay' : { day: was.day, each: minor }
}

/** What a channel begins with when it is turned on: a tenth of the most, and no more than its day allows. */
export function opened(was: Limit, most: Limit): Limit {
  const day = was.day === '0' ? BigInt(most.day) / 10n : BigInt(was.day)
  const each = BigInt(most.each) / 10n
  return { day: day.toString(), each: (each > day ? day : each).toString() }
}
