import { describe, expect, it } from 'vitest'
import { sentences } from '@/parts/speech'
import { flawOf, grouped } from './citizen'
import { shuffled } from './Pad'
import { digitsOf, maskName } from './say'

describe('an identity number', () => {
  const today = '2026-11-24'
  it.each([
    ['11010519491231002X', undefined],
    ['110105194912310021', 'check'],
    ['11010519491231020X', 'check'], // two digits exchanged
    ['110105194913310029', 'birth'],
    ['110105190002290023', 'birth'], // 1900 was no leap year
    ['110105299912310023', 'future'],
    ['990105194912310021', 'region'],
    ['110000194912310021', 'region'],
    ['1101051949123100', 'length'],
    ['1101X5194912310021', 'x'],
    ['', 'length'],
  ])('%s: %s', (n, flaw) => { expect(flawOf(n, today)).toBe(flaw) })
  it('is shown in its parts', () => { expect(grouped('11010519491231002X')).toEqual(['110105', '19491231', '002X']) })
})

describe('what others may see and hear', () => {
  it('covers the first character of a Chinese name', () => {
    expect(maskName('李静')).toBe('*静')
    expect(maskName('欧阳娜娜')).toBe('*阳娜娜')
    expect(maskName('Anna Maria')).toBe('A*** M****')
    expect(maskName('')).toBe('')
  })
  it('says amounts without separators', () => {
    expect(digitsOf('17858186', 'CNY')).toBe('178581.86')
    expect(digitsOf('-1200000', 'CNY')).toBe('12000')
  })
  it('reads sentence by sentence, and leaves amounts whole', () => {
    expect(sentences('请点选一项。余额: 178581.86 元。')).toEqual(['请点选一项。', '余额: 178581.86 元。'])
    expect(sentences('Touch one. 178581.86 yuan.')).toEqual(['Touch one.', '178581.86 yuan.'])
  })
})

it('the digits of a shuffled pad are all there', () => {
  expect(shuffled().sort().join('')).toBe('0123456789')
})
