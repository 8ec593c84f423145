import type { useWords } from '@/app/i18n'
import type { Change } from '@/parts/Approve'
import { formatMoney } from '@/parts/amount'
import type { Group, Schema } from '@/parts/schema'
import type { Product, S } from '../deposits/shared'
import type { words } from './words'

export type W = ReturnType<typeof useWords<(typeof words)['zh']>>
export type FeeItem = S['AccountFeeItem']
export type Rate = S['InterestRate']
type Limit = S['AccountLimit']

/** Moves the point of a plain decimal: `shift('0.0002', 2)` is `0.02`. Never through a float. */
export function shift(decimal: string, places: number): string {
  const m = /^(\d+)(?:\.(\d+))?$/.exec(decimal.trim())
  if (!m) return decimal
  let [whole, fraction] = [m[1] ?? '0', m[2] ?? '']
  if (places >= 0) {
    fraction = fraction.padEnd(places, '0')
    whole += fraction.slice(0, places)
    fraction = fraction.slice(places)
  } else {
    whole = whole.padStart(-places + 1, '0')
    fraction = whole.slice(places) + fraction
    whole = whole.slice(0, places)
  }
  fraction = fraction.replace(/0+$/, '')
  return whole.replace(/^0+(?=\d)/, '') + (fraction && `.${fraction}`)
}

/** An amount for a preview: what is half typed is shown as it is. */
function money(minor: string, currency?: string): string {
  return /^-?\d+$/.test(minor) ? formatMoney(minor, currency) : minor
}

/** The version that holds on a day: of one day the last one counts, as they come in the order in which they hold. */
export function holding<T extends { from: string }>(versions: readonly T[], on: string): T | undefined {
  return versions.filter((v) => v.from <= on).at(-1)
}

/** Where a version stands towards the one that holds. */
export const standing = <T extends { id: string; from: string }>(v: T, now: T | undefined, on: string): 'isNow' | 'willBe' | 'was' => (v.from > on ? 'willBe' : v.id === now?.id ? 'isNow' : 'was')

const channelName = (c: string, w: W) => (c === 'cash' ? w.cashChannel : w[c as 'app'])
const yesNo = (b: boolean | undefined, w: W) => (b ? w.yes : w.no)

/** One limit in words. */
export function limitText(l: Limit, currency: string, w: W): string {
  const who = [l.channel ? channelName(l.channel, w) : '', l.level === undefined ? '' : w.upToLevel(l.level)].filter(Boolean).join(' ') || w.anyChannel
  const what = [l.singleMax === undefined ? '' : w.singleOf(money(l.singleMax, currency)), l.dayMax === undefined ? '' : w.dayOf(money(l.dayMax, currency))].filter(Boolean).join(w.comma) || w.noLimit
  return w.limitLine(who, what)
}

/** A product as labelled texts, in the order of a sheet. What it doesn't have is left out. */
export function productLines(p: Product, w: W): { label: string; value: string }[] {
  const currency = p.currencies[0] ?? 'CNY'
  const lines: [string, string | undefined][] = [
    [w.nameZh, p.nameZh], [w.nameEn, p.nameEn], [w.offer, p.offered ? w.offered : w.withdrawn], [w.kind, w[p.kind as 'demand']],
    [w.holders, p.holders.map((h) => w[h as 'person']).join(w.and)], [w.level, String(p.level)], [w.currencies, p.currencies.join(' ')],
    [w.minOpen, p.minOpen === '0' ? undefined : money(p.minOpen, currency)], [w.rateCode, p.rateCode ?? w.none],
    [w.term, p.termMonths ? String(p.termMonths) : undefined], [w.noticeDays, p.noticeDays ? String(p.noticeDays) : undefined], [w.partials, p.partials ? String(p.partials) : undefined],
    [w.channels, p.channels.map((c) => channelName(c, w)).join(w.and) || w.none], [w.cash, yesNo(p.cash, w)],
    [w.limits, p.limits.map((l) => limitText(l, currency, w)).join('\n') || undefined], [w.fees, p.fees.join(w.and) || undefined], [w.digits, String(p.digits)], [w.chart, p.chart],
  ]
  return lines.filter((l): l is [string, string] => l[1] !== undefined).map(([label, value]) => ({ label, value }))
}

