import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useMay } from '@/app/session'
import { useParty, type S } from '../reads'

export type Order = S['PaymentOrder']
export type Saved = S['PaymentSavedPayee']
export type Match = S['PaymentMatch']
export type Chain = S['PaymentChain']
export type StandingOrder = S['StandingOrder']

/** Keys of what is read about payments, so that writes can have it read again. */
export const payKeys = {
  orders: (party: string) => ['payments', party] as const,
  order: (id: string) => ['payment', id] as const,
  payees: (party: string) => ['payees', party] as const,
  phones: (party: string) => ['phones', party] as const,
  limits: (party: string) => ['limits', party] as const,
  standing: (party: string) => ['standing', party] as const,
}

export function usePayees() {
  const party = useParty()
  const may = useMay()
  return useQuery({ queryKey: payKeys.payees(party), enabled: may('payment.read'), queryFn: ({ signal }) => must(api.GET('/v1/payment/payees', { signal })).then((a) => a.items) })
}

export function usePhones() {
  const party = useParty()
  const may = useMay()
  return useQuery({ queryKey: payKeys.phones(party), enabled: may('payment.read'), queryFn: ({ signal }) => must(api.GET('/v1/payment/phones', { signal })).then((a) => a.items) })
}

export function useLimits() {
  const party = useParty()
  const may = useMay()
  return useQuery({ queryKey: payKeys.limits(party), enabled: may('payment.read'), queryFn: ({ signal }) => must(api.GET('/v1/payment/limits', { signal })) })
}

/** The last payments, made and received. */
export function useLatest(limit: number) {
  const party = useParty()
  const may = useMay()
  return useQuery({
    queryKey: [...payKeys.orders(party), 'latest', limit], enabled: may('payment.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/payment/orders', { params: { query: { limit } }, signal })).then((p) => p.items),
  })
}

/** Orders that wait for somebody. */
export function useWaiting() {
  const party = useParty()
  const may = useMay()
  return useQuery({
    queryKey: [...payKeys.orders(party), 'waiting'], enabled: may('payment.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/payment/orders', { params: { query: { state: 'proposed', limit: 20 } }, signal })).then((p) => p.items),
  })
}

export function useOrder(id: string) {
  return useQuery({ queryKey: payKeys.order(id), queryFn: ({ signal }) => must(api.GET('/v1/payment/orders/{id}', { params: { path: { id } }, signal })) })
}

/** Everything that happened to a payment. */
export function useChain(id: string) {
  return useQuery({ queryKey: [...payKeys.order(id), 'chain'], queryFn: ({ signal }) => must(api.GET('/v1/payment/orders/{id}/chain', { params: { path: { id } }, signal })) })
}

/** The directory of banks; whole, because it is searched while somebody types. */
export function useBanks(wanted: boolean) {
  const list = useQuery({
    queryKey: ['banks'], enabled: wanted, staleTime: 600_000,
    queryFn: async ({ signal }) => {
      const all: S['PaymentBankEntry'][] = []
      let after = ''
      do {
        const p = await must(api.GET('/v1/payment/banks', { params: { query: { after: after || undefined, limit: 200 } }, signal }))
        all.push(...p.items)
        after = p.next ?? ''
      } while (after && all.length < 20_000)
      return all
    },
  })
  return { banks: list.data, loading: list.isLoading, error: list.error }
}
