import { describe, expect, it } from 'vitest'
import { byBucket, codeParts, type Age } from './ages'

const age = (more: Partial<Age>): Age => ({ branch: '0101', side: 'payable', currency: 'CNY', bucket: 0, items: 1, left: '100', ...more })

describe('suspense by age', () => {
  it('has a place for each age, empty ones too', () => {
    const all = byBucket([age({}), age({ branch: '0102', left: '50' }), age({ side: 'receivable' }), age({ bucket: 5, items: 3 })])
    expect(all.map((b) => b.items)).toEqual([3, 0, 0, 0, 0, 3])
    expect(all[0]?.sums).toEqual([{ side: 'payable', currency: 'CNY', left: '150' }, { side: 'receivable', currency: 'CNY', left: '100' }])
  })
  it('takes codes apart', () => {
    expect(codeParts('payment.AC04')).toEqual({ room: 'payment', word: 'AC04' })
    expect(codeParts('parked')).toEqual({ room: '', word: 'parked' })
  })
})