/** What an item costs, a line each. */
export function priceLines(f: FeeItem, w: W): string[] {
  const say = (m: string) => money(m, f.currency)
  if (f.steps && f.steps.length > 0) {
    return f.steps.map((s, i) => {
      const fee = s.fee === '0' ? w.freeOfCharge : say(s.fee)
      const before = f.steps?.[i - 1]?.upTo
      return s.upTo !== '0' ? w.stepTo(say(s.upTo), fee) : before ? w.stepRest(say(before), fee) : w.stepAny(fee)
    })
  }
  const parts = [f.flat === '0' ? '' : w.perPiece(say(f.flat)), /^0(\.0*)?$/.test(f.rate) ? '' : w.ofAmount(shift(f.rate, 2)), f.min && f.min !== '0' ? w.atLeast(say(f.min)) : '', f.max && f.max !== '0' ? w.atMost(say(f.max)) : '']
  return [parts.filter(Boolean).join(w.comma) || w.freeOfCharge]
}

/** A tariff item as labelled texts. */
export function itemLines(f: FeeItem, w: W): { label: string; value: string }[] {
  const lines: [string, string | undefined][] = [
    [w.nameZh, f.nameZh], [w.nameEn, f.nameEn], [w.price, priceLines(f, w).join('\n')], [w.free, (f.free ?? []).map((h) => w[h as 'person']).join(w.and) || w.none], [w.wording, f.wording], [w.currencies, f.currency],
  ]
  return lines.filter((l): l is [string, string] => Boolean(l[1])).map(([label, value]) => ({ label, value }))
}

/** The tiers of a rate, a line each. */
export function tierLines(r: Pick<Rate, 'tiers'>, w: W): string[] {
  if (r.tiers.length === 1) return [`${r.tiers[0]?.percent ?? ''}%`]
  return r.tiers.map((t) => w.rateFrom(money(t.from), `${t.percent}%`))
}

export function rateLines(r: Rate, w: W): { label: string; value: string }[] {
  return [{ label: w.percent, value: tierLines(r, w).join('\n') }, ...(r.tiers.length > 1 ? [{ label: w.mode, value: w[r.mode] }] : [])]
}

/** What is different between two sheets of lines. */
export function differences(before: { label: string; value: string }[] | undefined, after: { label: string; value: string }[]): Change[] {
  const labels = [...new Set([...after, ...(before ?? [])].map((l) => l.label))]
  const of = (lines: { label: string; value: string }[] | undefined, label: string) => lines?.find((l) => l.label === label)?.value
  return labels.filter((l) => of(before, l) !== of(after, l)).map((label) => ({ label, before: of(before, label), after: of(after, label) }))
}

/** The name of a rate code; the code itself where it is none of the usual ones. */
export function rateName(code: string, w: W): string {
  const spans: Record<string, string> = { '3m': w.m3, '6m': w.m6, '1y': w.y1, '2y': w.y2, '3y': w.y3, '5y': w.y5, '1d': w.d1, '7d': w.d7 }
  const [kind = '', span = ''] = code.split('.')
  const t = spans[span]
  if (kind === 'time' && t) return w.r_time(t)
  if (kind === 'notice' && t) return w.r_notice(t)
  return { demand: w.r_demand, agreed: w.r_agreed, interbank: w.r_interbank }[code] ?? code
}

const str = (v: unknown): string | undefined => (typeof v === 'string' && v.trim() !== '' ? v.trim() : typeof v === 'number' ? String(v) : undefined)
const num = (v: unknown): number | undefined => (typeof v === 'number' ? v : typeof v === 'string' && /^\d+$/.test(v) ? Number(v) : undefined)
const list = (v: unknown): string[] => (Array.isArray(v) ? v.filter((x): x is string => typeof x === 'string') : [])
const groups = (v: unknown): Group[] => (Array.isArray(v) ? (v as Group[]) : [])

/** What a form holds of a product. */
export function formOfProduct(p: Product): Group {
  return {
    code: p.code, digits: p.digits, kind: p.kind, chart: p.chart, nameZh: p.nameZh, nameEn: p.nameEn, offered: p.offered, holders: p.holders, currencies: p.currencies.join(' '), level: String(p.level), minOpen: p.minOpen, rateCode: p.rateCode,
    termMonths: p.termMonths, noticeDays: p.noticeDays, partials: p.partials, channels: p.channels, cash: p.cash ?? false, fees: p.fees.join(', '),
    limits: p.limits.map((l) => ({ channel: l.channel, level: l.level === undefined ? undefined : String(l.level), singleMax: l.singleMax, dayMax: l.dayMax })),
  }
}

