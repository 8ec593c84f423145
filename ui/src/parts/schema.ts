import type { Both } from '@/app/i18n'
import type { Language } from '@/app/preferences'

/**
 * The subset of JSON Schema 2020-12 of which forms are made. Titles are Chinese; their English stands in `x-en`. The bank
 * checks the same schema again; what is checked here is for the person's comfort.
 */
export interface Schema {
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'
  title?: string
  description?: string
  'x-en'?: { title?: string; description?: string }
  /** money: minor units as a decimal string · date: 2026-11-23 · email · file: see `FileValue` */
  format?: 'money' | 'date' | 'email' | 'file'
  /** `area` for long texts. */
  'x-widget'?: 'area'
  minLength?: number
  maxLength?: number
  /** RE2 as in the bank: no look-around, no back references. */
  pattern?: string
  minimum?: number
  maximum?: number
  /** Bounds of money in minor units. */
  'x-minimum'?: string
  'x-maximum'?: string
  currency?: string
  enum?: string[]
  /** Choices with a title each: `{ const: 'monthly', title: '按月', 'x-en': { title: 'Monthly' } }`. */
  oneOf?: { const: string; title: string; 'x-en'?: { title?: string } }[]
  properties?: Record<string, Schema>
  required?: string[]
  /** An array of choices is a multiple choice; of objects, a group that repeats. */
  items?: Schema
  minItems?: number
  maxItems?: number
  /** Of a file: `['application/pdf', 'image/png']`. */
  'x-accept'?: string[]
  /** Of a file, in bytes. */
  'x-maxBytes'?: number
}

/** What a file field holds until the form is sent. */
export type FileValue = File

export type Value = string | number | boolean | FileValue | Value[] | { [key: string]: Value | undefined } | undefined
export type Group = Record<string, Value>

export type Kind = 'text' | 'area' | 'number' | 'money' | 'date' | 'choice' | 'multi' | 'yesno' | 'file' | 'group' | 'repeat'

/** Which field a schema asks for. */
export function kindOf(s: Schema): Kind {
  if (s.format === 'file') return 'file'
  if (s.type === 'object') return 'group'
  if (s.type === 'array') return s.items?.type === 'object' ? 'repeat' : 'multi'
  if (s.type === 'boolean') return 'yesno'
  if (s.enum || s.oneOf) return 'choice'
  if (s.type === 'number' || s.type === 'integer') return 'number'
  if (s.format === 'money' || s.format === 'date') return s.format
  return s['x-widget'] === 'area' ? 'area' : 'text'
}

/** The choices of a schema with their titles. */
export function choicesOf(s: Schema, language: Language): { value: string; label: string }[] {
  const of = s.type === 'array' ? (s.items ?? {}) : s
  if (of.oneOf) return of.oneOf.map((o) => ({ value: o.const, label: (language === 'en' && o['x-en']?.title) || o.title }))
  return (of.enum ?? []).map((value) => ({ value, label: value }))
}

/** Title and description in a language. */
export function textsOf(s: Schema, name: string, language: Language): { title: string; description: string } {
  const en = language === 'en' ? s['x-en'] : undefined
  return { title: en?.title ?? s.title ?? name, description: en?.description ?? (language === 'en' && s['x-en'] ? '' : s.description) ?? '' }
}

/** A JSON pointer's next token. */
export const pointer = (base: string, key: string | number) => `${base}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** One thing to mend: where, and the sentence. */
export interface Flaw {
  path: string
  text: string
}

/** A refusal's faults as flaws. A body may wrap the form: `base` is the form's own pointer in it. */
export function flawsOf(faults: readonly { path: string; detail: string; detailZh: string }[], language: Language, base = ''): Flaw[] {
  return faults
    .filter((f) => f.path.startsWith('/'))
    .map((f) => ({ path: base && f.path.startsWith(base) ? f.path.slice(base.length) : f.path, text: language === 'zh' ? f.detailZh : f.detail }))
}

export type { Both }
