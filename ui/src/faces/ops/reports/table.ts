import type { S } from '@/faces/ops/parties/shared'

export type Table = S['ReportTable']
export type Sheet = S['ReportSheet']
export type Row = S['ReportRow']
export type Form = Table['form']
export const forms: readonly Form[] = ['trial-balance', 'balance-sheet', 'income-statement']

/** The two sides of a sheet that must be alike: their rows and their sums. */
export interface Sides {
  left: Row[]
  right: Row[]
  leftSum: string
  rightSum: string
  /** Left less right; nothing where it balances. */
  gap: string
}

/** A balance sheet as two columns: assets, and what they are owed to. */
export function sidesOf(sheet: Sheet): Sides {
  const sum = (section: Row['section']) => sheet.rows.find((r) => r.total && r.section === section)?.cells[0] ?? '0'
  const [leftSum, rightSum] = [sum('assets'), sum('total')]
  return {
    left: sheet.rows.filter((r) => r.section === 'assets' && !r.total),
    right: sheet.rows.filter((r) => r.section === 'liabilities' || r.section === 'equity'),
    leftSum, rightSum, gap: (BigInt(leftSum) - BigInt(rightSum)).toString(),
  }
}

export interface Position {
  branch: string
  product: string
  currency: string
  accounts: number
  total: string
}

/** Positions summed by product or by branch, the largest of each currency first. */
export function summed(all: readonly Position[], by: 'product' | 'branch'): { key: string; currency: string; accounts: number; total: string }[] {
  const sums = new Map<string, { key: string; currency: string; accounts: number; total: bigint }>()
  for (const p of all) {
    const key = p[by]
    const at = `${p.currency}/${key}`
    const old = sums.get(at) ?? { key, currency: p.currency, accounts: 0, total: 0n }
    sums.set(at, { ...old, accounts: old.accounts + p.accounts, total: old.total + BigInt(p.total) })
  }
  return [...sums.values()]
    .sort((a, b) => (a.currency !== b.currency ? (a.currency < b.currency ? -1 : 1) : a.total < b.total ? 1 : a.total > b.total ? -1 : 0))
    .map((s) => ({ ...s, total: s.total.toString() }))
}

/** What part of a whole, in percent with a digit: `38.2%`. */
export function share(part: string, whole: string): string {
  const [p, w] = [BigInt(part), BigInt(whole)]
  if (w === 0n) return '—'
  if (p > 0n && p * 1000n < w / 2n) return '<0.1%'
  const permille = (2n * p * 1000n + w) / (2n * w)
  return `${(permille / 10n).toString()}.${(permille % 10n).toString()}%`
}
