import { describe, expect, test } from 'vitest'
import { byEnd, formatPoints, itemOf, mostOf, rulesOn, type Batch, type Item, type Rule } from './points'

test('points are written as people read them', () => {
  expect(formatPoints(1234567)).toBe('1,234,567')
  expect(formatPoints(-200)).toBe('\u2212200')
  expect(formatPoints(200, true)).toBe('+200')
  expect(formatPoints(0, true)).toBe('0')
})

test('batches that end together are one line', () => {
  const b = (expiresOn: string, remains: number) => ({ expiresOn, remains }) as Batch
  expect(byEnd([b('2028-02-29', 5), b('2027-01-31', 2), b('2028-02-29', 1), b('2027-03-31', 0)])).toEqual([{ on: '2027-01-31', points: 2 }, { on: '2028-02-29', points: 6 }])
})

describe('how many can be taken', () => {
  const item = { price: 2000, stock: 3, offered: true }
  test.each([[1999, 0], [2000, 1], [100_000, 3], [-5, 0]])('with %i points: %i', (balance, n) => { expect(mostOf(item, balance)).toBe(n) })
  test('never more than 99, and none of what isn’t offered', () => {
    expect(mostOf({ price: 1, stock: 1000, offered: true }, 1000)).toBe(99)
    expect(mostOf({ ...item, offered: false }, 9000)).toBe(0)
  })
})

test('an order names its item by id', () => {
  const items = [{ id: '456584884817756160', code: 'MUG' }] as Item[]
  expect(itemOf(items, { item: '456584884817756160' })?.code).toBe('MUG')
  expect(itemOf(items, { item: '1' })).toBeUndefined()
})

test('rules of a day', () => {
  const r = (from: string, until: string) => ({ from, until }) as Rule
  expect(rulesOn([r('2026-01-01', '2026-11-23'), r('2026-11-24', '2099-12-31')], '2026-11-23')).toHaveLength(1)
})
