import { expect, test } from 'vitest'
import { boundFault, narrower } from './limits'
import { dayOf, planFault, planOf, weekdayOf, type Draft } from './plan'

const draft: Draft = { every: 'monthly', first: '2026-12-01', day: 1, ends: 'never', times: '', until: '', shift: 'following' }

test('a plan begins tomorrow at the earliest, and ends after it began', () => {
  const today = '2026-11-23'
  expect(planFault(draft, today)).toBeUndefined()
  expect(planFault({ ...draft, first: today }, today)).toBe('firstBad')
  expect(planFault({ ...draft, first: '2026-02-30' }, today)).toBe('firstBad')
  expect(planFault({ ...draft, ends: 'times', times: '0' }, today)).toBe('timesBad')
  expect(planFault({ ...draft, ends: 'date', until: '2026-11-30' }, today)).toBe('untilBad')
  expect(planFault({ ...draft, every: 'once', ends: 'date', until: '' }, today)).toBeUndefined()
  expect(planFault({ ...draft, day: 32 }, today)).toBe('dayBad')
})

test('the bank is told only what the plan has', () => {
  expect(planOf({ ...draft, every: 'once', ends: 'times', times: '3' })).toEqual({ every: 'once', first: '2026-12-01', shift: 'following' })
  expect(planOf({ ...draft, every: 'weekly', day: 5, ends: 'times', times: '3' })).toEqual({ every: 'weekly', first: '2026-12-01', shift: 'following', day: 5, times: 3 })
  expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29'), dayOf('2026-11-05')]).toEqual([1, 7, 5])
})

test('own limits only narrow the bank’s', () => {
  const bank = { order: '100', day: '200' }
  expect(narrower({ bank, own: { order: '500', day: '50' } })).toEqual({ order: '100', day: '50' })
  expect(boundFault({ order: '90', day: '80' }, bank)).toEqual({ part: 'order', kind: 'order' })
  expect(boundFault({ order: '101', day: '200' }, bank)).toEqual({ part: 'order', kind: 'over' })
  expect(boundFault({ order: '1', day: '1.5' }, bank)).toEqual({ part: 'day', kind: 'bad' })
  expect(boundFault(bank, bank)).toBeUndefined()
})
