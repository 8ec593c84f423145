/** Where to go after signing in: only to a path of this site, within a face. */
export function safeNext(next: string | null): string | undefined {
  if (!next || !/^\/(people|business|government|kiosk|ops)(\/|\?|$)/.test(next) || next.includes('\\')) return undefined
  const url = new URL(next, location.origin)
  // What the browser makes of dots must still be where the text says it is.
  return url.origin === location.origin && next.startsWith(url.pathname) ? next : undefined
}
