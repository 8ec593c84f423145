import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { cardNo, isOver, stateTone, type CardOf } from '@/faces/people/cards/card'
import { Status } from '@/parts/Status'
import { words } from './words'
import '@/faces/own/own.css'
import './cards.css'

export { cardNo, isOver, stateTone, type CardOf }

/** The kinds of accounts on which the bank issues debit cards. */
export const cardKinds = new Set(['demand', 'passbook', 'basic', 'general'])

/** The account with a number, within the caller's reach. */
export async function accountByNumber(number: string, signal?: AbortSignal) {
  const found = await must(api.GET('/v1/account/accounts', { params: { query: { number: number.replace(/\s/g, ''), limit: 1 } }, signal }))
  return found.items[0]
}

export function CardState({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  return <Status tone={stateTone[c.state]}>{c.state === 'lost' && c.loss ? w[c.loss] : w[c.state]}</Status>
}

/** Cards and acquirers: the latter for who sees the whole bank. */
export function Ways({ at }: { at: 'cards' | 'acquirers' }) {
  const w = useWords(words)
  const may = useMay()
  if (!may('card.desk', true)) return null
  return (
    <nav className="tabs" aria-label={w.title}>
      <Link href="/cards" aria-current={at === 'cards' ? 'page' : undefined}>{w.cards}</Link>
      <Link href="/cards/acquirers" aria-current={at === 'acquirers' ? 'page' : undefined}>{w.acquirers}</Link>
    </nav>
  )
}
