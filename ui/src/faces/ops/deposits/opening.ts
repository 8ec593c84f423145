import type { Group, Schema } from '@/parts/schema'
import type { Deposit, Product, S } from './shared'

/** A customer as an account's holder: institutions hold as agencies do. */
export const holderOf = (sort: string): string => (sort === 'person' ? 'person' : sort === 'business' ? 'firm' : 'agency')

/** What may be opened for a customer: those that fit her sort, the ones that her level doesn't reach behind the others. */
export function productsFor(all: readonly Product[], party: { sort: string; level: number }): { product: Product; reached: boolean }[] {
  const holder = holderOf(party.sort)
  const fit = all.filter((p) => p.offered && p.holders.includes(holder)).map((product) => ({ product, reached: party.level >= product.level }))
  return [...fit.filter((p) => p.reached), ...fit.filter((p) => !p.reached)]
}

/** The labels that the terms need. */
export interface TermWords {
  currency: string; amountIn: string; fromNumber: string; fromHint: string; virtualOf: string; caseTitle: string; titleOptional: string; purpose: string; ends: string; endsHint: string
  permit: string; permitHint: string; renew: string; payToOf: string; payToHint: string; beneficiaryNumber: string; funds: string; quota: string; conditions: string; condition: string; conditionsHint: string
}

const line = (title: string, more: Schema = {}): Schema => ({ type: 'string', title, maxLength: 40, ...more })

/** What has to be agreed on for a product, as a form: each kind asks only what it needs. */
export function termsSchema(p: Product, currency: string, accounts: readonly { value: string; label: string }[], w: TermWords): Schema {
  const properties: Record<string, Schema> = {}
  const required: string[] = []
  const ask = (name: string, s: Schema, must = false) => { properties[name] = s; if (must) required.push(name) }
  const money = (title: string, least?: string): Schema => ({ type: 'string', format: 'money', currency, title, ...(least ? { 'x-minimum': least } : {}) })
  const fixed = p.kind === 'time' || p.kind === 'notice'
  const guarded = p.kind === 'custody' || p.kind === 'escrow'
  if (p.currencies.length > 1) ask('currency', { type: 'string', title: w.currency, enum: p.currencies }, true)
  if (p.kind === 'virtual') {
    ask('parent', line(w.virtualOf), true)
    ask('title', line(w.caseTitle, { maxLength: 60 }), true)
  } else if (!fixed) ask('title', line(w.titleOptional, { maxLength: 60 }))
  if (p.kind === 'special' || guarded) ask('purpose', line(w.purpose, { maxLength: 200 }), true)
  if (p.kind === 'temporary') ask('ends', { type: 'string', format: 'date', title: w.ends, description: w.endsHint }, true)
  if (p.kind === 'general') ask('permit', line(w.permit, { description: w.permitHint }))
  if (p.kind === 'zero_balance') {
    ask('funds', line(w.funds), true)
    ask('quota', money(w.quota, '1'), true)
  }
  if (guarded) {
    ask('payTo', line(w.beneficiaryNumber), true)
    ask('conditions', { type: 'array', title: w.conditions, description: w.conditionsHint, minItems: 1, maxItems: 20, items: { type: 'object', required: ['words'], properties: { words: line(w.condition, { maxLength: 200 }) } } }, true)
  }
  const paidIn = p.minOpen !== '0' || fixed
  if (p.kind !== 'virtual' && p.kind !== 'zero_balance' && (accounts.length > 0 || paidIn)) {
    ask('amount', money(w.amountIn, paidIn ? p.minOpen : '1'), paidIn)
    ask('from', { type: 'string', title: w.fromNumber, description: w.fromHint, oneOf: accounts.map((a) => ({ const: a.value, title: a.label })) }, paidIn)
  }
  if (p.kind === 'time') ask('renew', { type: 'boolean', title: w.renew })
  if (fixed) ask('payTo', line(w.payToOf, { description: w.payToHint }))
  return { type: 'object', required, properties }
}

type Body = S['AccountOpenDepositInBody']
const str = (v: unknown) => (typeof v === 'string' && v.trim() !== '' ? v.trim() : undefined)

/** The form as it is sent. Numbers are ids by then: `ids` holds what each field's number stands for. */
export function bodyOf(p: Product, v: Group, ids: Record<string, string | undefined>): Body {
  const amount = str(v.amount)
  return {
    product: p.code, currency: str(v.currency) ?? p.currencies[0] ?? 'CNY', title: str(v.title), purpose: str(v.purpose), ends: str(v.ends), permit: str(v.permit), quota: str(v.quota),
    amount, from: amount ? str(v.from) : undefined, renew: v.renew === true ? true : undefined, parent: ids.parent, payTo: ids.payTo, funds: ids.funds,
    conditions: Array.isArray(v.conditions) ? v.conditions.map((c) => str((c as Group).words)).filter((c): c is string => c !== undefined) : undefined,
  }
}

/** From which of the owner's accounts money can be paid in. */
export const sources = (all: readonly Deposit[], currency: string) =>
  all.filter((a) => a.state === 'active' && a.currency === currency && !['time', 'notice', 'custody', 'escrow', 'virtual', 'zero_balance'].includes(a.kind))
