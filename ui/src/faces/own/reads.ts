import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import { usePreferences } from '@/app/preferences'
import { useMay, useMe } from '@/app/session'

/** The schemas of the bank's API. */
export type S = components['schemas']

/** Header of a write. */
export const keyed = (key: string) => ({ 'Idempotency-Key': key })

/** The party for whom the hat acts: whose accounts, profile and rights these pages show. */
export const useParty = () => useMe().hat.for

/** Keys of what is read about a party, so that writes can have it read again. */
export const keys = {
  party: (id: string) => ['party', id] as const,
  accounts: (id: string) => ['party', id, 'accounts'] as const,
  mandates: (id: string) => ['party', id, 'mandates'] as const,
  acting: (id: string) => ['party', id, 'acting'] as const,
  consents: (id: string) => ['party', id, 'consents'] as const,
  disclosures: (id: string) => ['party', id, 'disclosures'] as const,
  methods: ['own', 'methods'] as const,
  sessions: ['own', 'sessions'] as const,
  devices: ['own', 'devices'] as const,
}

export function useProfile() {
  const id = useParty()
  const may = useMay()
  return useQuery({ queryKey: [...keys.party(id), 'profile'], enabled: may('party.read'), queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}', { params: { path: { id } }, signal })) })
}

export function useAccounts() {
  const id = useParty()
  const may = useMay()
  return useQuery({
    queryKey: keys.accounts(id), enabled: may('ledger.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/accounts', { params: { path: { id } }, signal })).then((a) => a.items),
  })
}

export function useConsents() {
  const id = useParty()
  const may = useMay()
  return useQuery({
    queryKey: keys.consents(id), enabled: may('party.consent'),
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/consents', { params: { path: { id } }, signal })).then((a) => a.items),
  })
}

/** Who acts for the party: those that stand, or those that have ended. */
export function useMandates(ended = false) {
  const id = useParty()
  const may = useMay()
  return useQuery({
    queryKey: [...keys.mandates(id), ended], enabled: may('mandate.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/mandates', { params: { path: { id }, query: { ended, limit: 200 } }, signal })),
  })
}

/** For whom the person acts; readable under her own hat only. */
export function useActing(ended = false) {
  const { hat, person } = useMe()
  const may = useMay()
  return useQuery({
    queryKey: [...keys.acting(person), ended], enabled: hat.kind === 'self' && may('mandate.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/acting', { params: { path: { id: person }, query: { ended, limit: 200 } }, signal })),
  })
}

/** The newest looks at the party's protected data. */
export function useLooks(limit: number) {
  const id = useParty()
  const may = useMay()
  return useQuery({
    queryKey: [...keys.disclosures(id), 'newest', limit], enabled: may('party.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/disclosures', { params: { path: { id }, query: { limit } }, signal })).then((p) => p.items),
  })
}

export function useMethods() {
  return useQuery({ queryKey: keys.methods, queryFn: ({ signal }) => must(api.GET('/v1/auth/methods', { signal })) })
}

export function useSessions() {
  return useQuery({ queryKey: keys.sessions, queryFn: ({ signal }) => must(api.GET('/v1/session/all', { signal })).then((a) => a.sessions) })
}

/** The table of roles in the person's language. */
export function useRoles() {
  const { language } = usePreferences()
  const { data } = useQuery({ queryKey: ['roles'], staleTime: 300_000, queryFn: ({ signal }) => must(api.GET('/v1/roles', { signal })) })
  const items = data?.items ?? []
  return { items, nameOf: (role: string) => items.find((r) => r.role === role)?.[language] ?? role }
}
