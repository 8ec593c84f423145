import { describe, expect, test } from 'vitest'
import { amountFlaw, fresh, keepAmount, phoneLacks, requestOf, sent, type Purse } from './draft'

describe('a transfer at the terminal', () => {
  test('an amount is more than none, and no more than there is', () => {
    expect(amountFlaw('', '100', 'CNY')).toBe('bad')
    expect(amountFlaw('0', '100', 'CNY')).toBe('bad')
    expect(amountFlaw('.', '100', 'CNY')).toBe('bad')
    expect(amountFlaw('1.01', '100', 'CNY')).toBe('short')
    expect(amountFlaw('1', '100', 'CNY')).toBeUndefined()
  })
  test.each([['', true], ['0', true], ['00', false], ['0.', true], ['.5', true], ['12.34', true], ['12.345', false], ['1.2.3', false], ['999999999999', true], ['9999999999999', false]])(
    'keys: %s %s', (typed, kept) => { expect(keepAmount(typed)).toBe(kept) })
  test.each([['13800138000', undefined], ['138', 8], ['23800138000', 0]])('phone %s', (typed, lacks) => { expect(phoneLacks(typed)).toBe(lacks) })
  test('is sent with the account’s name, or the phone alone', () => {
    expect(sent({ by: 'phone', number: '13800138000', name: '*静' })).toEqual({ phone: '13800138000' })
    expect(sent({ by: 'account', number: '1001', name: ' 赵静 ', bank: '102100099996' })).toEqual({ account: '1001', name: '赵静', bank: '102100099996' })
    const d = { ...fresh(), from: { id: '7', currency: 'CNY' } as Purse, amount: '100', to: { by: 'account' as const, number: '1', name: '赵静' } }
    expect(requestOf(d, true)).toMatchObject({ from: '7', amount: '100', again: true, reference: d.reference })
    expect(requestOf({ ...d, from: undefined }, false)).toBeUndefined()
  })
})
