import type { components } from '@/api/schema'

type Day = components['schemas']['CollectDay']

/** Every day of a range, the oldest first; days on which nothing came in are zero, so that a chart shows the gap. */
export function wholeRange(items: readonly Day[], from: string, to: string): Day[] {
  const by = new Map(items.map((d) => [d.date, d]))
  const out: Day[] = []
  for (let d = new Date(`${from}T00:00:00Z`); d <= new Date(`${to}T00:00:00Z`); d = new Date(d.getTime() + 86_400_000)) {
    const date = d.toISOString().slice(0, 10)
    out.push(by.get(date) ?? { date, amount: '0', count: 0, refunded: '0' })
  }
  return out
}
