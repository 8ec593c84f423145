import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useMay } from '@/app/session'
import { useParty, type S } from '../reads'

export type Deposit = S['AccountHolding']
export type Detail = S['AccountDetail']
export type Product = S['AccountProduct']

export const depositKeys = {
  all: (party: string) => ['deposits', party] as const,
  one: (id: string) => ['deposit', id] as const,
}

/** The party's deposit accounts, closed ones too. */
export function useDeposits() {
  const party = useParty()
  const may = useMay()
  return useQuery({
    queryKey: depositKeys.all(party), enabled: may('account.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/account/accounts', { params: { query: { owner: party, limit: 200 } }, signal })).then((p) => p.items),
  })
}

/** Products that are offered; everybody reads them. */
export function useProducts() {
  return useQuery({ queryKey: ['products'], staleTime: 300_000, queryFn: ({ signal }) => must(api.GET('/v1/account/products', { signal })).then((p) => p.items) })
}

export function useRates() {
  return useQuery({ queryKey: ['rates'], staleTime: 300_000, queryFn: ({ signal }) => must(api.GET('/v1/interest/rates', { signal })).then((p) => p.items) })
}

/** Restraints over the party's accounts (冻结). */
export function useRestraints() {
  const party = useParty()
  const may = useMay()
  return useQuery({
    queryKey: ['restraints', party], enabled: may('restraint.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/restraint/orders', { params: { query: { limit: 50 } }, signal })).then((p) => p.items),
  })
}

/** From which accounts money may be paid, and into which it may be paid out. */
const running = new Set(['demand', 'passbook', 'basic', 'general', 'special', 'temporary', 'zero_balance', 'treasury'])
export const paysOut = (d: Pick<Deposit, 'state' | 'kind'>) => d.state === 'active' && running.has(d.kind)
/** Which earn day by day; time and notice deposits are reckoned when they are drawn. */
const daily = new Set(['demand', 'passbook', 'basic', 'general', 'special', 'temporary', 'custody', 'escrow', 'treasury', 'interbank'])
export const accrues = (kind: string) => daily.has(kind)
export const isFixed = (kind: string) => kind === 'time' || kind === 'notice'

/** A time deposit whose day has come. */
export const matured = (d: Deposit, today: string) => d.kind === 'time' && d.state === 'active' && d.maturesOn !== undefined && d.maturesOn <= today && d.booked !== '0'

/** The accounts of one kind together, in the order in which people think of them. */
const order = ['demand', 'passbook', 'basic', 'general', 'special', 'temporary', 'zero_balance', 'treasury', 'time', 'notice', 'custody', 'escrow', 'virtual', 'interbank']
export function byKind(all: readonly Deposit[]): { kind: string; items: Deposit[] }[] {
  const rank = (k: string) => { const i = order.indexOf(k); return i < 0 ? order.length : i }
  const kinds = [...new Set(all.map((d) => d.kind))].sort((a, b) => rank(a) - rank(b))
  return kinds.map((kind) => ({ kind, items: all.filter((d) => d.kind === kind) }))
}
