import { describe, expect, it } from 'vitest'
import { takeEvents } from './events'
import { add, bars, rate, step, type Reading } from './rates'

const read = (from: number, seconds: number, perSecond: number): Reading[] =>
  Array.from({ length: seconds + 1 }, (_, i) => ({ at: from + i * 1000, entries: 100 + i * perSecond, refused: 0 }))

describe('rates', () => {
  it('counts per second over the last moments', () => {
    expect(rate(read(0, 20, 7), 'entries')).toBe(7)
    expect(rate([], 'entries')).toBeUndefined()
    expect(rate(read(0, 0, 7), 'entries')).toBeUndefined()
  })
  it('begins anew when a counter falls', () => {
    expect(add(read(0, 3, 5), { at: 9000, entries: 1, refused: 0 })).toEqual([{ at: 9000, entries: 1, refused: 0 }])
  })
  it('draws a bar for each step, and none where nothing was read', () => {
    const b = bars(read(1_000_000, 60, 12), 1_060_000)
    expect(b).toHaveLength(60)
    expect(b.at(-1)?.value).toBe(12)
    expect(b[0]?.value).toBeNull()
    expect((b[1]?.at ?? 0) - (b[0]?.at ?? 0)).toBe(step)
  })
})

describe('events', () => {
  it('are taken when whole', () => {
    expect(takeEvents('data: {"a":1}\n\ndata: {"b"')).toEqual({ events: ['{"a":1}'], rest: 'data: {"b"' })
    expect(takeEvents(': ping\n\nevent: x\r\ndata: 1\r\ndata: 2\r\n\r\n')).toEqual({ events: ['1\n2'], rest: '' })
  })
})
