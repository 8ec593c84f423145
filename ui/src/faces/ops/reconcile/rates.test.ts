import { expect, test } from 'vitest'
import { months, percent } from './rates'

test('counts of a day come together, the newest first', () => {
  expect(months([{ asOf: '2026-09-30', state: 'confirmed', count: 3 }, { asOf: '2026-10-30', state: 'answered', count: 1 }, { asOf: '2026-09-30', state: 'overdue', count: 1 }])).toEqual([
    { asOf: '2026-10-30', total: 1, done: 0, waits: 1, disputed: 0, overdue: 0 }, { asOf: '2026-09-30', total: 4, done: 3, waits: 0, disputed: 0, overdue: 1 },
  ])
})

test('one that is missing shows', () => {
  expect(percent(9999, 10000)).toBe('99.9%')
  expect(percent(2, 2)).toBe('100.0%')
  expect(percent(0, 0)).toBe('—')
})
