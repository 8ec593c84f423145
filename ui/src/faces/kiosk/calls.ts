import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, hat, identity, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { change, hatsHere, type Hat, type Who } from './visit'

/** What the terminal asks the bank, all of it. */

async function whoIs(signal?: AbortSignal): Promise<Who | null> {
  try {
    const who = await must(api.GET('/v1/session', { signal }))
    identity.csrf = who.csrf ?? ''
    return who
  } catch (e) {
    const problem = problemOf(e)
    if (problem.status !== 401) throw problem
    identity.csrf = ''
    return null
  }
}

export const endSession = () => must(api.POST('/v1/session/end'))

const ofTerminal = (who: Who) => who.client.startsWith('kiosk-')

/** The terminal's code when it may serve people; null when it is not signed in at the bank. */
async function terminal(signal?: AbortSignal): Promise<{ code: string } | null> {
  hat.set('')
  let who = await whoIs(signal)
  // Somebody's session that was left behind, or one that has ended and still hides the terminal's own. A session of a
  // member of staff who looks in from her own browser stays.
  if (!who || (who.person && ofTerminal(who))) {
    await endSession()
    who = await whoIs(signal)
  }
  return who && !who.person && ofTerminal(who) ? { code: who.client.replace(/^kiosk-/, '') } : null
}

/** Whether this terminal works. Only pages without a person ask: whoever is still signed in then is signed out. */
export function useTerminal() {
  return useQuery(queryOptions({
    queryKey: ['terminal'], queryFn: ({ signal }) => terminal(signal), retry: false, staleTime: 0, networkMode: 'always',
    refetchInterval: 15_000, refetchOnMount: 'always',
  }))
}

export async function signInTerminal(code: string, secret: string): Promise<void> {
  // Whoever is signed in here in another way makes room: one browser is one terminal.
  await whoIs()
  await endSession()
  const done = await must(api.POST('/v1/auth/terminal', { body: { code, secret } }))
  identity.csrf = done.csrf ?? ''
}

type Answer = Promise<{ data?: { csrf?: string }; error?: unknown; response: Response }>

/** A proof of who is here, and then who it is. */
async function enter(proof: Answer, by: 'card' | 'document', number: string): Promise<Who> {
  const done = await must(proof)
  identity.csrf = done.csrf ?? ''
  const who = await must(api.GET('/v1/session'))
  change({ who, card: '', number: '', wrong: 0, proof: { by, number } })
  return who
}

export async function enterByCard(card: string, pin: string): Promise<Who> {
  return enter(api.POST('/v1/auth/card', { body: { card, pin } }), 'card', card)
}

export async function enterByDocument(number: string, code: string): Promise<Who> {
  return enter(api.POST('/v1/auth/document', { body: { number, code } }), 'document', number)
}

/** Puts on a hat; undefined when there is none, or several to choose from. */
export function wearOnly(who: Who): Hat | undefined {
  const hats = hatsHere(who)
  const only = hats.length === 1 ? hats[0] : undefined
  if (only) wear(only)
  return only
}

export function wear(h: Hat): void {
  hat.set(h.id)
  change({ hat: h })
}

const party = (h: Hat | undefined) => h?.for ?? ''

export function useAccounts(h: Hat | undefined) {
  return useQuery({
    queryKey: ['kiosk', h?.id, 'accounts'], enabled: !!h, retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/accounts', { params: { path: { id: party(h) } }, signal })),
  })
}

export function usePostings(h: Hat | undefined, account: string, after: string, limit: number) {
  return useQuery({
    queryKey: ['kiosk', h?.id, 'postings', account, after, limit], enabled: !!h, retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/accounts/{id}/postings', { params: { path: { id: account }, query: { after, limit } }, signal })),
  })
}

export function useLooks(h: Hat | undefined, after: string, limit: number) {
  return useQuery({
    queryKey: ['kiosk', h?.id, 'looks', after, limit], enabled: !!h, retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/disclosures', { params: { path: { id: party(h) }, query: { after, limit } }, signal })),
  })
}

export function useRights(h: Hat | undefined, which: 'mandates' | 'acting', after: string, limit: number) {
  return useQuery({
    queryKey: ['kiosk', h?.id, which, after, limit], enabled: !!h, retry: false,
    queryFn: ({ signal }) => {
      const params = { path: { id: party(h) }, query: { after, limit } }
      return which === 'mandates' ? must(api.GET('/v1/parties/{id}/mandates', { params, signal })) : must(api.GET('/v1/parties/{id}/acting', { params, signal }))
    },
  })
}
