import { expect, test } from 'vitest'
import { leftToRefund, passGroups, secondsLeft } from './digits'

test('a pass is shown in groups', () => {
  expect(passGroups('628412345678901234')).toBe('6284\u20091234\u20095678\u2009901234')
})

test('seconds end at zero', () => {
  const at = Date.parse('2026-11-23T01:00:00Z')
  expect([secondsLeft('2026-11-23T01:01:00Z', at), secondsLeft('2026-11-23T01:00:00.200Z', at), secondsLeft('2026-11-23T00:59:00Z', at)]).toEqual([60, 1, 0])
})

test('refunds never come to more than the collection', () => {
  expect(leftToRefund({ amount: '987654321098765', refunded: '1' })).toBe('987654321098764')
})
