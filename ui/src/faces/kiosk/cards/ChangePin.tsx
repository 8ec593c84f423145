import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { useWays, type Hat } from '../visit'
import { SetPin } from './SetPin'
import { Done, WithCard, type CardOf } from './shared'
import { words } from './words'

/** Another PIN for a card. */
export default function ChangePin() {
  const w = useWords(words)
  return <WithCard question={w.newTitle}>{(card, hat) => <Change card={card} hat={hat} />}</WithCard>
}

function Change({ card, hat }: { card: CardOf; hat: Hat }) {
  const w = useWords(words)
  const { back, goFresh } = useWays()
  const [done, setDone] = useState(false)
  if (done) return <Done title={w.pinDone} lead={w.pinDoneLead} card={card} />
  return <SetPin card={card} hat={hat} onDone={() => { setDone(true) }} onBack={back ?? (() => { goFresh(`/cards/${card.id}`) })} />
}
