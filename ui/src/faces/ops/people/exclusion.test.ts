import { describe, expect, it } from 'vitest'
import type { S } from '../parties/shared'
import { excluder } from './exclusion'

const role = (name: string, excludes: string[]): S['RoleLine'] => ({ role: name, zh: name, en: name, kinds: ['staff'], level: 1, excludes, grants: [] })

describe('excluder', () => {
  it('names the chosen duty that is never one person’s with it', () => {
    expect(excluder(role('teller', ['accountant', 'admin']), ['compliance', 'admin'])).toBe('admin')
    expect(excluder(role('teller', ['accountant']), ['teller'])).toBeUndefined()
    expect(excluder(role('teller', []), ['admin'])).toBeUndefined()
  })
})
