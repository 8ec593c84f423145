/** Times as people of the bank read them: dates 2026-11-23, clock in bank time (Asia/Shanghai), whatever the device says. */

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

/** An instant: RFC 3339, or microseconds since 1970 as the bank's ids and events carry them. */
export type Instant = string | number | Date

export function toDate(at: Instant): Date {
  if (at instanceof Date) return at
  if (typeof at === 'number') return new Date(at / 1000)
  return /^-?\d+$/.test(at) ? new Date(Number(at) / 1000) : new Date(at)
}

/** `2026-11-23 09:05:07` in bank time; empty for no valid instant. */
export function formatInstant(at: Instant, precision: 'date' | 'minute' | 'second' = 'minute'): string {
  const d = toDate(at)
  if (Number.isNaN(d.getTime())) return ''
  const p = Object.fromEntries(parts.formatToParts(d).map((x) => [x.type, x.value]))
  const date = `${p.year ?? ''}-${p.month ?? ''}-${p.day ?? ''}`
  if (precision === 'date') return date
  const minute = `${date} ${p.hour ?? ''}:${p.minute ?? ''}`
  return precision === 'minute' ? minute : `${minute}:${p.second ?? ''}`
}

/** Whether the text is a date that exists: `2026-02-29` is not. */
export function isDate(text: string): boolean {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!m) return false
  const d = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(d.getTime()) && d.toISOString().startsWith(text)
}

/** How long ago, in the largest unit that fits; undefined beyond 30 days or in the future: then the date alone says it. */
export function ago(at: Instant, now: Date): { unit: 'now' | 'minutes' | 'hours' | 'days'; n: number } | undefined {
  const seconds = Math.floor((now.getTime() - toDate(at).getTime()) / 1000)
  if (Number.isNaN(seconds) || seconds < 0 || seconds >= 30 * 86_400) return undefined
  if (seconds < 60) return { unit: 'now', n: 0 }
  if (seconds < 3600) return { unit: 'minutes', n: Math.floor(seconds / 60) }
  if (seconds < 86_400) return { unit: 'hours', n: Math.floor(seconds / 3600) }
  return { unit: 'days', n: Math.floor(seconds / 86_400) }
}