/** The product that a form describes; what the form doesn't ask stays as it was. */
export function productOfForm(v: Group, was?: Product): Product {
  const words = (t: string | undefined) => (t ?? '').split(/[\s,，、]+/).filter(Boolean)
  return {
    ...(was ?? { code: '', digits: 0, kind: 'demand', chart: '' }),
    code: was?.code ?? str(v.code) ?? '', digits: was?.digits ?? num(v.digits) ?? 0, kind: was?.kind ?? str(v.kind) ?? 'demand', chart: was?.chart ?? str(v.chart) ?? '',
    nameZh: str(v.nameZh) ?? '', nameEn: str(v.nameEn) ?? '', offered: v.offered !== false, holders: list(v.holders), currencies: words(str(v.currencies)).map((c) => c.toUpperCase()), level: num(v.level) ?? 0, minOpen: str(v.minOpen) ?? '0',
    rateCode: str(v.rateCode), termMonths: num(v.termMonths), noticeDays: num(v.noticeDays), partials: num(v.partials), channels: list(v.channels), cash: v.cash === true ? true : undefined, fees: words(str(v.fees)),
    limits: groups(v.limits).map((l) => ({ channel: str(l.channel), level: num(l.level), singleMax: str(l.singleMax), dayMax: str(l.dayMax) })).filter((l) => l.singleMax !== undefined || l.dayMax !== undefined),
  }
}

export function formOfItem(f: FeeItem): Group {
  return {
    item: f.item, nameZh: f.nameZh, nameEn: f.nameEn, flat: f.flat, rate: shift(f.rate, 2), min: f.min === '0' ? undefined : f.min, max: f.max === '0' ? undefined : f.max, free: f.free ?? [], wording: f.wording,
    steps: (f.steps ?? []).map((s) => ({ upTo: s.upTo === '0' ? undefined : s.upTo, fee: s.fee })),
  }
}

export function itemOfForm(v: Group, was?: FeeItem): FeeItem {
  const steps = groups(v.steps).map((s) => ({ upTo: str(s.upTo) ?? '0', fee: str(s.fee) ?? '0' }))
  return {
    item: was?.item ?? str(v.item) ?? '', currency: was?.currency ?? 'CNY', nameZh: str(v.nameZh) ?? '', nameEn: str(v.nameEn) ?? '', flat: str(v.flat) ?? '0', rate: shift(str(v.rate) ?? '0', -2), min: str(v.min), max: str(v.max),
    free: list(v.free).length > 0 ? list(v.free) : undefined, wording: str(v.wording), steps: steps.length > 0 ? steps : undefined,
  }
}

/** The form of a product. What stays for good is asked of a new one only. */
export function productSchema(w: W, was?: Product): Schema {
  const text = (title: string, more: Schema = {}): Schema => ({ type: 'string', title, maxLength: 60, ...more })
  const int = (title: string, maximum: number, description?: string): Schema => ({ type: 'integer', title, minimum: 0, maximum, description })
  const of = (values: readonly string[], name: (v: string) => string) => values.map((v) => ({ const: v, title: name(v) }))
  const kinds = ['demand', 'passbook', 'time', 'notice', 'basic', 'general', 'special', 'temporary', 'zero_balance', 'custody', 'escrow', 'virtual', 'interbank', 'treasury']
  const money = (title: string): Schema => ({ type: 'string', format: 'money', title, 'x-minimum': '0' })
  const kind = was?.kind
  const fixed: Record<string, Schema> = was ? {} : {
    code: text(w.code, { description: w.codeHint, pattern: '^[a-z][a-z0-9_.]{1,23}$' }), kind: { type: 'string', title: w.kind, oneOf: of(kinds, (k) => w[k as 'demand']) }, digits: int(w.digits, 999, w.digitsHint), chart: text(w.chart, { description: w.chartHint, maxLength: 16 }),
  }
  return {
    type: 'object',
    required: [...Object.keys(fixed), 'from', 'nameZh', 'nameEn', 'offered', 'holders', 'currencies', 'level', 'reason'],
    properties: {
      from: { type: 'string', format: 'date', title: w.from2 }, ...fixed, nameZh: text(w.nameZh), nameEn: text(w.nameEn), offered: { type: 'boolean', title: w.offer },
      holders: { type: 'array', title: w.holders, minItems: 1, items: { type: 'string', oneOf: of(['person', 'firm', 'agency'], (h) => w[h as 'person']) } }, currencies: text(w.currencies),
      level: { type: 'string', title: w.level, enum: ['0', '1', '2', '3'] }, minOpen: money(w.minOpen), rateCode: text(w.rateCode, { description: w.rateCodeHint, maxLength: 24 }),
      ...(!was || kind === 'time' || kind === 'temporary' ? { termMonths: int(w.term, 120) } : {}), ...(!was || kind === 'notice' ? { noticeDays: int(w.noticeDays, 31) } : {}), ...(!was || kind === 'time' ? { partials: int(w.partials, 12) } : {}),
      channels: { type: 'array', title: w.channels, items: { type: 'string', oneOf: of(['counter', 'app', 'kiosk', 'card', 'batch', 'api'], (c) => channelName(c, w)) } }, cash: { type: 'boolean', title: w.cash },
      limits: { type: 'array', title: w.limits, maxItems: 40, items: { type: 'object', properties: {
        channel: { type: 'string', title: w.limitChannel, oneOf: of(['counter', 'app', 'kiosk', 'card', 'batch', 'api', 'cash'], (c) => channelName(c, w)) }, level: { type: 'string', title: w.limitLevel, oneOf: ['0', '1', '2', '3'].map((n) => ({ const: n, title: w.upToLevel(Number(n)) })) },
        singleMax: money(w.single), dayMax: money(w.day),
      } } },
      fees: text(w.fees, { description: w.feesHint, maxLength: 400 }), reason: { type: 'string', title: w.reason, description: w.reasonHint, 'x-widget': 'area', minLength: 4, maxLength: 200 },
    },
  }
}

