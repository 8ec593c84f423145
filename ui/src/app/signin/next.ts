/** Where to go after signing in: only to a path of this site. */
export function safeNext(next: string | null): string | undefined {
  return next && /^\/(people|business|government|kiosk|ops)(\/|\?|$)/.test(next) && !next.includes('\\') ? next : undefined
}
