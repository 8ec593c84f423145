import createClient, { type Middleware } from 'openapi-fetch'
import { preferences } from '@/app/preferences'
import { tag } from '@/app/i18n'
import { problemOf } from './problem'
import type { paths } from './schema'

/** What every request says of the session; app/session.ts keeps it. */
export const identity = {
  /** Goes with every write, against forged requests from elsewhere. */
  csrf: '',
  /** Called when the bank no longer knows the session. */
  lost: (): void => undefined,
}

const hatKey = 'tonghui.hat'

/** The hat of this tab; another tab may wear another. */
export const hat = {
  get: () => sessionStorage.getItem(hatKey) ?? '',
  set: (id: string) => {
    if (id) sessionStorage.setItem(hatKey, id)
    else sessionStorage.removeItem(hatKey)
  },
}

const reads = new Set(['GET', 'HEAD'])

/** The headers that the bank wants of a request. */
export function headersFor(method: string): Record<string, string> {
  const h: Record<string, string> = { 'Accept-Language': tag(preferences().language) }
  if (hat.get()) h['Tonghui-Hat'] = hat.get()
  if (!reads.has(method)) {
    if (identity.csrf) h['X-CSRF-Token'] = identity.csrf
    h['Idempotency-Key'] = newKey()
  }
  return h
}

/** A fresh idempotency key. */
export const newKey = () => crypto.randomUUID()

const headers: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headersFor(request.method)))
      if (!request.headers.has(name)) request.headers.set(name, value)
    return request
  },
  onResponse({ request, response }) {
    if (response.status === 401 && !new URL(request.url).pathname.startsWith('/v1/session')) identity.lost()
  },
}

/** Every operation of docs/openapi.yaml, typed. Wrap each call in `must`. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' })
api.use(headers)

/**
 * The data of an answer, or a thrown Problem.
 *
 *     const page = await must(api.GET('/v1/ledger/accounts', { params: { query: { after } }, signal }))
 */
export async function must<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const answer = await call.catch((e: unknown) => {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    throw problemOf(e)
  })
  if (answer.error !== undefined || !answer.response.ok) throw problemOf(answer.error, answer.response.status)
  return answer.data as T
}

/** The same for a call that docs/openapi.yaml does not hold yet. Prefer `api`. */
export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, more: RequestInit = {}): Promise<T> {
  const response = await fetch(path, {
    credentials: 'same-origin',
    ...more,
    method,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headersFor(method),
      ...(more.headers as Record<string, string> | undefined),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((e: unknown) => { throw problemOf(e) })
  if (response.status === 204) return undefined as T
  const json: unknown = await response.json().catch(() => undefined)
  if (!response.ok || json === undefined) throw problemOf(json, response.status)
  return json as T
}