/** The form of a tariff item. */
export function itemSchema(w: W, was?: FeeItem): Schema {
  const text = (title: string, more: Schema = {}): Schema => ({ type: 'string', title, maxLength: 60, ...more })
  const money = (title: string): Schema => ({ type: 'string', format: 'money', currency: was?.currency, title, 'x-minimum': '0' })
  return {
    type: 'object',
    required: [...(was ? [] : ['item']), 'from', 'nameZh', 'nameEn', 'reason'],
    properties: {
      from: { type: 'string', format: 'date', title: w.from2 }, ...(was ? {} : { item: text(w.code, { description: w.itemHint, pattern: '^[a-z][a-z0-9_.]{1,39}$' }) }), nameZh: text(w.nameZh), nameEn: text(w.nameEn),
      flat: money(w.flat), rate: text(w.rate, { description: w.rateHint, pattern: '^\\d{1,3}(\\.\\d{1,6})?$' }), min: money(w.min), max: money(w.max),
      steps: { type: 'array', title: w.steps, description: w.stepsHint, maxItems: 12, items: { type: 'object', required: ['fee'], properties: { upTo: { ...money(w.upTo), description: w.upToHint }, fee: money(w.fee) } } },
      free: { type: 'array', title: w.free, items: { type: 'string', oneOf: ['person', 'firm', 'agency'].map((h) => ({ const: h, title: w[h as 'person'] })) } }, wording: text(w.wording, { 'x-widget': 'area', maxLength: 200 }),
      reason: { type: 'string', title: w.reason, description: w.reasonHint, 'x-widget': 'area', minLength: 4, maxLength: 200 },
    },
  }
}

/** The form of a rate. */
export function rateSchema(w: W): Schema {
  return {
    type: 'object',
    required: ['from', 'tiers', 'reason'],
    properties: {
      from: { type: 'string', format: 'date', title: w.from2 },
      tiers: { type: 'array', title: w.percent, minItems: 1, maxItems: 12, items: { type: 'object', required: ['from', 'percent'], properties: { from: { type: 'string', format: 'money', title: w.tierFrom, 'x-minimum': '0' }, percent: { type: 'string', title: w.percentUnit, pattern: '^[0-9]{1,3}(\\.[0-9]{1,4})?$' } } } },
      mode: { type: 'string', title: w.mode, oneOf: [{ const: 'whole', title: w.whole }, { const: 'marginal', title: w.marginal }] },
      correction: { type: 'boolean', title: w.correctionAsk, description: w.correctionHint },
      reason: { type: 'string', title: w.reason, description: w.reasonHint, 'x-widget': 'area', minLength: 4, maxLength: 200 },
    },
  }
}

/** The tiers that a form holds, for the preview as for the bank. */
export const tiersOfForm = (v: Group): Rate['tiers'] => groups(v.tiers).map((t) => ({ from: str(t.from) ?? '0', percent: str(t.percent) ?? '0' }))
