import type { components } from '@/api/schema'

export type Line = components['schemas']['LedgerTrialLine']

/** The six columns, in the order in which they are printed. */
export const sides = ['openingDebit', 'openingCredit', 'debit', 'credit', 'balanceDebit', 'balanceCredit'] as const
export type Side = (typeof sides)[number]

/**
 * Lines of the whole bank: those of all branches added up, column by column. A code that stands on the debit side in one
 * branch and on the credit side in another keeps both, so that the columns still add up to the bank's sums.
 */
export function ofTheBank(lines: readonly Line[]): Line[] {
  const out = new Map<string, Line>()
  for (const l of lines) {
    const key = `${l.currency} ${l.code}`
    const sum = out.get(key)
    if (!sum) out.set(key, { ...l, branch: '' })
    else for (const s of sides) sum[s] = (BigInt(sum[s]) + BigInt(l[s])).toString()
  }
  return inOrder([...out.values()])
}

/** By currency, branch and code. */
export function inOrder(lines: readonly Line[]): Line[] {
  const key = (l: Line) => `${l.currency} ${l.branch} ${l.code}`
  return [...lines].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
