import { api, identity, must } from '@/api/client'
import { Problem, problemOf } from '@/api/problem'
import type { components } from '@/api/schema'
import { tellTabs } from '../session'

/** The calls of signing in, all of them: the one place to change when the bank's paths change. */

type Answer = components['schemas']['SessionAnswer']

/** What a step has come to: signed in, or what is still needed. */
export type Progress = Pick<Answer, 'signedIn' | 'next' | 'ticket'>

/** Keeps the token of a session that has begun or gone on. */
function entered(answer: Answer): Answer {
  if (answer.csrf) identity.csrf = answer.csrf
  if (answer.signedIn) tellTabs()
  return answer
}

export interface Try {
  login: string
  password: string
  recoveryCode?: string
}

export async function signInByPassword(body: Try): Promise<Progress> {
  return entered(await must(api.POST('/v1/auth/password', { body })))
}

export async function giveSecondFactor(ticket: string, code: string): Promise<Progress> {
  return entered(await must(api.POST('/v1/auth/code', { body: { ticket, code } })))
}

export async function activate(login: string, code: string, password: string): Promise<Progress> {
  return entered(await must(api.POST('/v1/auth/activation', { body: { login, code, password } })))
}

/** Activates with a passkey instead of a password. */
export async function activateByPasskey(login: string, code: string, name: string): Promise<Progress> {
  const asked = await must(api.POST('/v1/auth/activation', { body: { login, code } }))
  const answer = await newCredential(asked.options)
  return entered(await must(api.POST('/v1/auth/activation/passkey', { body: { login, code, ticket: asked.ticket ?? '', name, answer } })))
}

/** Signs in with a passkey. With a signal it waits quietly until one is picked from the browser's suggestions. */
export async function signInByPasskey(quietly?: AbortSignal): Promise<Progress> {
  const asked = await must(api.POST('/v1/auth/passkey', { signal: quietly }))
  const answer = await credential(asked.options, quietly)
  return entered(await must(api.POST('/v1/auth/passkey/answer', { body: { ticket: asked.ticket ?? '', answer } })))
}

/** A wrong word in the dialog of a page is no loss of the session: without the 401 nobody is sent to sign in. */
function withinSession(error: unknown): never {
  const p = problemOf(error)
  if (p.status !== 401 || !['signin.code', 'signin.ticket', 'signin.wrong'].includes(p.code)) throw p
  throw new Problem({ status: 422, code: p.code, instance: p.request, detailZh: p.sentence('zh'), detailEn: p.sentence('en') })
}

export async function stepUpByPassword(password: string, code: string): Promise<Progress> {
  return entered(await must(api.POST('/v1/session/step-up', { body: { password, code: code.replace(/\s/g, '') || undefined } })).catch(withinSession))
}

/** Proves with a passkey, for signing in or for stepping up. */
export async function proveByPasskey(purpose: 'sign-in' | 'step-up'): Promise<Progress> {
  if (purpose === 'sign-in') return signInByPasskey()
  const asked = await must(api.POST('/v1/session/step-up/passkey', {})).catch(withinSession)
  const answer = await credential(asked.options)
  return entered(await must(api.POST('/v1/session/step-up/passkey/answer', { body: { ticket: asked.ticket ?? '', answer } })).catch(withinSession))
}

/** Registers a passkey of somebody who is signed in. */
export async function addPasskey(name: string): Promise<unknown> {
  const asked = await must(api.POST('/v1/auth/methods/passkeys', {}))
  const answer = await newCredential(asked.options)
  return must(api.POST('/v1/auth/methods/passkeys/answer', { body: { ticket: asked.ticket ?? '', name, answer } }))
}

interface Options<T> {
  publicKey: T
}

/** Asks the browser for a passkey that is there. */
async function credential(options: unknown, quietly?: AbortSignal): Promise<unknown> {
  const { publicKey } = options as Options<PublicKeyCredentialRequestOptionsJSON>
  const got = await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey), ...(quietly && { mediation: 'conditional', signal: quietly }),
  })
  if (!(got instanceof PublicKeyCredential)) throw new DOMException('none given', 'NotAllowedError')
  return got.toJSON() as unknown
}

/** Asks the browser to make one. */
async function newCredential(options: unknown): Promise<unknown> {
  const { publicKey } = options as Options<PublicKeyCredentialCreationOptionsJSON>
  const got = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
  if (!(got instanceof PublicKeyCredential)) throw new DOMException('none given', 'NotAllowedError')
  return got.toJSON() as unknown
}

/** Whether this browser can use passkeys at this address. */
export const hasPasskeys = () => 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential && isSecureContext

/** Whether the browser suggests passkeys while a name is typed. */
export const suggestsPasskeys = async () =>
  hasPasskeys() && 'isConditionalMediationAvailable' in PublicKeyCredential && (await PublicKeyCredential.isConditionalMediationAvailable())
