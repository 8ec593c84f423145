import { useWords } from '@/app/i18n'
import { Money } from '@/parts/Money'
import { Status } from '@/parts/Status'
import { adjust, statementTone, type Item, type Statement } from './balance'
import { words } from './words'
import './reconcile.css'

export function StatementState({ state }: { state: Statement['state'] }) {
  const w = useWords(words)
  return <Status tone={statementTone[state]}>{w[state]}</Status>
}

type Counted = Pick<Item, 'side' | 'amount'> & Partial<Pick<Item, 'text' | 'date'>>

/** The table of adjustment (余额调节表): each side's balance with what only the other has booked, and whether they meet. */
export function AdjustedTable({ bank, firm, items }: { bank: string; firm?: string; items: readonly Counted[] }) {
  const w = useWords(words)
  const a = firm === undefined ? undefined : adjust(bank, firm, items)
  const side = (title: string, first: string, balance: string | undefined, plus: Item['side'], minus: Item['side'], sum: string | undefined) => (
    <div className="adjust-side">
      <h3>{title}</h3>
      <dl>
        <div><dt>{first}</dt><dd>{balance === undefined ? '—' : <Money minor={balance} />}</dd></div>
        {items.filter((i) => i.side === plus || i.side === minus).map((i, n) => (
          <div key={n}><dt><span className="adjust-sign">{i.side === plus ? w.plus : w.minus}</span> {i.text || w[i.side]}{i.date && <span className="soft"> {i.date}</span>}</dt><dd><Money minor={i.side === plus ? i.amount : `-${i.amount}`} plus /></dd></div>
        ))}
        <div className="adjust-sum"><dt>{w.adjusted}</dt><dd>{sum === undefined ? '—' : <Money minor={sum} size="large" />}</dd></div>
      </dl>
    </div>
  )
  return (
    <div className="adjust">
      <div className="adjust-sides">
        {side(w.bankSide, w.bankBalance, bank, 'firm_received', 'firm_paid', a?.bank)}
        {side(w.firmSide, w.firmBalance, firm, 'bank_received', 'bank_paid', a?.firm)}
      </div>
      <p className="adjust-end" role="status">
        {a === undefined ? <span className="soft">{w.waitBook}</span> : a.gap === '0' ? <Status tone="good">{w.equal}</Status> : <><Status tone="bad">{w.gap}</Status> <Money minor={a.gap} size="large" /></>}
      </p>
    </div>
  )
}

/** What the holder has answered. */
export function Answered({ statement: s }: { statement: Statement }) {
  return s.bookBalance === undefined ? null : <AdjustedTable bank={s.balance} firm={s.bookBalance} items={s.items ?? []} />
}
