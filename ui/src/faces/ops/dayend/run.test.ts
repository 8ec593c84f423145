import { describe, expect, it } from 'vitest'
import { apply, overall, span, stateOf, type Run, type Step } from './run'

const step = (name: string, more: Partial<Step> = {}): Step => ({ name, titleEn: name, titleZh: name, done: 0, total: 0, chunks: 0, ...more })
const run = (more: Partial<Run>): Run => ({ date: '2026-11-24', next: '2026-11-25', state: 'running', attempt: 1, startedAt: '', startedBy: '', steps: [], ...more })
const three = run({ step: 'b', steps: [step('a', { endedAt: 'x' }), step('b', { done: 50, total: 100 }), step('c')] })

describe('an end of day', () => {
  it('knows where each step stands', () => {
    expect(three.steps.map((s) => stateOf(three, s))).toEqual(['finished', 'active', 'waiting'])
    expect(stateOf({ ...three, state: 'stopped' }, step('b'))).toBe('failed')
  })
  it('counts each step alike', () => {
    expect(overall(three)).toBe(0.5)
    expect(overall(run({}))).toBe(0)
    expect(overall(run({ state: 'done' }))).toBe(1)
  })
  it('takes an event of the present step only', () => {
    const told = { date: '', state: 'running', total: 100, step: 'b', done: 80 } as const
    expect(apply(three, told).steps[1]?.done).toBe(80)
    expect(apply(three, { ...told, done: 10 }).steps[1]?.done).toBe(50) // an old one comes late
    expect(apply(three, { ...told, step: 'a' }).steps[0]?.done).toBe(0)
  })
  it('says spans in the unit that fits', () => {
    expect([span(12.4), span(1540), span(61_000), span(3_725_000)]).toEqual([{ unit: 'ms', n: 12 }, { unit: 'seconds', n: 1.5 }, { unit: 'minutes', m: 1, s: 1 }, { unit: 'hours', h: 1, m: 2 }])
  })
})
