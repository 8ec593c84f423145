import { describe, expect, it } from 'vitest'
import { birthOf, identityFlaw, spaced } from './identity'
import { fieldOf } from './registration'

describe('identity numbers', () => {
  it('takes a right one, however it was typed', () => {
    expect(identityFlaw('citizen_id', '11010519491231002x', 'zh')).toBeUndefined()
    expect(identityFlaw('citizen_id', '110105 19491231 002X', 'zh')).toBeUndefined()
    expect(identityFlaw('credit_code', '91350100M000100Y43', 'zh')).toBeUndefined()
    expect(identityFlaw('phone', '138 0013 8000', 'zh')).toBeUndefined()
  })
  it('names the part that is wrong', () => {
    expect(identityFlaw('citizen_id', '11010519491331002X', 'zh')).toContain('19491331')
    expect(identityFlaw('citizen_id', '99010519491231002X', 'zh')).toContain('990105')
    expect(identityFlaw('citizen_id', '110105194912310021', 'zh')).toContain('末位')
    expect(identityFlaw('citizen_id', '1101051949123100', 'en')).toContain('16')
    expect(identityFlaw('credit_code', '91350100M000I00Y43', 'zh')).toContain('第 13 位')
    expect(identityFlaw('credit_code', '91350100M000100Y44', 'zh')).toContain('末位')
    expect(identityFlaw('phone', '1380013800', 'zh')).toContain('10')
  })
  it('reads the date of birth and groups the digits', () => {
    expect(birthOf('11010519491231002X')).toBe('1949-12-31')
    expect(birthOf('11010519490230002X')).toBeUndefined()
    expect(spaced('citizen_id', '11010519491231002x')).toBe('110105 19491231 002X')
  })
})

describe('fieldOf', () => {
  it('leads a fault of the bank to the step and the field that caused it', () => {
    const contacts = ['phone', 'address'] as const
    expect(fieldOf('/identifiers/0/value', contacts)).toEqual({ step: 'identity', path: '/document' })
    expect(fieldOf('/identifiers/0/expires', contacts)).toEqual({ step: 'identity', path: '/expires' })
    expect(fieldOf('/name', contacts)).toEqual({ step: 'identity', path: '/name' })
    expect(fieldOf('/contacts/1/value', contacts)).toEqual({ step: 'contacts', path: '/address' })
    expect(fieldOf('query:branch', contacts)).toEqual({ step: 'sort', path: '/branch' })
  })
})
