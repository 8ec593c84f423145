import { request, type APIRequestContext } from '@playwright/test'
import { createHmac, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One way into the demo city, as `tonghui serve --demo --json` tells it. */
export interface Line {
  kind: 'user' | 'terminal' | 'card' | 'client'
  login: string
  /** PIN of a card, code of a terminal, secret of a program. */
  word?: string
  otpauth?: string
  /** Id of the person or party. */
  person?: string
  aboutZh: string
}

interface Hello {
  url: string
  demo: { password: string; lines: Line[] }
}

const helloFile = process.env.TONGHUI_HELLO ?? ''

/** Whether a bank with its demo city runs beside the stories. */
export const bankRuns = helloFile !== '' && existsSync(helloFile)

export const hello: Hello = bankRuns ? (JSON.parse(readFileSync(helloFile, 'utf8')) as Hello) : { url: '', demo: { password: '', lines: [] } }

export function line(login: string): Line {
  const l = hello.demo.lines.find((x) => x.login === login)
  if (!l) throw new Error(`the demo city has no ${login}`)
  return l
}

/** The first line of a kind; of several cards the one whose description names somebody. */
export function lineOf(kind: Line['kind'], about = ''): Line {
  const l = hello.demo.lines.find((x) => x.kind === kind && x.aboutZh.includes(about))
  if (!l) throw new Error(`the demo city has no ${kind} ${about}`)
  return l
}

/** The code an authenticator shows (RFC 6238). */
export function totp(secret: string, at = Date.now()): string {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => Number.parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const from = (mac[19] ?? 0) & 15
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const used = new Map<string, string>()

/** A code of somebody's authenticator that was not given before: a code counts once, so this waits for the next if it must. */
export async function freshCode(login: string): Promise<string> {
  const secret = new URL(line(login).otpauth ?? '').searchParams.get('secret') ?? ''
  for (;;) {
    const code = totp(secret)
    if (used.get(login) !== code) {
      used.set(login, code)
      return code
    }
    await new Promise((r) => setTimeout(r, 30_000 - (Date.now() % 30_000) + 50))
  }
}

export interface Answer<T> {
  status: number
  body: T
}

// Sessions and devices are shown by what the browser says of itself.
const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

/** Somebody who calls the bank without pages: to prepare a story, and to see afterwards what the bank holds. */
export class Caller {
  private csrf = ''

  private constructor(
    private readonly context: APIRequestContext,
    public hat: string,
  ) {}

  /** Signs in anew. */
  static async signIn(login: string, hat = 'self'): Promise<Caller> {
    const c = new Caller(await request.newContext({ baseURL: hello.url, userAgent, extraHTTPHeaders: { Origin: hello.url } }), hat)
    let step = await c.call<{ next?: string; ticket?: string; csrf?: string }>('POST', '/v1/auth/password', { login, password: hello.demo.password })
    if (step.body.next === 'code') {
      const ticket = step.body.ticket
      step = await c.call('POST', '/v1/auth/code', { ticket, code: await freshCode(login) })
      if (step.status === 401) {
        // Somebody gave this code a moment ago, in another run.
        const again = await c.call<{ ticket?: string }>('POST', '/v1/auth/password', { login, password: hello.demo.password })
        step = await c.call('POST', '/v1/auth/code', { ticket: again.body.ticket, code: await freshCode(login) })
      }
    }
    if (!step.body.csrf) throw new Error(`${login} could not sign in: ${JSON.stringify(step)}`)
    c.csrf = step.body.csrf
    return c
  }

  /** Goes on with a session that was kept. */
  static async from(file: string, hat = 'self'): Promise<Caller> {
    const c = new Caller(await request.newContext({ baseURL: hello.url, userAgent, storageState: file, extraHTTPHeaders: { Origin: hello.url } }), hat)
    c.csrf = (await c.get<{ csrf: string }>('/v1/session')).csrf
    return c
  }

  async call<T = unknown>(method: string, path: string, body?: unknown, hat = this.hat): Promise<Answer<T>> {
    const write = method !== 'GET'
    const r = await this.context.fetch(path, {
      method,
      headers: {
        Accept: 'application/json',
        ...(hat ? { 'Tonghui-Hat': hat } : {}),
        ...(write ? { 'Idempotency-Key': randomUUID() } : {}),
        ...(write && this.csrf ? { 'X-CSRF-Token': this.csrf } : {}),
      },
      ...(body === undefined ? {} : { data: body }),
    })
    const text = await r.text()
    let json: unknown = text
    try { json = JSON.parse(text) } catch { /* an empty answer, or a file */ }
    return { status: r.status(), body: json as T }
  }

  /** Reads; anything but success fails the story. */
  async get<T>(path: string, hat = this.hat): Promise<T> {
    const a = await this.call<T>('GET', path, undefined, hat)
    if (a.status !== 200) throw new Error(`GET ${path}: ${String(a.status)} ${JSON.stringify(a.body)}`)
    return a.body
  }

  /** Writes; anything but success fails the story. */
  async write<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, hat = this.hat): Promise<T> {
    const a = await this.call<T>(method, path, body, hat)
    if (a.status >= 300) throw new Error(`${method} ${path}: ${String(a.status)} ${JSON.stringify(a.body)}`)
    return a.body
  }

  /** Keeps the session's cookies for a browser. */
  async keep(file: string): Promise<void> {
    mkdirSync(dirname(file), { recursive: true })
    await this.context.storageState({ path: file })
  }

  /** The hat of a kind, by the name of whom it acts for. */
  async hatOf(kind: string, forName = ''): Promise<string> {
    const { hats } = await this.get<{ hats: { id: string; kind: string; forName?: string }[] }>('/v1/session', '')
    const h = hats.find((x) => x.kind === kind && (x.forName ?? '').includes(forName))
    if (!h) throw new Error(`no hat ${kind} ${forName}`)
    return h.id
  }

  async end(): Promise<void> {
    await this.context.dispose()
  }
}

/** Where sessions are kept for the length of one run: each person signs in once, whatever the number of stories. */
const sessions = process.env.TONGHUI_SESSIONS ?? join(import.meta.dirname, '../../test-results/.sessions')

export const sessionFile = (login: string) => join(sessions, `${login}.json`)

/** How long a proof of who is there counts for what is risky: five minutes at the bank, less half a minute for the story. */
const proofHolds = 270_000

/** The file with somebody's session; signs her in the first time, and again when the bank would ask for a fresh proof. */
export async function sessionOf(login: string): Promise<string> {
  const file = sessionFile(login)
  if (!existsSync(file) || Date.now() - statSync(file).mtimeMs > proofHolds) {
    const c = await Caller.signIn(login)
    await c.keep(file)
    await c.end()
  }
  return file
}

/** Somebody with her kept session, wearing a hat of a kind. */
export async function caller(login: string, kind = 'self', forName = ''): Promise<Caller> {
  const c = await Caller.from(await sessionOf(login))
  c.hat = await c.hatOf(kind, forName)
  return c
}

/** The file with the session of the city's terminal, signed in once a run. */
export async function terminalSession(): Promise<string> {
  const file = join(sessions, 'terminal.json')
  if (!existsSync(file)) {
    const t = lineOf('terminal')
    const context = await request.newContext({ baseURL: hello.url, userAgent, extraHTTPHeaders: { Origin: hello.url } })
    const r = await context.post('/v1/auth/terminal', { data: { code: t.login, secret: t.word } })
    if (!r.ok()) throw new Error(`the terminal could not sign in: ${await r.text()}`)
    mkdirSync(sessions, { recursive: true })
    await context.storageState({ path: file })
    await context.dispose()
  }
  return file
}
