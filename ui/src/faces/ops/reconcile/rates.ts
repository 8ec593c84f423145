import type { components } from '@/api/schema'

export interface Month {
  asOf: string
  total: number
  /** Agreed, explained or settled. */
  done: number
  waits: number
  disputed: number
  overdue: number
}

/** The counts of each day in one line; the newest day first. */
export function months(counts: readonly components['schemas']['ReconcileCount'][]): Month[] {
  const by = new Map<string, Month>()
  for (const c of counts) {
    const m = by.get(c.asOf) ?? { asOf: c.asOf, total: 0, done: 0, waits: 0, disputed: 0, overdue: 0 }
    m.total += c.count
    if (['confirmed', 'explained', 'resolved'].includes(c.state)) m.done += c.count
    else if (c.state === 'disputed') m.disputed += c.count
    else if (c.state === 'overdue') m.overdue += c.count
    else m.waits += c.count
    by.set(c.asOf, m)
  }
  return [...by.values()].sort((a, b) => (a.asOf < b.asOf ? 1 : -1))
}

/** Per cent with one decimal, never rounded up to 100: one that is missing must show. */
export function percent(done: number, total: number): string {
  if (total === 0) return '—'
  return `${(Math.floor((done * 1000) / total) / 10).toFixed(1)}%`
}
