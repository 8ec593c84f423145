import { speak } from '@/app/i18n'
import type { Language } from '@/app/preferences'
import { formatMoney } from './amount'
import { isDate } from './instant'
import { kindOf, pointer, textsOf, type Flaw, type Group, type Schema, type Value } from './schema'
import { words } from './words'

/**
 * What a value lacks of a schema, in the person's language and in the order of the fields. Written out by hand: a strict
 * content policy forbids the compiled validators of libraries.
 */
export function validate(schema: Schema, value: Value, language: Language): Flaw[] {
  const flaws: Flaw[] = []
  check(schema, value, '', '', true, language, flaws)
  return flaws
}

const isBlank = (v: Value) => v === undefined || v === '' || (Array.isArray(v) && v.length === 0)

function check(s: Schema, v: Value, path: string, name: string, required: boolean, language: Language, flaws: Flaw[]): void {
  const w = speak(words, language)
  const kind = kindOf(s)
  const what = textsOf(s, name, language).title
  if (kind === 'group') {
    const group = (v ?? {}) as Group
    // A group that may be left out and is empty asks nothing.
    if (!required && Object.values(group).every(isBlank)) return
    for (const [key, child] of Object.entries(s.properties ?? {}))
      check(child, group[key], pointer(path, key), key, s.required?.includes(key) ?? false, language, flaws)
    return
  }
  const say = (text: string) => { flaws.push({ path, text }) }
  if (isBlank(v)) {
    if (required || (s.minItems ?? 0) > 0) say(['choice', 'multi', 'yesno', 'file'].includes(kind) ? w.pick(what) : w.missing(what))
    return
  }
  const text = sentenceFor(kind, s, v, what, w)
  if (text) say(text)
  if (kind === 'repeat' && Array.isArray(v) && s.items)
    for (const [i, item] of v.entries()) check(s.items, item, pointer(path, i), name, true, language, flaws)
}

type Says = ReturnType<typeof speak<(typeof words)['zh']>>

function sentenceFor(kind: string, s: Schema, v: Value, what: string, w: Says): string | undefined {
  switch (kind) {
    case 'text':
    case 'area':
      return textFlaw(s, v as string, what, w)
    case 'number':
      return numberFlaw(s, v, what, w)
    case 'money':
      return moneyFlaw(s, v as string, what, w)
    case 'date':
      return isDate(v as string) ? undefined : w.badDate(what)
    case 'multi':
    case 'repeat': {
      const n = (v as Value[]).length
      if (n < (s.minItems ?? 0)) return w.tooFew(what, s.minItems ?? 0)
      return n > (s.maxItems ?? Infinity) ? w.tooMany(what, s.maxItems ?? 0) : undefined
    }
    case 'file':
      return v instanceof File ? fileFlaw(s, v, what, w) : undefined
  }
  return undefined
}

function textFlaw(s: Schema, v: string, what: string, w: Says): string | undefined {
  const length = [...v].length // characters, as the bank counts, not UTF-16 units
  if (length < (s.minLength ?? 0)) return w.tooShort(what, s.minLength ?? 0)
  if (length > (s.maxLength ?? Infinity)) return w.tooLong(what, s.maxLength ?? 0)
  if (s.format === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(v)) return w.badMail(what)
  if (s.pattern && !matches(s.pattern, v)) return w.badPattern(what)
  return undefined
}

/** A pattern that this browser can't read is left to the bank. */
function matches(pattern: string, v: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(v)
  } catch {
    return true
  }
}

function numberFlaw(s: Schema, v: Value, what: string, w: Says): string | undefined {
  const n = typeof v === 'number' ? v : Number(v)
  if (!Number.isFinite(n)) return w.badNumber(what)
  if (s.type === 'integer' && !Number.isInteger(n)) return w.badInteger(what)
  if (n < (s.minimum ?? -Infinity)) return w.tooSmall(what, String(s.minimum))
  return n > (s.maximum ?? Infinity) ? w.tooBig(what, String(s.maximum)) : undefined
}

function moneyFlaw(s: Schema, v: string, what: string, w: Says): string | undefined {
  if (!/^-?\d+$/.test(v)) return w.badMoney(what)
  const [least, most] = [s['x-minimum'], s['x-maximum']]
  if (least !== undefined && BigInt(v) < BigInt(least)) return w.tooSmall(what, formatMoney(least, s.currency))
  return most !== undefined && BigInt(v) > BigInt(most) ? w.tooBig(what, formatMoney(most, s.currency)) : undefined
}

function fileFlaw(s: Schema, f: File, what: string, w: Says): string | undefined {
  const most = s['x-maxBytes'] ?? Infinity
  if (f.size > most) return w.fileTooBig(what, Math.floor(most / 1_000_000))
  const accept = s['x-accept']
  return accept && !accept.includes(f.type) ? w.fileKind(what, kindNames(accept)) : undefined
}

/** `PDF, PNG` of media types. */
export const kindNames = (accept: readonly string[]) => accept.map((a) => a.replace(/^.*\//, '').toUpperCase()).join(', ')
