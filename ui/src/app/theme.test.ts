import { describe, expect, test } from 'vitest'
import { contrast, legible, lighten, mix } from './colour'
import { faces, palette, textPairs } from './palette'
import { sizes, textSize } from './theme'

describe('contrast', () => {
  test('is what WCAG says', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.478, 2)
    expect(contrast('#B7791F', '#FFFFFF')).toBeLessThan(4.5) // amber as such is no text
  })
  test('legible keeps a colour that is legible already, and finds one that is', () => {
    expect(legible('#0E6E6E', ['#FFFFFF'])).toBe('#0E6E6E')
    expect(contrast(legible('#B7791F', ['#FFFFFF']), '#FFFFFF')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(legible('#2F4A8A', ['#10171D']), '#10171D')).toBeGreaterThanOrEqual(4.5)
  })
  test('mix and lighten', () => {
    expect(mix('#FFFFFF', '#000000', 0.5)).toBe('#808080')
    expect(lighten('#404040', 1.2)).toBe('#4D4D4D')
  })
})

describe.each(faces)('face %s', (face) => {
  test.each(['light', 'dark'] as const)('%s: every pair of text and ground has 4.5:1', (mode) => {
    const p = palette(face, mode)
    const poor = textPairs.map(([t, g]) => ({ t, g, c: contrast(p[t], p[g]) })).filter((x) => x.c < 4.5)
    expect(poor).toEqual([])
    for (const g of ['wash', 'paper'] as const) expect(contrast(p.edge, p[g])).toBeGreaterThanOrEqual(3)
  })
})

test('the kiosk is large: 18 px and more, up to 30', () => {
  expect(sizes.map((s) => textSize('kiosk', s))).toEqual([20, 24, 30])
})
