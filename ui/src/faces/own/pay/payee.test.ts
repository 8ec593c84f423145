import { expect, test } from 'vitest'
import { checkable, isPhone, passes, payeeFault, sentPayee } from './payee'

test('a mobile number is told from an account, however it is typed', () => {
  expect(['13800138000', '+86 138 0013 8000', '138-0013-8000', '１３８００１３８０００'].map(isPhone)).toEqual([true, true, true, true])
  expect(['1001012010000004223', '6222020200112233', '12800138000', ''].map(isPhone)).toEqual([false, false, false, false])
})

test('the bank is sent an account with its name, or a phone', () => {
  expect(sentPayee({ number: '1001 0120 1000 0004 223', name: ' 赵静 ', bank: '' })).toEqual({ account: '1001012010000004223', name: '赵静' })
  expect(sentPayee({ number: '138 0013 8000', name: '', bank: '' })).toEqual({ phone: '13800138000' })
  expect(sentPayee({ number: '13800138000', name: '赵静', bank: '313121001015' })).toEqual({ account: '13800138000', name: '赵静', bank: '313121001015' })
})

test('a check is asked for when there is enough to check', () => {
  expect(checkable({ number: '1001012010000004223', name: '赵', bank: '' })).toBe(false)
  expect(checkable({ number: '1001012010000004223', name: '赵静', bank: '' })).toBe(true)
  expect(checkable({ number: '13800138000', name: '', bank: '' })).toBe(true)
  expect(checkable({ number: '1001012010000004223', name: '赵静', bank: '', elsewhere: true })).toBe(false)
})

test('what is missing is named', () => {
  expect([payeeFault({ number: '', name: '', bank: '' }), payeeFault({ number: '12ab', name: '', bank: '' }), payeeFault({ number: '1001012010000004223', name: '', bank: '' }), payeeFault({ number: '13800138000', name: '', bank: '' })])
    .toEqual(['numberMissing', 'numberBad', 'nameMissing', undefined])
  expect(payeeFault({ number: '1001012010000004223', name: '赵静', bank: '', elsewhere: true })).toBe('bankMissing')
})

test('nothing goes out against the check; a close name must be confirmed', () => {
  expect([passes(undefined, false), passes({ result: 'match' }, false), passes({ result: 'close' }, false), passes({ result: 'close' }, true), passes({ result: 'no_match' }, true), passes({ result: 'no_account' }, true), passes({ result: 'unchecked' }, false)])
    .toEqual([true, true, false, true, false, false, true])
})
