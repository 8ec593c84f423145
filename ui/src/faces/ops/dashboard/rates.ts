/** Rates of counters, as they are watched: kept for a few minutes, drawn in steps of some seconds. */

/** One reading of the counters. `at` is milliseconds. */
export interface Reading {
  at: number
  entries: number
  refused: number
}

/** How long readings are kept, and how many seconds one bar covers. */
export const kept = 5 * 60_000
export const step = 5_000

/** Adds a reading and forgets old ones. A counter that fell belongs to a process that began anew: so does the row of readings. */
export function add(readings: readonly Reading[], r: Reading): Reading[] {
  const last = readings.at(-1)
  if (last && (r.entries < last.entries || r.refused < last.refused || r.at <= last.at)) return [r]
  return [...readings.filter((x) => x.at > r.at - kept - step), r]
}

/** Per second over the last moments; undefined until there are two readings. */
export function rate(readings: readonly Reading[], of: 'entries' | 'refused', over = step): number | undefined {
  const last = readings.at(-1)
  if (!last) return undefined
  const first = readings.find((r) => r.at >= last.at - over - 500)
  if (!first || first.at >= last.at) return undefined
  return ((last[of] - first[of]) * 1000) / (last.at - first.at)
}

/** Bars of the last minutes up to `now`, the oldest first; null where nothing was read. */
export function bars(readings: readonly Reading[], now: number): { at: number; value: number | null }[] {
  const end = Math.floor(now / step) * step
  const out: { at: number; value: number | null }[] = []
  for (let at = end - kept; at < end; at += step) out.push({ at, value: between(readings, at, at + step) })
  return out
}

/** The rate between the readings nearest to both moments. */
function between(readings: readonly Reading[], from: number, to: number): number | null {
  const near = (t: number) => readings.reduce<Reading | undefined>((best, r) => (Math.abs(r.at - t) <= 1500 && (!best || Math.abs(r.at - t) < Math.abs(best.at - t)) ? r : best), undefined)
  const [a, b] = [near(from), near(to)]
  if (!a || !b || a.at >= b.at) return null
  return Math.round(((b.entries - a.entries) * 10_000) / (b.at - a.at)) / 10
}
