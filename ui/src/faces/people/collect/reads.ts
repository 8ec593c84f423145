import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useMay } from '@/app/session'
import { useParty, type S } from '@/faces/own/reads'

export type Code = S['CollectCode']
export type Collection = S['Collection']

export const collectKeys = {
  all: (party: string) => ['collect', party] as const,
  codes: (party: string) => ['collect', party, 'codes'] as const,
  asks: (party: string) => ['collect', party, 'asks'] as const,
  got: (party: string) => ['collect', party, 'got'] as const,
}

/** The party's codes, the newest first. */
export function useCodes() {
  const party = useParty()
  return useQuery({ queryKey: collectKeys.codes(party), queryFn: ({ signal }) => must(api.GET('/v1/collect/codes', { params: { query: { limit: 50 } }, signal })).then((p) => p.items) })
}

/** Charges of her pass that she has to confirm; looked for again while a page shows them. */
export function useAsks(every?: number) {
  const party = useParty()
  const may = useMay()
  return useQuery({ queryKey: collectKeys.asks(party), enabled: may('payment.make') && may('collect.read'), refetchInterval: every, queryFn: ({ signal }) => must(api.GET('/v1/collect/asks', { signal })).then((p) => p.items) })
}
