import type { components } from '@/api/schema'

type CodeBalance = components['schemas']['TonghuiCodeBalance']

/** The side on which a class of codes usually stands. */
export const normalSide = (c: CodeBalance['class']): 'debit' | 'credit' => (c === 'asset' || c === 'expense' ? 'debit' : 'credit')

/** What a currency's codes hold on each side; equal when the books tie. */
export interface Tie {
  currency: string
  debit: bigint
  credit: bigint
}

/** Sums balances by the side on which they stand: a code below zero stands on the other one. */
export function ties(balances: readonly CodeBalance[]): Tie[] {
  const out = new Map<string, Tie>()
  for (const b of balances) {
    const t = out.get(b.currency) ?? { currency: b.currency, debit: 0n, credit: 0n }
    const n = BigInt(b.balance)
    const onDebit = (normalSide(b.class) === 'debit') === n >= 0n
    if (onDebit) t.debit += n < 0n ? -n : n
    else t.credit += n < 0n ? -n : n
    out.set(b.currency, t)
  }
  return [...out.values()]
}
