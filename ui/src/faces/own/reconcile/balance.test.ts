import { expect, test } from 'vitest'
import { adjust, awaits, countable, faultsOf } from './balance'

test('both sides come to the same when the items explain the difference', () => {
  // The bank holds 1,000; the firm's books say 1,150: it has booked 200 received that the bank lacks, the bank took 50 that it hasn't booked.
  const items = [{ side: 'firm_received' as const, amount: '20000' }, { side: 'bank_paid' as const, amount: '-0'.replace('-', '') }, { side: 'bank_received' as const, amount: '5000' }]
  expect(adjust('100000', '115000', items)).toEqual({ bank: '120000', firm: '120000', gap: '0' })
})

test('what is left unexplained is the bank’s side minus the firm’s', () => {
  expect(adjust('100000', '90000', [{ side: 'firm_paid', amount: '3000' }]).gap).toBe('7000')
  expect(adjust('100000', '90000', [{ side: 'bank_paid', amount: '3000' }]).gap).toBe('13000')
  expect(adjust('-500', '0', []).gap).toBe('-500')
})

test('faults of an item, and what counts while typing', () => {
  expect(faultsOf({ key: 1, amount: '', date: '', text: '' }, '2026-10-30')).toEqual(['side', 'amount', 'date'])
  expect(faultsOf({ key: 1, side: 'bank_paid', amount: '1', date: '2026-10-31', text: '' }, '2026-10-30')).toEqual(['date'])
  expect(countable([{ key: 1, side: 'bank_paid', amount: '12.', date: '', text: '' }, { key: 2, side: 'firm_paid', amount: '9', date: '', text: '' }])).toEqual([{ side: 'firm_paid', amount: '9' }])
  expect(awaits({ state: 'answered' })).toBe(true)
  expect(awaits({ state: 'disputed' })).toBe(false)
})
