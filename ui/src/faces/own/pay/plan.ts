import { isDate } from '@/parts/instant'
import type { S } from '../reads'

export type Plan = S['StandingPlan']

/** The plan as it is filled in. */
export interface Draft {
  every: Plan['every']
  first: string
  day: number
  ends: 'never' | 'times' | 'date'
  times: string
  until: string
  shift: string
}

/** Monday is 1, Sunday 7. */
export const weekdayOf = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay() || 7
export const dayOf = (date: string) => Number(date.slice(8))

/** What is wrong with a plan that begins after today. */
export function planFault(d: Draft, today: string): 'firstBad' | 'timesBad' | 'untilBad' | 'dayBad' | undefined {
  if (!isDate(d.first) || d.first <= today) return 'firstBad'
  if (d.every === 'weekly' && !(d.day >= 1 && d.day <= 7)) return 'dayBad'
  if (d.every === 'monthly' && !(d.day >= 1 && d.day <= 31)) return 'dayBad'
  if (d.every === 'once') return undefined
  if (d.ends === 'times' && (!/^\d{1,3}$/.test(d.times) || Number(d.times) < 1)) return 'timesBad'
  if (d.ends === 'date' && (!isDate(d.until) || d.until < d.first)) return 'untilBad'
  return undefined
}

/** The plan as the bank takes it. */
export function planOf(d: Draft): Plan {
  return {
    every: d.every, first: d.first, shift: d.shift,
    ...((d.every === 'weekly' || d.every === 'monthly') && { day: d.day }),
    ...(d.every !== 'once' && d.ends === 'times' && { times: Number(d.times) }),
    ...(d.every !== 'once' && d.ends === 'date' && { until: d.until }),
  }
}
