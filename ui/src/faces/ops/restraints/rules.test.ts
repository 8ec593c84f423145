import { describe, expect, it } from 'vitest'
import { endsSoon, filled, lastDay, mayDeduct, placeOf, termWord } from './rules'

describe('a freeze', () => {
  it('lasts as long as who orders it may', () => {
    expect([lastDay('court', '2026-11-25'), lastDay('police', '2026-08-31'), lastDay('depositor', '2026-11-25'), lastDay('pledge', '2026-11-25')]).toEqual(['2027-11-24', '2027-02-27', '2026-12-01', '2036-11-24'])
    expect([termWord('court'), termWord('tax'), termWord('depositor')]).toEqual(['maxCourt', 'maxSix', 'maxWeek'])
  })
  it('is filled by what it has caught', () => {
    expect([filled({ caught: '750', short: '250' }), filled({ caught: '0', short: '0' }), filled({})]).toEqual([0.75, undefined, undefined])
  })
  it('may be deducted from by courts, tax, customs and for a pledge', () => {
    expect(['court', 'police', 'customs', 'pledge', 'stop'].map(mayDeduct)).toEqual([true, false, true, true, false])
  })
  it('has its place by sort, then by arrival', () => {
    const r = (id: string, kind: string, madeAt: string, state = 'in_force' as const) => ({ id, kind, madeAt, state })
    const all = [r('stop', 'stop', '2026-01-01'), r('court2', 'court', '2026-03-01'), r('police1', 'police', '2026-02-01')]
    expect([placeOf('police1', all), placeOf('court2', all), placeOf('stop', all), placeOf('gone', all)]).toEqual([1, 2, 3, undefined])
  })
  it('says when it ends within a week', () => {
    const now = new Date('2026-11-25T00:00:00Z')
    expect([endsSoon({ state: 'in_force', until: '2026-11-30T00:00:00Z' }, now), endsSoon({ state: 'in_force', until: '2026-12-30T00:00:00Z' }, now), endsSoon({ state: 'ended', until: '2026-11-30T00:00:00Z' }, now)]).toEqual([true, false, false])
  })
})
