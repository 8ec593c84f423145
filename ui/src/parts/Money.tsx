import { useWords } from '@/app/i18n'
import { minus, takeApart } from './amount'
import { words } from './words'

export interface MoneyProps {
  /** Minor units as the bank writes them: `"-128050"`. */
  minor: string | bigint
  currency?: string
  /** The word 借 or 贷 before it, where a side is meant and not a sign. */
  side?: 'debit' | 'credit'
  /** Shows + before what comes in. */
  plus?: boolean
  /** `hero` for the one figure of a page. */
  size?: 'text' | 'large' | 'hero'
}

/** An amount: tabular figures, small currency, true minus. Never told apart by colour alone. */
export function Money({ minor, currency = 'CNY', side, plus, size = 'text' }: MoneyProps) {
  const w = useWords(words)
  const a = takeApart(minor, currency)
  const sign = a.negative ? minus : plus && !a.zero ? '+' : ''
  return (
    <span className={`money money-${size}`}>
      {side && <span className="money-side">{side === 'debit' ? w.debit : w.credit}</span>}
      {sign && <span aria-hidden={a.negative}>{sign}</span>}
      {a.negative && <span className="unseen">{w.minus}</span>}
      <span className="money-currency">{a.symbol}</span>
      {a.whole}
      {a.fraction && <span className="money-fraction">.{a.fraction}</span>}
    </span>
  )
}
