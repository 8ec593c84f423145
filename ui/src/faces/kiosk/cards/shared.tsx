import { CreditCardOutlined, HomeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Redirect, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { endOf, inOrder, isOver, type CardOf } from '@/faces/people/cards/card'
import { Answered, Ask, Known } from '../Ask'
import { useWays, type Hat } from '../visit'
import { words } from './words'

export { endOf, isOver, type CardOf }

export const cardsKey = (hat: Hat) => ['kiosk', hat.id, 'cards']

/** Her cards: those that she holds, and those on her accounts that somebody else holds. */
export function useCards(hat: Hat) {
  return useQuery({
    queryKey: cardsKey(hat), retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/card/cards', { params: { query: { limit: 200 } }, signal })).then((p) => inOrder(p.items)),
  })
}

/** The card that the address names, for who has signed in as herself. */
export function WithCard({ question, children }: { question: string; children: (card: CardOf, hat: Hat) => ReactNode }) {
  return <Known>{(hat) => (hat.kind === 'self' ? <Read hat={hat} question={question}>{children}</Read> : <Redirect to="/home" replace />)}</Known>
}

function Read({ hat, question, children }: { hat: Hat; question: string; children: (card: CardOf, hat: Hat) => ReactNode }) {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const { goFresh } = useWays()
  const cards = useCards(hat)
  const card = cards.data?.find((c) => c.id === id)
  if (card) return children(card, hat)
  return <Ask question={question} help={<p>{w.whichHelp}</p>} onBack={() => { goFresh('/cards') }}><Answered query={cards}>{() => <Redirect to="/cards" replace />}</Answered></Ask>
}

/** What was done, what it means, and where to go from here. */
export function Done({ title, lead, note, card }: { title: string; lead: string; note?: string; card: CardOf }) {
  const w = useWords(words)
  const { goFresh } = useWays()
  return (
    <Ask
      question={title} lead={lead} help={<p>{w.doHelp}</p>} onBack={undefined} spoken={note} onChoose={(to) => { goFresh(to === 'card' ? `/cards/${card.id}` : '/home') }}
      choices={[{ key: 'card', label: w.sameCard, hint: w.tail(endOf(card.number)), picture: <CreditCardOutlined />, spoken: w.sameCard }, { key: 'home', label: w.home, picture: <HomeOutlined /> }]}
    >
      {note && <p className="kiosk-strong">{note}</p>}
    </Ask>
  )
}
