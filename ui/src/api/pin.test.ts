import { describe, expect, test } from 'vitest'
import { blockUnder, boundField, pinField, pinFlaw } from './pin'

const hex = (b: Uint8Array) => [...b].map((x) => x.toString(16).padStart(2, '0')).join('')
const bytes = (s: string) => Uint8Array.from(s.match(/../g) ?? [], (x) => parseInt(x, 16))

describe('a PIN', () => {
  test.each([['135790', undefined], ['111111', 'same'], ['123456', 'run'], ['654321', 'run'], ['12345', 'length'], ['1357900', 'length'], ['13579a', 'length'], ['112233', undefined], ['135791', undefined]])(
    '%s: %s', (pin, flaw) => { expect(pinFlaw(pin)).toBe(flaw) })

  test('fills its field as ISO 9564-1 wants', () => {
    expect(hex(pinField('135790', bytes('0102030405060708')))).toBe('46135790aaaaaaaa0102030405060708')
  })
  test('is bound to digits of any length', () => {
    expect(hex(boundField('4111111111111111'))).toBe('44111111111111111000000000000000')
    expect(hex(boundField('463856467968'))).toBe('04638564679680000000000000000000')
    expect(hex(boundField('42'))).toBe('00000000000420000000000000000000')
  })

  test('comes out of its block again for whoever has the other key', async () => {
    const module = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
    const point = new Uint8Array(await crypto.subtle.exportKey('raw', module.publicKey))
    const sent = await blockUnder(point, 'tonghui PIN pad 1', '135790', '463856467968')
    expect(sent).toMatchObject({ format: 4, by: 'card' })
    const of = (text = '') => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
    const theirs = of(sent.public)
    const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: await crypto.subtle.importKey('raw', theirs, { name: 'ECDH', namedCurve: 'P-256' }, false, []) }, module.privateKey, 256)
    const info = new Uint8Array([...new TextEncoder().encode('tonghui PIN pad 1'), ...theirs, ...point])
    const raw = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }, await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']), 256)
    const key = await crypto.subtle.importKey('raw', raw, 'AES-CBC', false, ['encrypt', 'decrypt'])
    // CBC wants its padding: made by enciphering a whole block of it after the one that is read.
    const back = async (block: Uint8Array<ArrayBuffer>) => {
      const pad = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv: block }, key, new Uint8Array(0)))
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, new Uint8Array([...block, ...pad])))
    }
    const bound = boundField('463856467968')
    const field = await back((await back(of(sent.block))).map((b, i) => b ^ (bound[i] ?? 0)))
    expect(hex(field).slice(0, 16)).toBe('46135790aaaaaaaa')
  })
})
