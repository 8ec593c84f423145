import type { S } from '@/faces/ops/parties/shared'

export type Age = S['SuspenseAge']
export type Item = S['SuspenseItem']
export const buckets = [0, 1, 2, 3, 4, 5] as const
export type Bucket = (typeof buckets)[number]

/** What waits in each age, over branches: how many, and how much of each currency and side. */
export function byBucket(all: readonly Age[]): { bucket: Bucket; items: number; sums: { side: Age['side']; currency: string; left: string }[] }[] {
  return buckets.map((bucket) => {
    const of = all.filter((a) => a.bucket === bucket)
    const sums = new Map<string, { side: Age['side']; currency: string; left: bigint }>()
    for (const a of of) {
      const key = a.currency + a.side
      sums.set(key, { side: a.side, currency: a.currency, left: (sums.get(key)?.left ?? 0n) + BigInt(a.left) })
    }
    return { bucket, items: of.reduce((n, a) => n + a.items, 0), sums: [...sums.values()].map((s) => ({ ...s, left: s.left.toString() })) }
  })
}

/** The room that parked it, of a code as `payment.AC04`, and its own word. */
export function codeParts(code: string): { room: string; word: string } {
  const at = code.indexOf('.')
  return at < 0 ? { room: '', word: code } : { room: code.slice(0, at), word: code.slice(at + 1) }
}
