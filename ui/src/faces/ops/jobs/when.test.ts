import { expect, it } from 'vitest'
import { takeWhen } from './when'

it('reads the bank’s schedules', () => {
  expect(takeWhen('every day at 02:30 Asia/Shanghai').day).toBe('02:30')
  expect(takeWhen('every 1m0s').every).toEqual({ n: 1, unit: 'minutesUnit' })
  expect(takeWhen('every 1h0m0s').every).toEqual({ n: 1, unit: 'hoursUnit' })
  expect(takeWhen('every 2s').every).toEqual({ n: 2, unit: 'secondsUnit' })
  expect(takeWhen('at each bank date’s close')).toEqual({ raw: 'at each bank date’s close' })
})
