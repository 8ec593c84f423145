/**
 * What a deposit earns, for a look before the commitment; what counts is what the bank pays. Whole months by the yearly rate / 12, odd
 * days by 1/360 (ACT/360), rounded half up to the fen once. Amounts are minor units, rates millionths of a year's rate.
 */

/** `0.95` percent in millionths. */
export function ppm(percent: string): bigint {
  const m = /^(\d+)(?:\.(\d{1,4}))?$/.exec(percent)
  return m ? BigInt(m[1] ?? '0') * 10_000n + BigInt((m[2] ?? '').padEnd(4, '0')) : 0n
}

/** `0.0095` as a factor in millionths. */
export function ppmOfFactor(factor: string): bigint {
  const m = /^(\d+)(?:\.(\d+))?$/.exec(factor)
  return m ? BigInt(m[1] ?? '0') * 1_000_000n + BigInt((m[2] ?? '').padEnd(6, '0').slice(0, 6)) : 0n
}

/** `0.95%` of millionths. */
export function percentOf(p: bigint): string {
  const rest = (10_000n + (p % 10_000n)).toString().slice(1).replace(/0{1,2}$/, '')
  return `${(p / 10_000n).toString()}.${rest}%`
}

const halfUp = (n: bigint, d: bigint) => (2n * n + d) / (2n * d)

/** Interest of so many months. */
export const ofMonths = (principal: bigint, rate: bigint, months: number) => halfUp(principal * rate * BigInt(months), 12_000_000n)

/** Interest of so many days. */
export const ofDays = (principal: bigint, rate: bigint, days: number) => halfUp(principal * rate * BigInt(Math.max(0, days)), 360_000_000n)

/** Days between two dates. */
export const daysBetween = (from: string, to: string) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** What a deposit that is drawn on a day has earned: early by the demand rate, afterwards its term and then the demand rate. */
export function drawn(principal: bigint, t: { rate: bigint; demand: bigint; from: string; matures: string; months: number; on: string }): { interest: bigint; early: boolean } {
  if (t.on < t.matures) return { interest: ofDays(principal, t.demand, daysBetween(t.from, t.on)), early: true }
  const days = daysBetween(t.matures, t.on)
  // One rounding for both parts: 12 months and 360 days have 360 × 12 as their common year.
  return { interest: halfUp(principal * (t.rate * BigInt(t.months) * 30n + t.demand * BigInt(days)), 360_000_000n), early: false }
}

/** The rate of a balance among tiers that count for the whole of it. */
export function tierRate(tiers: readonly { from: string; percent: string }[], amount: bigint): bigint {
  let rate = 0n
  for (const t of tiers) if (BigInt(t.from) <= amount) rate = ppm(t.percent)
  return rate
}
