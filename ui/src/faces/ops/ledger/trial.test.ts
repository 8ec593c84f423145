import { expect, it } from 'vitest'
import { ofTheBank, type Line } from './trial'

const line = (branch: string, code: string, debit: string, credit: string): Line => ({
  branch, code, currency: 'CNY', class: 'asset', nameZh: '', nameEn: '', openingDebit: '0', openingCredit: '0', debit, credit, balanceDebit: debit, balanceCredit: credit,
})

it('adds up branches without netting a side against the other', () => {
  const all = ofTheBank([line('0102', '2011', '0', '90071992547409931'), line('0101', '1001', '5', '0'), line('0101', '2011', '7', '1')])
  expect(all.map((l) => [l.code, l.debit, l.credit])).toEqual([['1001', '5', '0'], ['2011', '7', '90071992547409932']])
})
