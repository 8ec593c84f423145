import { describe, expect, test } from 'vitest'
import { cardNo, endOf, inOrder, limitFlaw, monthOf, type CardOf } from './card'

const most = { each: '500000', day: '2000000' }

describe('a limit', () => {
  test.each([
    [{ each: '500000', day: '2000000' }, undefined], [{ each: '0', day: '0' }, undefined], [{ each: '500001', day: '2000000' }, 'each'],
    [{ each: '100', day: '2000001' }, 'day'], [{ each: '200', day: '100' }, 'eachOverDay'], [{ each: '1.5', day: '100' }, 'each'], [{ each: '-1', day: '100' }, 'each'],
  ])('%j: %s', (l, flaw) => { expect(limitFlaw(l, most)).toBe(flaw) })
})

test('the end of a card, and of its number', () => {
  expect(monthOf('2031-11-30')).toBe('11/31')
  expect(endOf('6299 **** **** **** 013')).toBe('013')
  expect(cardNo('6299 **** **** ***8 977')).toBe('6299\u2009****\u2009****\u20098977')
})

test('cards in use come first', () => {
  const cards = [{ id: '1', state: 'closed', issuedAt: '2026-03' }, { id: '2', state: 'active', issuedAt: '2026-01' }, { id: '3', state: 'lost', issuedAt: '2026-02' }] as CardOf[]
  expect(inOrder(cards).map((c) => c.id)).toEqual(['3', '2', '1'])
})
