import type { BrowserContext } from '@playwright/test'

/** What must not happen behind a page: errors on the console, breaches of the content security policy, lost or refused requests. */
export class Faults {
  private readonly found: string[] = []
  private readonly allowed: RegExp[] = []

  /** A refusal that belongs to the story, as `403 POST /v1/parties/1/reveal`. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns)
  }

  watch(context: BrowserContext): void {
    context.on('console', (m) => {
      // A refused request is noted below, with its address.
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) this.found.push(`console: ${m.text()}`)
    })
    context.on('weberror', (e) => { this.found.push(`error: ${String(e.error())}`) })
    context.on('response', (r) => {
      if (r.status() < 400) return
      const path = new URL(r.url()).pathname
      // Nobody is signed in yet.
      if (r.status() === 401 && path === '/v1/session') return
      this.found.push(`${String(r.status())} ${r.request().method()} ${path}`)
    })
    context.on('requestfailed', (r) => {
      const why = r.failure()?.errorText ?? ''
      // A page that is left stops what it asked for.
      if (why !== 'net::ERR_ABORTED') this.found.push(`${why} ${r.method()} ${r.url()}`)
    })
  }

  /** What happened that no story allowed, once each; and forgets it. */
  take(): string[] {
    const all = this.found.splice(0).filter((f) => !this.allowed.some((a) => a.test(f)))
    return [...new Set(all)]
  }
}
