import { describe, expect, test } from 'vitest'
import { groups, maskAccount } from './AccountNo'
import { formatMoney, minus, plainMoney, sumMinor, takeApart, toMinor } from './amount'
import { cell, csv } from './csv'
import { asDate } from './fields'
import { ago, formatInstant, isDate } from './instant'
import { entryAt } from './menu'
import { atStart, backward, forward, moveRow, pageNumber } from './paging'

describe('amounts', () => {
  test.each([
    ['98765432109876', 'CNY', '¥987,654,321,098.76'], ['-128050', 'CNY', `${minus}¥1,280.50`], ['5', 'CNY', '¥0.05'], ['0', 'CNY', '¥0.00'],
    ['-5', 'USD', `${minus}US$0.05`], ['1200000', 'JPY', 'JP¥1,200,000'], ['1234567', 'KWD', 'KWD\u20091,234.567'],
    ['9223372036854775807', 'CNY', '¥92,233,720,368,547,758.07'],
  ])('%s %s is %s', (minor, currency, text) => { expect(formatMoney(minor, currency)).toBe(text) })
  test('what is no integer is refused', () => {
    for (const bad of ['', '1.5', '1e3', ' 1', 'NaN']) expect(() => takeApart(bad)).toThrow(RangeError)
  })
  test.each([
    ['1,280.5', '128050'], ['￥１２８０', '128000'], ['−3', '-300'], ['-0', '0'], ['0.05', '5'], ['12.', '1200'],
    ['1.234', undefined], ['1e5', undefined], ['', undefined], ['十', undefined], ['1-2', undefined],
  ])('typed %s is %s', (typed, minor) => { expect(toMinor(typed)).toBe(minor) })
  test('what is written out is read back', () => {
    for (const minor of ['0', '-1', '99', '100', '-98765432109876', '9223372036854775807']) expect(toMinor(plainMoney(minor))).toBe(minor)
  })
  test('sums do not lose a cent', () => { expect(sumMinor(['9223372036854775807', '1', '-2'])).toBe('9223372036854775806') })
})

test('account numbers are masked in groups, and stay so', () => {
  expect(maskAccount('6222021234560188')).toBe(groups('6222********0188'))
  expect(maskAccount('6222 **** **** 0188')).toBe(groups('6222********0188'))
  expect(maskAccount('6222021234560188777')).not.toContain('1234')
})

test('a cell of a file never runs', () => {
  expect(cell('=1+1')).toBe("'=1+1")
  expect(cell('@cmd')).toBe("'@cmd")
  expect(cell('-cmd')).toBe("'-cmd")
  expect(cell('-1280.50')).toBe('-1280.50')
  expect(cell('a,"b"')).toBe('"a,""b"""')
  expect(csv([['甲', '1']])).toBe('\uFEFF甲,1\r\n')
})

describe('times', () => {
  test('are bank time, whatever the device', () => {
    expect(formatInstant('2026-11-22T17:05:07Z', 'second')).toBe('2026-11-23 01:05:07')
    expect(formatInstant('1795424707000000', 'date')).toMatch(/^2026-11-2\d$/)
    expect(formatInstant('nonsense')).toBe('')
  })
  test('dates exist or not', () => {
    expect([isDate('2028-02-29'), isDate('2026-02-29'), isDate('2026-13-01'), isDate('26-1-1')]).toEqual([true, false, false, false])
  })
  test('dates are read as they are written', () => {
    expect(['20261123', '2026/11/23', '2026年3月2日', '２０２６.11.23', '2026-1'].map(asDate)).toEqual(['2026-11-23', '2026-11-23', '2026-03-02', '2026-11-23', '2026-1'])
  })
  test('ago is said up to a month', () => {
    const now = new Date('2026-11-23T12:00:00Z')
    expect(ago('2026-11-23T11:59:30Z', now)).toEqual({ unit: 'now', n: 0 })
    expect(ago('2026-11-22T12:00:00Z', now)).toEqual({ unit: 'days', n: 1 })
    expect(ago('2026-10-01T12:00:00Z', now)).toBeUndefined()
    expect(ago('2026-11-24T12:00:00Z', now)).toBeUndefined()
  })
})

test('paging walks forward and back', () => {
  const third = forward(forward(atStart, 'b'), 'c')
  expect([third.after, pageNumber(third)]).toEqual(['c', 3])
  expect(backward(third)).toEqual(forward(atStart, 'b'))
  expect(backward(backward(third))).toEqual(atStart)
  expect([moveRow(-1, 'j', 3), moveRow(2, 'j', 3), moveRow(0, 'k', 3), moveRow(0, 'j', 0)]).toEqual([0, 2, 0, -1])
})

test('the longest path of a menu wins', () => {
  const menu = ['/', '/ledger', '/ledger/entries'].map((path) => ({ face: 'ops' as const, path, zh: path, en: path }))
  expect(entryAt(menu, '/ledger/entries/12')?.path).toBe('/ledger/entries')
  expect(entryAt(menu, '/ledgers')).toBeUndefined()
  expect(entryAt(menu, '/')?.path).toBe('/')
})
