import { describe, expect, it } from 'vitest'
import { bodyOf, holderOf, productsFor, sources, termsSchema, type TermWords } from './opening'
import type { Deposit, Product } from './shared'

const w = new Proxy({}, { get: (_, k) => String(k) }) as TermWords
const product = (more: Partial<Product>): Product => ({
  code: 'x', digits: 1, kind: 'demand', nameZh: '', nameEn: '', currencies: ['CNY'], chart: '2011', holders: ['person'], level: 1, minOpen: '0', channels: [], limits: [], fees: [], offered: true, ...more,
})

describe('opening an account', () => {
  it('offers what fits the holder, what her level does not reach last', () => {
    const all = [product({ code: 'high', level: 3 }), product({ code: 'low' }), product({ code: 'firm', holders: ['firm'] }), product({ code: 'gone', offered: false })]
    expect(productsFor(all, { sort: 'person', level: 1 }).map((p) => [p.product.code, p.reached])).toEqual([['low', true], ['high', false]])
    expect(holderOf('institution')).toBe('agency')
  })
  it('asks each kind only what it needs', () => {
    const asked = (p: Partial<Product>) => { const s = termsSchema(product(p), 'CNY', [{ value: '1', label: 'a' }], w); return [Object.keys(s.properties ?? {}), s.required] }
    expect(asked({})).toEqual([['title', 'amount', 'from'], []])
    expect(asked({ kind: 'time', minOpen: '5000' })).toEqual([['amount', 'from', 'renew', 'payTo'], ['amount', 'from']])
    expect(asked({ kind: 'escrow' })).toEqual([['title', 'purpose', 'payTo', 'conditions', 'amount', 'from'], ['purpose', 'payTo', 'conditions']])
    expect(asked({ kind: 'virtual', currencies: ['CNY', 'USD'] })).toEqual([['currency', 'parent', 'title'], ['currency', 'parent', 'title']])
    expect(asked({ kind: 'zero_balance' })[0]).toEqual(['title', 'funds', 'quota'])
  })
  it('sends ids for numbers, and no source without an amount', () => {
    const body = bodyOf(product({ kind: 'custody' }), { from: '7', conditions: [{ words: ' 过户 ' }, {}], payTo: '6222' }, { payTo: '9' })
    expect(body).toMatchObject({ product: 'x', currency: 'CNY', payTo: '9', conditions: ['过户'] })
    expect(body.from).toBeUndefined()
  })
  it('takes money from running accounts of the currency alone', () => {
    const a = (id: string, more: Partial<Deposit>) => ({ id, state: 'active', currency: 'CNY', kind: 'demand', ...more }) as Deposit
    expect(sources([a('1', {}), a('2', { kind: 'time' }), a('3', { currency: 'USD' }), a('4', { state: 'dormant' })], 'CNY').map((x) => x.id)).toEqual(['1'])
  })
})
