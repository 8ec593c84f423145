import { expect, test } from 'vitest'
import { totals } from './AccountList'
import { byDay, narrowed, wantsMore, type Line } from './lines'

const line = (bankDate: string, amount: string, contraName = '', summary = ''): Line => ({
  entry: '1', sequence: 1, bookedAt: `${bankDate}T01:00:00Z`, bankDate, valueDate: bankDate, kind: 'transfer', reference: 'R1', side: amount.startsWith('-') ? 'debit' : 'credit', amount, balance: '0', contraName, summary,
})
const lines = [line('2026-11-23', '-500', '粮油商行', '货款'), line('2026-11-23', '98765432109876', '财政局'), line('2026-11-20', '-1', '', '手续费')]
const all = { from: '', to: '', side: '' as const, find: '' }

test('filters narrow by date, side and words', () => {
  expect(narrowed(lines, all)).toHaveLength(3)
  expect(narrowed(lines, { ...all, side: 'out' })).toHaveLength(2)
  expect(narrowed(lines, { ...all, from: '2026-11-21' })).toHaveLength(2)
  expect(narrowed(lines, { ...all, to: '2026-11-21', find: ' 手续 ' })).toHaveLength(1)
  expect(narrowed(lines, { ...all, find: '粮油' })[0]?.amount).toBe('-500')
})

test('days keep their order and their exact sums', () => {
  expect(byDay(lines).map((d) => [d.date, d.in, d.out])).toEqual([['2026-11-23', '98765432109876', '-500'], ['2026-11-20', '0', '-1']])
})

test('earlier lines are wanted until the first date lies behind', () => {
  expect([wantsMore(lines, all), wantsMore(lines, { ...all, from: '2026-11-20' }), wantsMore(lines, { ...all, from: '2026-11-21' }), wantsMore([], { ...all, from: '2026-11-21' })]).toEqual([false, true, false, true])
})

test('amounts of different currencies are never added up', () => {
  const held = (booked: string, currency: string) => ({ id: '1', account: '1', party: '1', relation: 'owner' as const, since: '', booked, currency })
  expect(totals([held('1', 'CNY'), held('2', 'USD'), held('3', 'CNY')])).toEqual([['CNY', '4'], ['USD', '2']])
})
