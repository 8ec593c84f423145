import { expect, test } from 'vitest'
import { boundFault, holds, whole, type Limits } from './bounds'

const limits: Limits = {
  party: '1', check: '0', large: '50000000',
  channels: [
    { channel: 'web', bank: { order: '1000', day: '5000' }, own: { order: '800', day: '9000' }, used: '0' },
    { channel: 'api', bank: { order: '1000', day: '5000' }, own: { order: '10', day: '20' }, used: '0' },
    { channel: 'kiosk', bank: { order: '1', day: '2' }, used: '0' },
  ],
}

test('own limits only narrow', () => {
  expect(limits.channels.map(holds)).toEqual([{ order: '800', day: '5000' }, { order: '10', day: '20' }, { order: '1', day: '2' }])
})

test('a change keeps all else', () => {
  expect(whole(limits, 'web', { order: '1', day: '2' })).toEqual({ channels: { web: { order: '1', day: '2' }, api: { order: '10', day: '20' } }, check: '0', large: '50000000' })
  expect(whole(limits, 'api', undefined).channels).toEqual({ web: { order: '800', day: '9000' } })
})

test('faults of a bound', () => {
  const most = { order: '100', day: '200' }
  expect(boundFault({ order: '', day: '1' }, most)).toBe('order')
  expect(boundFault({ order: '5', day: '1' }, most)).toBe('day')
  expect(boundFault({ order: '101', day: '200' }, most)).toBe('orderOver')
  expect(boundFault({ order: '100', day: '201' }, most)).toBe('dayOver')
  expect(boundFault({ order: '100', day: '200' }, most)).toBeUndefined()
})
