import { describe, expect, it } from 'vitest'
import { speak } from '@/app/i18n'
import type { Product } from '../deposits/shared'
import { differences, formOfItem, formOfProduct, holding, itemOfForm, priceLines, productLines, productOfForm, rateName, shift, standing, tiersOfForm, type FeeItem } from './values'
import { words } from './words'

const w = speak(words, 'zh')
const product: Product = {
  code: 'demand', digits: 201, kind: 'demand', nameZh: '活期存款', nameEn: 'Demand deposit', currencies: ['CNY', 'USD'], chart: '2011', holders: ['person'], level: 1, minOpen: '0', rateCode: 'demand', channels: ['counter', 'app'], cash: true,
  limits: [{ level: 1, singleMax: '200000', dayMax: '200000' }, { channel: 'card', dayMax: '5000000' }], fees: [], offered: true,
}
const item: FeeItem = { item: 'transfer.interbank', nameZh: '跨行转账', nameEn: 'Transfer', flat: '0', rate: '0', currency: 'CNY', steps: [{ upTo: '1000000', fee: '500' }, { upTo: '0', fee: '20000' }], free: ['person'] }

describe('dated versions', () => {
  const all = [{ id: '1', from: '2000-01-01' }, { id: '2', from: '2026-11-01' }, { id: '3', from: '2026-11-01' }, { id: '4', from: '2027-01-01' }]
  it('holds the last of a day', () => {
    const now = holding(all, '2026-11-25')
    expect(now?.id).toBe('3')
    expect(all.map((v) => standing(v, now, '2026-11-25'))).toEqual(['was', 'was', 'isNow', 'willBe'])
    expect(holding(all, '1999-12-31')).toBeUndefined()
  })
})

describe('decimals', () => {
  it('moves the point without a float', () => {
    expect([shift('0.0002', 2), shift('0.02', -2), shift('0', 2), shift('1', 2), shift('100', -2), shift('0.000001', 2)]).toEqual(['0.02', '0.0002', '0', '100', '1', '0.0001'])
  })
})

describe('a product', () => {
  it('comes out of its form as it went in', () => {
    expect(JSON.stringify(productOfForm(formOfProduct(product), product))).toBe(JSON.stringify({ ...product }))
  })
  it('shows what a change changes, and nothing else', () => {
    const changed = productOfForm({ ...formOfProduct(product), minOpen: '5000', offered: false }, product)
    expect(differences(productLines(product, w), productLines(changed, w))).toEqual([
      { label: w.offer, before: w.offered, after: w.withdrawn },
      { label: w.minOpen, before: undefined, after: '¥50.00' },
    ])
  })
  it('says limits in words', () => {
    expect(productLines(product, w).find((l) => l.label === w.limits)?.value).toBe('1 级及以下：单笔 ¥2,000.00，日累计 ¥2,000.00\n银行卡：日累计 ¥50,000.00')
  })
})

describe('a tariff item', () => {
  it('comes out of its form as it went in', () => {
    expect(itemOfForm(formOfItem(item), item)).toEqual({ ...item, min: undefined, max: undefined, wording: undefined })
  })
  it('says its price', () => {
    expect(priceLines(item, w)).toEqual(['¥10,000.00 及以下 ¥5.00', '¥10,000.00 以上 ¥200.00'])
    expect(priceLines({ ...item, steps: undefined, rate: '0.0005', min: '10000', max: '1000000' }, w)).toEqual(['金额的 0.05%，最低 ¥100.00，最高 ¥10,000.00'])
    expect(priceLines({ ...item, steps: undefined }, w)).toEqual([w.freeOfCharge])
  })
})

describe('a rate', () => {
  it('has a name where the code is a usual one', () => {
    expect([rateName('time.1y', w), rateName('notice.7d', w), rateName('house.9', w)]).toEqual(['整存整取 一年', '七天通知存款', 'house.9'])
  })
  it('reads the tiers of a form that is half filled in', () => {
    expect(tiersOfForm({ tiers: [{ from: '0', percent: '0.05' }, {}] })).toEqual([{ from: '0', percent: '0.05' }, { from: '0', percent: '0' }])
  })
})
