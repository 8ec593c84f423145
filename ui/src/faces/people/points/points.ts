import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'

export type Item = components['schemas']['PointsItem']
export type Rule = components['schemas']['PointsRule']
export type Batch = components['schemas']['PointsBatch']
export type Entry = components['schemas']['PointsEntry']
export type Redemption = components['schemas']['PointsRedemption']

/** Points with separators; a true minus, and a plus where wanted. */
export function formatPoints(n: number, plus = false): string {
  return (n < 0 ? '\u2212' : plus && n > 0 ? '+' : '') + Math.abs(n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Batches that end on one day as one line, the first to end first. */
export function byEnd(batches: readonly Batch[]): { on: string; points: number }[] {
  const sums = new Map<string, number>()
  for (const b of batches) if (b.remains > 0) sums.set(b.expiresOn, (sums.get(b.expiresOn) ?? 0) + b.remains)
  return [...sums].map(([on, points]) => ({ on, points })).sort((a, b) => a.on.localeCompare(b.on))
}

/** How many of an item can be taken: by points, by stock, and no more than the bank allows at once. */
export function mostOf(item: Pick<Item, 'price' | 'stock' | 'offered'>, balance: number): number {
  return item.offered && balance > 0 ? Math.max(0, Math.min(99, item.stock, Math.floor(balance / item.price))) : 0
}

/** What an order took: orders name it by its id. */
export const itemOf = (items: readonly Item[] | undefined, order: Pick<Redemption, 'item'>) => items?.find((i) => i.id === order.item || i.code === order.item)

/** Rules that hold on a day; `2026-11-23`. */
export const rulesOn = (rules: readonly Rule[], day: string) => rules.filter((r) => r.from <= day && day <= r.until)

export const pointsKeys = {
  all: ['points'] as const,
  of: (party: string) => ['points', party] as const,
  items: ['points', 'items'] as const,
}

export function usePoints(party: string) {
  return useQuery({ queryKey: pointsKeys.of(party), queryFn: ({ signal }) => must(api.GET('/v1/points/parties/{id}', { params: { path: { id: party } }, signal })) })
}

/** The whole catalogue: a few dozen things. */
export function useItems() {
  return useQuery({ queryKey: pointsKeys.items, queryFn: ({ signal }) => must(api.GET('/v1/points/items', { params: { query: { limit: 200 } }, signal })).then((p) => p.items) })
}

export function useRules() {
  return useQuery({ queryKey: [...pointsKeys.all, 'rules'], queryFn: ({ signal }) => must(api.GET('/v1/points/rules', { params: { query: { limit: 200 } }, signal })).then((p) => p.items) })
}

export function useOrders(party: string) {
  return useInfiniteQuery({
    queryKey: [...pointsKeys.of(party), 'orders'],
    queryFn: ({ pageParam, signal }) => must(api.GET('/v1/points/parties/{id}/redemptions', { params: { path: { id: party }, query: { after: pageParam, limit: 30 } }, signal })),
    initialPageParam: '', getNextPageParam: (p) => p.next,
  })
}

export function useEntries(party: string) {
  return useInfiniteQuery({
    queryKey: [...pointsKeys.of(party), 'entries'],
    queryFn: ({ pageParam, signal }) => must(api.GET('/v1/points/parties/{id}/entries', { params: { path: { id: party }, query: { after: pageParam, limit: 50 } }, signal })),
    initialPageParam: '', getNextPageParam: (p) => p.next,
  })
}
