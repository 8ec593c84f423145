/**
 * Checks an audit proof in the browser, with WebCrypto alone: nothing that the bank says of its own proof is believed.
 * The leaf hash and the path are those of RFC 6962 and RFC 9162 (2.1.3.2), the checkpoint is a C2SP signed note.
 */

export interface Proof {
  leaf: number
  record: string
  private?: string
  hashes: readonly string[]
  checkpoint: string
}

/** A checkpoint taken apart. */
export interface Checkpoint {
  /** What is signed. */
  text: string
  origin: string
  size: bigint
  root: Uint8Array<ArrayBuffer>
  /** Seconds since 1970, of a line `time N`; 0 without one. */
  time: number
  signatures: { name: string; hash: string; bytes: Uint8Array<ArrayBuffer> }[]
}

type Bytes = Uint8Array<ArrayBuffer>
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text))

export function fromBase64(text: string): Bytes {
  const raw = atob(text)
  return Uint8Array.from({ length: raw.length }, (_, i) => raw.charCodeAt(i))
}

export const toHex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')

function join(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i])

/** SHA-256(0x00 ‖ record): a leaf can't pass for a node. */
export const leafHash = (record: string) => sha256(join(new Uint8Array([0]), utf8(record)))
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(join(new Uint8Array([1]), left, right))

/** The root to which a path leads from a leaf; undefined if the path is too short or too long for its place. */
export async function rootOf(leaf: Bytes, index: bigint, size: bigint, path: readonly Uint8Array[]): Promise<Bytes | undefined> {
  if (index < 0n || index >= size) return undefined
  let [i, last, hash] = [index, size - 1n, leaf]
  for (const p of path) {
    if (last === 0n) return undefined
    if (i % 2n === 1n || i === last) {
      hash = await nodeHash(p, hash)
      while (i % 2n === 0n && i !== 0n) {
        i >>= 1n
        last >>= 1n
      }
    } else hash = await nodeHash(hash, p)
    i >>= 1n
    last >>= 1n
  }
  return last === 0n ? hash : undefined
}

/** Takes a signed note apart. Throws on what is none. */
export function takeNote(note: string): Checkpoint {
  const cut = note.indexOf('\n\n')
  if (cut < 0) throw new Error('no signatures')
  const text = note.slice(0, cut + 1)
  const [origin = '', size = '', root = '', ...more] = text.split('\n')
  if (!origin || !/^\d+$/.test(size)) throw new Error('no checkpoint')
  const time = more.map((l) => /^time (\d+)$/.exec(l)?.[1]).find((t) => t !== undefined)
  const signatures = note.slice(cut + 2).split('\n').flatMap((line) => {
    const m = /^\u2014 (\S+) (\S+)$/.exec(line)
    if (!m?.[1] || !m[2]) return []
    const raw = fromBase64(m[2])
    return [{ name: m[1], hash: toHex(raw.slice(0, 4)), bytes: raw.slice(4) }]
  })
  return { text, origin, size: BigInt(size), root: fromBase64(root), time: Number(time ?? 0), signatures }
}

/** A public key as the bank prints it: `name+hash+base64`. */
export interface Key {
  name: string
  hash: string
  bytes: Bytes
}

const ed25519 = 1

/** Reads a key, and checks that its hash is its own. Undefined if it is none of Ed25519. */
export async function takeKey(text: string): Promise<Key | undefined> {
  const m = /^(\S+?)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim())
  if (!m?.[1] || !m[2] || !m[3]) return undefined
  let raw: Bytes
  try {
    raw = fromBase64(m[3])
  } catch {
    return undefined
  }
  if (raw[0] !== ed25519 || raw.length !== 33) return undefined
  const own = toHex((await sha256(join(utf8(m[1] + '\n'), raw))).slice(0, 4))
  return own === m[2] ? { name: m[1], hash: m[2], bytes: raw.slice(1) } : undefined
}

/** How a step came out; `unable` if this browser can't do it. */
export type Outcome = 'passed' | 'failed' | 'unable' | 'absent'

/** Whether the key has signed the checkpoint. */
export async function signedBy(c: Checkpoint, key: Key): Promise<Outcome> {
  const s = c.signatures.find((x) => x.name === key.name && x.hash === key.hash)
  if (!s) return 'failed'
  try {
    const k = await crypto.subtle.importKey('raw', key.bytes, { name: 'Ed25519' }, false, ['verify'])
    return (await crypto.subtle.verify({ name: 'Ed25519' }, k, s.bytes, utf8(c.text))) ? 'passed' : 'failed'
  } catch {
    return 'unable'
  }
}

/** Everything that was found out of a proof. */
export interface Verdict {
  leaf: string
  root: string
  expected: string
  size: string
  time: number
  steps: number
  /** The record in the proof is the one that was asked for. */
  record: Outcome
  private: Outcome
  path: Outcome
  signature: Outcome
  /** Names that have signed it beside the log: witnesses. */
  witnesses: string[]
}

/** Checks a proof of the record with this id against a public key. Whatever doesn't fit fails; nothing throws. */
export async function verify(proof: Proof, id: string, publicKey: string): Promise<Verdict> {
  const v: Verdict = {
    leaf: '', root: '', expected: '', size: '', time: 0, steps: proof.hashes.length, record: 'failed', private: 'failed', path: 'failed', signature: 'failed', witnesses: [],
  }
  try {
    const told = JSON.parse(proof.record) as { id?: string; private?: string }
    v.record = told.id === id ? 'passed' : 'failed'
    if (proof.private === undefined) v.private = 'absent'
    else v.private = told.private !== undefined && same(await sha256(utf8(proof.private)), fromBase64(told.private)) ? 'passed' : 'failed'
    const c = takeNote(proof.checkpoint)
    const leaf = await leafHash(proof.record)
    const root = await rootOf(leaf, BigInt(proof.leaf), c.size, proof.hashes.map(fromBase64))
    Object.assign(v, { leaf: toHex(leaf), root: root ? toHex(root) : '', expected: toHex(c.root), size: c.size.toString(), time: c.time })
    v.path = root && same(root, c.root) ? 'passed' : 'failed'
    const key = await takeKey(publicKey)
    v.signature = key ? await signedBy(c, key) : 'failed'
    v.witnesses = c.signatures.filter((s) => s.name !== c.origin).map((s) => s.name)
  } catch {
    // What can't be read proves nothing: the steps that were not reached stay failed.
  }
  return v
}

/** Whether everything that could be checked holds. */
export const holds = (v: Verdict) => [v.record, v.private, v.path, v.signature].every((o) => o === 'passed' || o === 'absent')
