import { expect, test } from 'vitest'
import { wholeRange } from './days'
import { billNumber } from './shared'

test('a range has all its days, over a month’s end', () => {
  const days = wholeRange([{ date: '2026-03-01', amount: '500', count: 1, refunded: '0' }], '2026-02-27', '2026-03-02')
  expect(days.map((d) => [d.date, d.amount])).toEqual([['2026-02-27', '0'], ['2026-02-28', '0'], ['2026-03-01', '500'], ['2026-03-02', '0']])
})

test('a bill’s number is short enough and says when', () => {
  expect(billNumber(new Date('2026-11-23T04:05:06Z'), (n) => new Uint8Array(n))).toBe('261123040506-222222')
})
