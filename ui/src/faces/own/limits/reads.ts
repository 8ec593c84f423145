import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useParty } from '../reads'

export const limitKeys = { firm: (party: string) => ['limits', party] as const, person: (party: string, id: string) => ['limits', party, 'person', id] as const }

export function useFirmLimits() {
  const party = useParty()
  return useQuery({ queryKey: limitKeys.firm(party), queryFn: ({ signal }) => must(api.GET('/v1/payment/limits', { signal })) })
}

export function usePersonLimits(person: string) {
  const party = useParty()
  return useQuery({ queryKey: limitKeys.person(party, person), queryFn: ({ signal }) => must(api.GET('/v1/payment/limits/{person}', { params: { path: { person } }, signal })) })
}
