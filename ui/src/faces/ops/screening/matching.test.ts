import { describe, expect, it } from 'vitest'
import { beside, nextOf } from './matching'

describe('beside', () => {
  it('lets the shorter date decide, and says nothing where one side is silent', () => {
    const lines = beside({ sort: 'person', names: ['田野', 'TIAN YE'], birth: '1988-01-19' }, { ref: 'x', sort: 'person', names: ['田野'], births: ['1988'] })
    expect(lines.map((l) => [l.key, l.agree])).toEqual([['names', true], ['births', true], ['nationalities', undefined], ['sort', true]])
  })
  it('tells different dates apart', () => {
    expect(beside({ sort: 'person', names: ['a'], birth: '1988-01-19' }, { ref: 'x', sort: 'person', names: ['b'], births: ['1989'] }).map((l) => l.agree)).toEqual([false, false, undefined, true])
  })
})

describe('nextOf', () => {
  const queue = [{ id: '1' }, { id: '2' }, { id: '3' }]
  it('goes on, and comes round to what was left out', () => {
    expect(nextOf(queue, '1')).toBe('2')
    expect(nextOf(queue, '3')).toBe('1')
    expect(nextOf([{ id: '3' }], '3')).toBeUndefined()
    expect(nextOf(queue, 'gone')).toBe('1')
  })
})
