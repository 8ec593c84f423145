import { describe, expect, it } from 'vitest'
import { ages, capOf, differenceOf } from './figures'

describe('capOf', () => {
  it('says what is owed, and what is left', () => {
    expect(capOf('1200', '10000')).toEqual({ owes: true, net: '1200', room: '8800', percent: 12 })
  })
  it('counts what is due as room, and uses nothing of the cap', () => {
    expect(capOf('-500', '10000')).toEqual({ owes: false, net: '500', room: '10500', percent: 0 })
  })
  it('shows the first fen, is full only when it is, and bears a cap of nothing', () => {
    expect(capOf('1', '1000000000').percent).toBe(1)
    expect(capOf('999999999', '1000000000').percent).toBe(99)
    expect(capOf('1000000000', '1000000000')).toMatchObject({ percent: 100, room: '0' })
    expect(capOf('0', '0')).toMatchObject({ percent: 0, room: '0' })
    expect(capOf('5', '0')).toMatchObject({ percent: 100, room: '0' })
  })
})

describe('ages', () => {
  it('puts each break into one of three', () => {
    expect(ages([0, 0, 1, 3, 4, 90].map((ageDays) => ({ ageDays })))).toEqual([2, 2, 2])
    expect(ages([])).toEqual([0, 0, 0])
  })
})

describe('differenceOf', () => {
  it('is ours less theirs, and nothing for dates', () => {
    expect(differenceOf({ kind: 'amount', ours: '500', theirs: '700' })).toBe('-200')
    expect(differenceOf({ kind: 'date', ours: '500', theirs: '500' })).toBeUndefined()
  })
})
