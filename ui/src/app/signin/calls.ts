import { call, identity } from '@/api/client'

/** The calls of signing in, all of them: the one place to change when the bank's paths change. */

/** What is still needed after a step. */
export interface Progress {
  /** `done`, or what comes next: `totp` asks for a one-time code. */
  next?: 'done' | 'totp' | 'passkey'
  csrf?: string
}

async function step<B>(path: string, body: B): Promise<Progress> {
  const p = (await call<Progress | undefined>('POST', path, body)) ?? {}
  if (p.csrf) identity.csrf = p.csrf
  return p
}

export const signInByPassword = (name: string, password: string) => step('/v1/session', { name, password })
export const giveSecondFactor = (code: string) => step('/v1/session/second-factor', { code })
export const activate = (code: string, password: string) => step('/v1/session/activate', { code, password })
export const stepUpByPassword = (password: string, code: string) => step('/v1/session/step-up', { password, code: code || undefined })

/** Proves with a passkey, for signing in or for stepping up. */
export async function proveByPasskey(purpose: 'sign-in' | 'step-up'): Promise<Progress> {
  const begun = await call<{ ceremony?: string; publicKey?: PublicKeyCredentialRequestOptionsJSON }>(
    'POST', '/v1/session/passkey/begin', { purpose },
  )
  if (!begun.publicKey) throw new Error('no challenge')
  const got = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(begun.publicKey) })
  if (!(got instanceof PublicKeyCredential)) throw new Error('no credential')
  return step('/v1/session/passkey/finish', { ceremony: begun.ceremony, credential: got.toJSON() as unknown })
}

/** Whether this browser can use passkeys at this address. */
export const hasPasskeys = () => 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential && isSecureContext
