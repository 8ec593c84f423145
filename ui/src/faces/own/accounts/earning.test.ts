import { expect, test } from 'vitest'
import { drawn, ofDays, ofMonths, percentOf, ppm, ppmOfFactor, tierRate } from './earning'

test('interest comes to what the bank pays', () => {
  // The figures of the bank's own tests: 10,000.00 at 1.5 % for a year, at 0.05 % when broken early.
  const t = { rate: ppm('1.5'), demand: ppm('0.05'), from: '2025-03-10', matures: '2026-03-10', months: 12 }
  const at = (on: string) => drawn(100_000_000n, { ...t, on })
  expect(at('2025-03-10').interest).toBe(0n)
  expect(at('2025-06-08')).toEqual({ interest: 12_500n, early: true })
  expect(at('2026-03-09').interest).toBe(50_556n)
  expect(at('2026-03-10')).toEqual({ interest: 1_500_000n, early: false })
  expect(at('2026-03-20').interest).toBe(1_501_389n)
})

test('rates are read and written exactly', () => {
  expect([ppm('0.95'), ppm('1'), ppmOfFactor('0.0095'), ppmOfFactor('0.012345')]).toEqual([9500n, 10000n, 9500n, 12345n])
  expect([percentOf(9500n), percentOf(10000n), percentOf(500n), percentOf(12345n)]).toEqual(['0.95%', '1.00%', '0.05%', '1.2345%'])
  expect(ofMonths(1_000_000n, 6500n, 3)).toBe(1625n)
  expect(ofDays(1_000_000n, 500n, 90)).toBe(125n)
})

test('the tier of the whole balance counts', () => {
  const tiers = [{ from: '0', percent: '0.1' }, { from: '100000', percent: '0.2' }]
  expect([tierRate(tiers, 99_999n), tierRate(tiers, 100_000n)]).toEqual([1000n, 2000n])
})
