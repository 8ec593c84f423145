import { api, must } from './client'
import type { components } from './schema'

/**
 * PINs leave the page only as PIN blocks: ISO 9564-1 format 4 under an AES key that this page and the bank's security module agree on
 * (ECDH on P-256, then HKDF), fresh for each block. docs/cards.md says how.
 */
export type PinBlock = components['schemas']['HsmBlock']

/** How many digits a PIN has. */
export const pinDigits = 6

/** Why a chosen PIN won't do, before the bank looks; the bank knows the card's number and looks again. */
export type PinFlaw = 'length' | 'same' | 'run'

export function pinFlaw(pin: string): PinFlaw | undefined {
  if (!/^\d{6}$/.test(pin)) return 'length'
  const steps = new Set([...pin].slice(1).map((d, i) => Number(d) - Number(pin.charAt(i))))
  const [step] = steps
  if (steps.size !== 1) return undefined
  return step === 0 ? 'same' : step === 1 || step === -1 ? 'run' : undefined
}

type Bytes = Uint8Array<ArrayBuffer>

const bytesOf = (base64: string): Bytes => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
const base64 = (bytes: Bytes) => btoa(String.fromCharCode(...bytes))

/** Half bytes, the first one on the left. */
function packed(halves: readonly number[], size: number): Bytes {
  const out = new Uint8Array(size)
  halves.forEach((h, i) => { out[i >> 1] = (out[i >> 1] ?? 0) | (i % 2 === 0 ? h << 4 : h) })
  return out
}

/** The plain PIN field of format 4: control, length, digits, filled with A, then eight bytes of chance. */
export function pinField(pin: string, chance: Bytes): Bytes {
  const digits = [...pin].map(Number)
  const out = packed([4, digits.length, ...digits, ...Array<number>(14 - digits.length).fill(10)], 16)
  out.set(chance.subarray(0, 8), 8)
  return out
}

/** What a block is bound to: how many digits there are beyond twelve, then the digits. */
export function boundField(digits: string): Bytes {
  const all = digits.padStart(12, '0')
  return packed([all.length - 12, ...[...all].map(Number)], 16)
}

/** AES of one block. WebCrypto has no plain AES: CBC with a zero vector does the same to its first block. */
async function aes(key: CryptoKey, block: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, block)).slice(0, 16)
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const

/** A block of a typed PIN for a card, under a key agreed with the module's point. */
export async function blockUnder(module: Bytes, info: string, pin: string, card: string): Promise<PinBlock> {
  const theirs = await crypto.subtle.importKey('raw', module, curve, false, [])
  const own = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey))
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256)
  const said = new Uint8Array([...new TextEncoder().encode(info), ...point, ...module])
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: said },
    await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']), { name: 'AES-CBC', length: 256 }, false, ['encrypt'],
  )
  const field = pinField(pin, crypto.getRandomValues(new Uint8Array(8)))
  const once = await aes(key, field)
  field.fill(0)
  const bound = boundField(card)
  const block = await aes(key, once.map((b, i) => b ^ (bound[i] ?? 0)))
  return { format: 4, by: 'card', public: base64(point), block: base64(block) }
}

/** A block of a typed PIN for the card with this id. */
export async function pinBlock(pin: string, card: string): Promise<PinBlock> {
  const pad = await must(api.GET('/v1/card/pad'))
  return blockUnder(bytesOf(pad.public), pad.info, pin, card)
}
