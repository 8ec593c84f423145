import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { api, call, hat, identity, must } from '@/api/client'
import { problemOf, type Problem } from '@/api/problem'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import { placesOf } from '@/faces/own/places'
import type { Both } from './i18n'
import { faces, type Face } from './palette'

/**
 * The session, as the pages see it. The only file that knows how the bank writes it: if the answers of GET /v1/session and
 * GET /v1/menu change, `adapt` changes and nothing else.
 */

/** One right to act (身份): for whom, as what. A person has several and wears one in a tab. */
export interface Hat {
  id: string
  kind: 'self' | 'agent' | 'firm' | 'agency' | 'staff' | 'client' | 'kiosk'
  /** Party id of whom she acts for; empty for staff and terminals. */
  for: string
  forName: string
  /** What she is there: 会计. */
  title: string
  roles: string[]
  branch: string
  /** The roles in words. */
  roleTitles?: Both[]
  /** When the right ends, if it does. */
  until?: string
  /** Some of its roles wait for a stronger sign-in. */
  needsMore?: boolean
}

/** One line of a menu. `path` lies within the face: `/accounts`. */
export interface MenuEntry extends Both {
  face: Face
  path: string
}

export interface Session {
  person: string
  name: string
  hats: Hat[]
  hat: Hat
  /** 1: one factor, 2: two factors, 3: bound to a device. */
  level: number
  csrf: string
  menu: MenuEntry[]
  /** Faces at which one of the hats works. */
  faces: Face[]
  /** What the hat may. Pages offer nothing else; the bank decides anyway. */
  permissions?: readonly string[]
  /** Of these, those that reach the whole bank. */
  whole?: readonly string[]
}

type Status = components['schemas']['StatusAnswer']
type Menu = components['schemas']['MenuAnswer']

const faceOf: Record<Hat['kind'], Face> = {
  self: 'people', agent: 'people', firm: 'business', agency: 'government', staff: 'ops', client: 'ops', kiosk: 'kiosk',
}

/** The face at which a hat works. */
export const faceOfHat = (h: Hat): Face => faceOf[h.kind]

function hatOf(h: components['schemas']['HatAnswer']): Hat {
  return {
    id: h.id, kind: h.kind as Hat['kind'], for: h.for ?? '', forName: h.forName ?? '', title: h.title ?? '', branch: h.branch ?? '',
    roles: h.roles.map((r) => r.role), roleTitles: h.roles.map((r) => ({ zh: r.titleZh, en: r.titleEn })), until: h.until, needsMore: h.needsMore ?? false,
  }
}

const nobody: Hat = { id: '', kind: 'self', for: '', forName: '', title: '', branch: '', roles: [] }

/** The face in whose pages an address lies, if in any. */
export function faceAt(path: string): Face | undefined {
  return faces.find((f) => path === `/${f}` || path.startsWith(`/${f}/`))
}

/** Which hat a tab wears: the one it chose, as long as it fits the face; else the first one that does; else the bank's default. */
export function pickHat(hats: readonly Hat[], wanted: string, given: string, face?: Face): Hat {
  const fits = (h: Hat) => !face || faceOfHat(h) === face
  const chosen = hats.find((h) => h.id === wanted)
  if (chosen && fits(chosen)) return chosen
  const usual = hats.find((h) => h.id === given)
  if (usual && fits(usual)) return usual
  return hats.find(fits) ?? chosen ?? usual ?? hats[0] ?? nobody
}

/** Makes a Session of what the bank answers. */
export function adapt(status: Status, worn: Hat, menu?: Menu): Session {
  const hats = status.hats.map(hatOf)
  const permissions = menu?.permissions ?? []
  const entries = (menu?.entries ?? []).map((m) => ({ face: m.face, zh: m.zh, en: m.en, path: within(m.face, m.path) }))
  return {
    person: status.person ?? '',
    name: status.name,
    hats,
    hat: worn,
    level: status.level,
    csrf: status.csrf ?? '',
    menu: faces.flatMap((face) => arrange(face, entries.filter((m) => m.face === face), permissions)),
    faces: [...new Set(hats.map(faceOfHat))],
    permissions,
    whole: menu?.whole ?? [],
  }
}

