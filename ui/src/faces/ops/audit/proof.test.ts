import { describe, expect, it } from 'vitest'
import { holds, takeKey, takeNote, verify } from './proof'
import { id, key, proof } from './proof.sample'

describe('a proof of the audit log', () => {
  it('holds', async () => {
    const v = await verify(proof, id, key)
    expect(v).toMatchObject({ record: 'passed', private: 'passed', path: 'passed', signature: 'passed', witnesses: [] })
    expect(v.root).toBe(v.expected)
    expect(holds(v)).toBe(true)
  })
  it('fails at what was changed, and nowhere else', async () => {
    const changed = await verify({ ...proof, record: proof.record.replace('"count":92', '"count":91') }, id, key)
    expect(changed).toMatchObject({ record: 'passed', private: 'passed', path: 'failed', signature: 'passed' })
    const person = await verify({ ...proof, private: proof.private?.replace('4565', '4566') }, id, key)
    expect(person).toMatchObject({ private: 'failed', path: 'passed' })
    const later = await verify({ ...proof, checkpoint: proof.checkpoint.replace(/time (\d)/, 'time 9$1') }, id, key)
    expect(later).toMatchObject({ path: 'passed', signature: 'failed' })
    const elsewhere = await verify({ ...proof, leaf: proof.leaf + 1 }, id, key)
    expect(elsewhere.path).toBe('failed')
    const longer = await verify({ ...proof, hashes: [...proof.hashes, ...proof.hashes.slice(0, 1)] }, id, key)
    expect(longer.path).toBe('failed')
  })
  it('is not that of another record', async () => {
    expect((await verify(proof, '1', key)).record).toBe('failed')
  })
  it('lacks a private part when that was erased', async () => {
    const v = await verify({ ...proof, private: undefined }, id, key)
    expect(v.private).toBe('absent')
    expect(holds(v)).toBe(true)
  })
  it('is refused, not thrown, when it is none', async () => {
    const v = await verify({ leaf: 0, record: '{}', hashes: ['?'], checkpoint: 'x' }, '1', 'no key')
    expect(holds(v)).toBe(false)
  })
})

describe('a public key', () => {
  it('carries its own hash', async () => {
    expect((await takeKey(key))?.name).toBe(takeNote(proof.checkpoint).origin)
    expect(await takeKey(key.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toBeUndefined()
    expect(await takeKey('')).toBeUndefined()
  })
})
