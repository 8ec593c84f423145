import { expect, test } from 'vitest'
import { dateIn, daysUntil, endFault, endOfDay, monthAt, soon } from './dates'

const now = new Date('2026-11-23T17:00:00Z') // already the 24th in the bank

test('dates are the bank’s, whatever the device says', () => {
  expect(dateIn({ days: 1 }, now)).toBe('2026-11-25')
  expect(dateIn({ months: 3 }, new Date('2026-11-30T04:00:00Z'))).toBe('2027-02-28')
  expect(monthAt(0, now)).toEqual({ from: '2026-11-01', to: '2026-11-30' })
  expect(monthAt(-11, now)).toEqual({ from: '2025-12-01', to: '2025-12-31' })
  expect(endOfDay('2026-11-30')).toBe('2026-11-30T15:59:59.000Z')
})

test('an end is a date after today', () => {
  expect([endFault('2026-02-30', now), endFault('2026-11-24', now), endFault('2026-11-25', now)]).toEqual(['dateBad', 'datePast', undefined])
})

test('what comes soon', () => {
  expect([soon('2026-12-01T00:00:00Z', 30, now), soon('2027-12-01T00:00:00Z', 30, now), soon('2026-11-01T00:00:00Z', 30, now), soon(undefined, 30, now)]).toEqual([true, false, false, false])
  expect(daysUntil('2026-11-25T16:00:00Z', now)).toBe(2)
})