/** A path without the face before it. */
const within = (face: Face, path: string) => path.replace(new RegExp(`^/${face}(?=/|$)`), '') || '/'

/** The places that every visitor of a face has come first, in their own order; then what the rooms add. */
function arrange(face: Face, entries: MenuEntry[], permissions: readonly string[]): MenuEntry[] {
  const places = placesOf(face)
  const known = places.filter((p) => !p.permission || permissions.includes(p.permission)).map(({ path, zh, en }) => ({ face, path, zh, en }))
  return [...known.filter((p) => p.path !== '/security'), ...entries.filter((m) => !places.some((p) => p.path === m.path)), ...known.filter((p) => p.path === '/security')]
}

export const sessionKey = ['session'] as const

let ended: Problem | undefined

/** Why the last session ended, if it did by itself: idle, over, ended elsewhere. */
export const whyEnded = (): Problem | undefined => ended

async function load(signal?: AbortSignal): Promise<Session | null> {
  try {
    const status = await must(api.GET('/v1/session', { signal }))
    identity.csrf = status.csrf ?? ''
    const worn = pickHat(status.hats.map(hatOf), hat.get(), status.hat, faceAt(location.pathname))
    hat.set(worn.id)
    ended = undefined
    return adapt(status, worn, worn.id ? await menuOf(signal) : undefined)
  } catch (error) {
    const problem = problemOf(error)
    if (problem.status !== 401) throw problem
    if (problem.code !== 'app.sign_in') ended = problem
    return null
  }
}

/** A hat all of whose roles wait for a stronger sign-in has no menu yet. */
async function menuOf(signal?: AbortSignal): Promise<Menu | undefined> {
  return must(api.GET('/v1/menu', { signal })).catch((error: unknown) => {
    if (problemOf(error).code === 'signin.level') return undefined
    throw error
  })
}

/** Who is signed in: `data` is null when nobody is. */
export function useSession(): UseQueryResult<Session | null, Problem> {
  return useQuery<Session | null, Problem>({ queryKey: sessionKey, queryFn: ({ signal }) => load(signal), staleTime: 60_000 })
}

/** The session of a page that only opens to somebody signed in (each page of a face but the kiosk's). */
export function useMe(): Session {
  const { data } = useSession()
  if (!data) throw new Error('useMe outside a face that asks for a session')
  return data
}

/** Whether the hat may do something, by the bank's word for it: `may('mandate.write')`; with `true` for the whole bank. */
export function useMay(): (permission: string, wholeBank?: boolean) => boolean {
  const { permissions, whole } = useMe()
  return (p, wholeBank = false) => (wholeBank ? whole : permissions)?.includes(p) ?? false
}

/** Puts on another hat in this tab. Everything that was read under the old one is forgotten. */
export function useWear(): (id: string) => Promise<void> {
  const client = useQueryClient()
  return async (id) => {
    hat.set(id)
    // The face in the address is still the old one's, so the hat's own session is made here and not by its rule.
    const status = await must(api.GET('/v1/session'))
    const worn = status.hats.map(hatOf).find((h) => h.id === id)
    if (!worn) { await client.refetchQueries({ queryKey: sessionKey }); return }
    const session = adapt(status, worn, await menuOf())
    client.removeQueries({ predicate: (q) => q.queryKey[0] !== sessionKey[0] })
    client.setQueryData(sessionKey, session)
  }
}

/** Ends the session, and forgets what this browser knew of it. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await call('POST', '/v1/session/end', {}).catch((e: unknown) => {
      if (problemOf(e).status !== 401) throw problemOf(e)
    })
    hat.set('')
    identity.csrf = ''
    tellTabs()
    client.clear()
    location.assign('/sign-in?ended=out')
  }
}

// The tabs of a browser share one session: a new token or its end concerns all of them.
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('tonghui.session')
if (tabs) tabs.onmessage = () => { void queryClient.invalidateQueries({ queryKey: sessionKey }) }

/** Lets the other tabs read the session again. */
export function tellTabs(): void {
  tabs?.postMessage('changed')
}
