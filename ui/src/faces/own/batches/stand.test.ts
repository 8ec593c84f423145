import { expect, test } from 'vitest'
import { byBatch, letsThrough, mine, sizeOf, stepOf, type Batch } from './stand'

const batch = (more: Partial<Batch>): Batch => ({
  id: '1', account: '2', accountNumber: '3', branch: 'A', currency: 'CNY', state: 'uploaded', kind: 'payroll', madeBy: '10', madeAt: '', owner: '4', fileName: 'a.csv', fileDigest: '', format: 'csv',
  lines: 10, total: '1000', bad: 2, badAmount: '150', doubtful: 1, doubtfulAmount: '50', toPay: 0, toPayAmount: '0', paid: 0, paidAmount: '0', failed: 0, failedAmount: '0', round: 1, version: 1, ...more,
})

test('a decision lets through what has no fault, and doubtful lines only where said', () => {
  expect(letsThrough(batch({}), 'without')).toEqual({ lines: 7, amount: '800' })
  expect(letsThrough(batch({}), 'doubtful')).toEqual({ lines: 8, amount: '850' })
  expect(letsThrough(batch({ bad: 0, badAmount: '0', doubtful: 0, doubtfulAmount: '0' }), 'all')).toEqual({ lines: 10, amount: '1000' })
})

test('three different people upload, check and approve', () => {
  const may = () => true
  expect(mine(batch({}), '10', may)).toBeUndefined()
  expect(mine(batch({}), '11', may)).toBe('check')
  expect(mine(batch({}), '11', (p) => p === 'payment.approve')).toBeUndefined()
  expect(mine(batch({ state: 'checked', checkedBy: '11' }), '11', may)).toBeUndefined()
  expect(mine(batch({ state: 'checked', checkedBy: '11' }), '12', may)).toBe('approve')
  expect(mine(batch({ state: 'partly', checkedBy: '11', failed: 3 }), '12', may)).toBe('retry')
  expect(mine(batch({ state: 'done' }), '12', may)).toBeUndefined()
})

test('steps and sizes', () => {
  expect(stepOf(batch({ state: 'refused', decision: 'refuse', checkedAt: 'x' }))).toBe(1)
  expect(stepOf(batch({ state: 'refused', decision: 'all', checkedAt: 'x' }))).toBe(2)
  expect(stepOf(batch({ state: 'done' }))).toBe(4)
  expect(sizeOf(2048)).toBe('2 KB')
})

test('a payroll is one line among the last payments', () => {
  const of = (batch: string, kind = 'batch') => ({ kind, batch })
  expect(byBatch([of('a'), of('a'), of('', 'transfer'), of('b'), of('c', 'refund'), of('c', 'refund'), of('a')])).toEqual([of('a'), of('', 'transfer'), of('b'), of('c', 'refund'), of('c', 'refund')])
})
