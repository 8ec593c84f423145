import { describe, expect, test } from 'vitest'
import { changed, opened } from './limit'

const was = { each: '500000', day: '2000000' }
const most = { each: '500000', day: '2000000' }

describe('a limit that is typed at the terminal', () => {
  test('takes the single one down with the day’s', () => {
    expect(changed(was, most, 'day', '300000')).toEqual({ day: '300000', each: '300000' })
    expect(changed(was, most, 'day', '600000')).toEqual({ day: '600000', each: '500000' })
  })
  test('is refused with a reason', () => {
    expect(changed(was, most, 'day', '')).toBe('missing')
    expect(changed(was, most, 'day', '0')).toBe('missing')
    expect(changed(was, most, 'day', '2000001')).toBe('tooMuch')
    expect(changed({ each: '100', day: '200' }, most, 'each', '201')).toBe('overDay')
    expect(changed(was, most, 'each', '100')).toEqual({ day: '2000000', each: '100' })
  })
  test('a channel that is turned on begins low', () => {
    expect(opened({ each: '0', day: '0' }, most)).toEqual({ each: '50000', day: '200000' })
    expect(opened({ each: '0', day: '100' }, most)).toEqual({ each: '100', day: '100' })
  })
})
