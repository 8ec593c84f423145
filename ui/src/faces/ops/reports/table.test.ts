import { describe, expect, it } from 'vitest'
import { share, sidesOf, summed, type Row, type Sheet } from './table'

const row = (section: Row['section'], cell: string, total?: boolean): Row => ({ section, name: { zh: '', en: '' }, cells: [cell], total })

describe('a balance sheet', () => {
  it('has two sides that must be alike', () => {
    const sheet: Sheet = { currency: 'CNY', ties: true, rows: [row('assets', '70'), row('assets', '30'), row('assets', '100', true), row('liabilities', '60'), row('liabilities', '60', true), row('equity', '40'), row('equity', '40', true), row('total', '100', true)] }
    const s = sidesOf(sheet)
    expect([s.left.length, s.right.length, s.leftSum, s.rightSum, s.gap]).toEqual([2, 4, '100', '100', '0'])
  })
  it('says how much is wanting', () => {
    expect(sidesOf({ currency: 'CNY', ties: false, rows: [row('assets', '90', true), row('total', '100', true)] }).gap).toBe('-10')
  })
})

describe('deposits', () => {
  const all = [{ branch: '0101', product: 'basic', currency: 'CNY', accounts: 3, total: '100' }, { branch: '0102', product: 'basic', currency: 'CNY', accounts: 1, total: '50' }, { branch: '0101', product: 'demand', currency: 'CNY', accounts: 9, total: '200' }]
  it('are summed by product or branch, the largest first', () => {
    expect(summed(all, 'product').map((s) => [s.key, s.accounts, s.total])).toEqual([['demand', 9, '200'], ['basic', 4, '150']])
    expect(summed(all, 'branch').map((s) => [s.key, s.total])).toEqual([['0101', '300'], ['0102', '50']])
  })
  it('have a share', () => {
    expect([share('1', '3'), share('2', '3'), share('1', '0'), share('1', '9000'), share('0', '9')]).toEqual(['33.3%', '66.7%', '—', '<0.1%', '0.0%'])
  })
})
