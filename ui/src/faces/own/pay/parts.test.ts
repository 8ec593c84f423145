import { describe, expect, it } from 'vitest'
import { counterpart, leaves } from './parts'

const order = { payer: '1', payee: '2', fromName: '张薇', fromNumber: '1001 0382', to: { name: '李静', account: '1001 0188' } } as unknown as Parameters<typeof counterpart>[0]

describe('the other one of a payment', () => {
  it('is the payee to who pays, and the payer to who is paid', () => {
    expect(counterpart(order, '1').name).toBe('李静')
    expect(counterpart(order, '2').name).toBe('张薇')
  })
  it('is the payer also where the payee is not told her id', () => {
    const veiled = { ...order, payer: undefined }
    expect(counterpart(veiled, '2').name).toBe('张薇')
    expect(leaves(veiled, '2')).toBe(false)
  })
})
