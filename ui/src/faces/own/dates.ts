import { formatInstant, isDate, toDate, type Instant } from '@/parts/instant'

const dayMs = 86_400_000

/** The last moment of a day in bank time: rights run until then. */
export const endOfDay = (date: string) => new Date(`${date}T23:59:59+08:00`).toISOString()

/** A date in bank time, so many days or months from now. */
export function dateIn({ days = 0, months = 0 }: { days?: number; months?: number }, now = new Date()): string {
  const today = formatInstant(now, 'date')
  const d = new Date(`${today}T00:00:00Z`)
  if (months) {
    const day = d.getUTCDate()
    d.setUTCDate(1)
    d.setUTCMonth(d.getUTCMonth() + months)
    // The 31st of a month that ends earlier is its last day.
    d.setUTCDate(Math.min(day, new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate()))
  }
  d.setUTCDate(d.getUTCDate() + days)
  return d.toISOString().slice(0, 10)
}

/** First and last day of a month in bank time, 0 being the present one. */
export function monthAt(offset: number, now = new Date()): { from: string; to: string } {
  const [y = 1970, m = 1] = formatInstant(now, 'date').split('-').map(Number)
  const iso = (d: Date) => d.toISOString().slice(0, 10)
  return { from: iso(new Date(Date.UTC(y, m - 1 + offset, 1))), to: iso(new Date(Date.UTC(y, m + offset, 0))) }
}

/** Whether a moment comes within so many days, and hasn't gone by. */
export function soon(at: Instant | undefined, days: number, now: Date): boolean {
  if (!at) return false
  const left = toDate(at).getTime() - now.getTime()
  return left > 0 && left < days * dayMs
}

/** Whole days until a moment, at least 0. */
export const daysUntil = (at: Instant, now: Date) => Math.max(0, Math.ceil((toDate(at).getTime() - now.getTime()) / dayMs))

/** What is wrong with an end that somebody typed. */
export function endFault(date: string, now = new Date()): 'dateBad' | 'datePast' | undefined {
  if (!isDate(date)) return 'dateBad'
  return date <= formatInstant(now, 'date') ? 'datePast' : undefined
}
