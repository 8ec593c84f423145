import type { speak } from '@/app/i18n'
import type { Schema } from '@/parts/schema'
import type { S } from '../parties/shared'
import type { words } from './words'

export type W = ReturnType<typeof speak<(typeof words)['zh']>>
type Standing = S['ParameterStanding']

/** A value with its unit: 850‰, 5 分钟, 是. */
export function shownValue(value: string, p: Pick<Standing, 'type' | 'unit'>, w: W): string {
  if (p.type === 'bool') return value === 'true' ? w.yes : w.no
  if (!p.unit) return value
  return /^[%‰]/.test(p.unit) ? value + p.unit : `${value} ${p.unit}`
}

/** From least to most, in words. */
export function rangeOf(p: Standing, w: W): string {
  const say = (v: string) => shownValue(v, p, w)
  if (p.min !== undefined && p.max !== undefined) return w.between(say(p.min), say(p.max))
  if (p.min !== undefined) return w.atLeast(say(p.min))
  return p.max === undefined ? '—' : w.atMost(say(p.max))
}

/** The field that asks for a new value; it is sent as text whatever it is. */
export function valueField(p: Standing, w: W): Schema {
  const range = rangeOf(p, w)
  const base: Schema = { title: w.newValue, description: [p.unit, range === '—' ? '' : range, p.type === 'duration' ? w.durationHint : ''].filter(Boolean).join(' · ') }
  if (p.type === 'int' || p.type === 'decimal')
    return { ...base, type: p.type === 'int' ? 'integer' : 'number', minimum: p.min === undefined ? undefined : Number(p.min), maximum: p.max === undefined ? undefined : Number(p.max) }
  return p.type === 'bool' ? { ...base, type: 'boolean' } : { ...base, type: 'string' }
}

/** Today in bank time, and days after it. */
export function bankDay(after = 0): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + after * 86_400_000))
}
