import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { call, hat, identity } from '@/api/client'
import { problemOf, type Problem } from '@/api/problem'
import type { Both } from './i18n'
import type { Face } from './palette'

/**
 * The session, as the pages see it. The only file that knows how the bank writes it: if the answer of GET /v1/session
 * changes, `adapt` changes and nothing else.
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
}

interface Wire {
  person?: string
  name?: string
  hats?: Partial<Hat>[] | null
  hat?: Partial<Hat> | string | null
  level?: number
  csrf?: string
  menu?: MenuEntry[] | null
}

const faceOf: Record<Hat['kind'], Face> = {
  self: 'people', agent: 'people', firm: 'business', agency: 'government', staff: 'ops', client: 'ops', kiosk: 'kiosk',
}

/** The face at which a hat works. */
export const faceOfHat = (h: Hat): Face => faceOf[h.kind]

function fillHat(h: Partial<Hat>): Hat {
  return { id: '', kind: 'self', for: '', forName: '', title: '', branch: '', ...h, roles: h.roles ?? [] }
}

/** Makes a Session of what the bank answers. */
export function adapt(wire: Wire, wanted: string): Session {
  const hats = (wire.hats ?? []).map(fillHat)
  const given = typeof wire.hat === 'string' ? hats.find((h) => h.id === wire.hat) : wire.hat ? fillHat(wire.hat) : undefined
  const worn = hats.find((h) => h.id === wanted) ?? given ?? hats[0] ?? fillHat({ id: 'self', forName: wire.name })
  return {
    person: wire.person ?? '',
    name: wire.name ?? '',
    hats,
    hat: worn,
    level: wire.level ?? 0,
    csrf: wire.csrf ?? '',
    menu: (wire.menu ?? []).map((m) => ({ ...m, path: m.path.replace(new RegExp(`^/${m.face}(?=/|$)`), '') || '/' })),
    faces: [...new Set(hats.map(faceOfHat))],
  }
}

export const sessionKey = ['session'] as const

async function load(signal?: AbortSignal): Promise<Session | null> {
  try {
    const session = adapt(await call<Wire>('GET', '/v1/session', undefined, { signal }), hat.get())
    identity.csrf = session.csrf
    return session
  } catch (error) {
    const problem = problemOf(error)
    if (problem.status === 401) return null
    throw problem
  }
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

/** Puts on another hat in this tab. Everything that was read under the old one is forgotten. */
export function useWear(): (id: string) => Promise<void> {
  const client = useQueryClient()
  return async (id) => {
    hat.set(id)
    client.removeQueries({ predicate: (q) => q.queryKey[0] !== sessionKey[0] })
    await client.refetchQueries({ queryKey: sessionKey })
  }
}

/** Ends the session, and forgets what this browser knew of it. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await call('DELETE', '/v1/session').catch((e: unknown) => {
      if (problemOf(e).status !== 401) throw problemOf(e)
    })
    hat.set('')
    identity.csrf = ''
    client.clear()
    location.assign('/sign-in')
  }
}
