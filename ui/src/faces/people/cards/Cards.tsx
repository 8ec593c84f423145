import { useState } from 'react'
import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { useMe } from '@/app/session'
import { useParty } from '@/faces/own/reads'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { endOf, isOver, stateTone, useCards, type CardOf } from './card'
import { CardFace } from './CardFace'
import { words } from './words'

/** The person's cards, each as it looks. */
export default function Cards() {
  const w = useWords(words)
  const cards = useCards(useParty())
  const [all, setAll] = useState(false)
  return (
    <Page title={w.title} lead={w.lead} width="read">
      <Section flush>
        <Await query={cards}>
          {(found) => {
            const over = found.filter(isOver)
            const shown = all || over.length === found.length ? found : found.filter((c) => !isOver(c))
            return (
              <>
                {found.length === 0 ? <Empty title={w.none}>{w.noneText}</Empty> : <ul className="card-grid">{shown.map((c) => <Entry key={c.id} card={c} />)}</ul>}
                {over.length > 0 && over.length < found.length && (
                  <p className="list-foot"><button type="button" className="link-button" aria-expanded={all} onClick={() => { setAll(!all) }}>{w.older(over.length)}</button></p>
                )}
              </>
            )
          }}
        </Await>
      </Section>
    </Page>
  )
}

function Entry({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  const name = useHolderName(c)
  return (
    <li className="card-entry">
      <Link href={`/cards/${c.id}`}><CardFace card={c} holder={name} /></Link>
      <span className="card-entry-line"><span>{w[c.kind]} {w.tail(endOf(c.number))}</span><Status tone={stateTone[c.state]}>{w[c.state]}</Status></span>
    </li>
  )
}

/** The holder's name, as far as this hat knows it: its own party's. */
export function useHolderName(c: CardOf): string {
  const w = useWords(words)
  const { hat } = useMe()
  return c.holder === hat.for ? hat.forName : w.holderOther
}
