import { useParams } from 'wouter'
import { useWords } from '@/app/i18n'
import { Money } from '@/parts/Money'
import { Answered, Ask, Known, Nothing, Turn, useElder, useTurns } from '../Ask'
import { useAccounts, usePostings } from '../calls'
import { useHomeBack } from '../home'
import { digitsOf } from '../say'
import type { Hat } from '../visit'
import { words } from '../words'

/** The last postings of an account, a few lines a page. */
export default function Postings() {
  return <Known>{(hat) => <Lines hat={hat} />}</Known>
}

function Lines({ hat }: { hat: Hat }) {
  const w = useWords(words)
  const { id } = useParams<{ id: string }>()
  const limit = useElder() ? 3 : 5
  const { after, page, turn } = useTurns(limit)
  const back = useHomeBack()
  const accounts = useAccounts(hat)
  const currency = accounts.data?.items.find((a) => a.account === id)?.currency ?? 'CNY'
  const lines = usePostings(hat, id, after, limit)
  const items = lines.data?.items ?? []
  const secret = items.map((l) => [l.valueDate, l.summary, l.amount.startsWith('-') ? w.spending : w.income, w.money(digitsOf(l.amount, currency))].filter(Boolean).join(', ')).join('. ')
  return (
    <Ask
      question={w.postingsTitle} lead={items.length > 0 || page > 1 ? w.postingsLead(page) : undefined} help={<p>{w.postingsHelp}</p>} onBack={back}
      spoken={w.postingsSpoken(items.length)} secret={items.length > 0 ? secret : undefined}
    >
      <Answered query={lines}>
        {(d) => d.items.length === 0 && page === 1 ? <Nothing title={w.noPostings}>{w.noPostingsDo}</Nothing> : (
          <>
            <ul className="kiosk-lines">
              {d.items.map((l) => (
                <li key={`${l.entry}-${l.sequence}`}>
                  <span className="kiosk-line-what"><strong>{l.summary ?? l.contraName ?? l.kind}</strong><span className="kiosk-soft">{l.valueDate}</span></span>
                  <span className="kiosk-line-money">
                    <span className="kiosk-line-amount">{l.amount.startsWith('-') ? w.spending : w.income} <strong><Money minor={l.amount.replace('-', '')} currency={currency} /></strong></span>
                    <span className="kiosk-soft">{w.balanceAfter} <Money minor={l.balance} currency={currency} /></span>
                  </span>
                </li>
              ))}
            </ul>
            <Turn {...turn(d.next)} />
          </>
        )}
      </Answered>
    </Ask>
  )
}
