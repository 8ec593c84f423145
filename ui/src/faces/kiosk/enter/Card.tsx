import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { Ask } from '../Ask'
import { letters, Pad, Typed } from '../Pad'
import { change, useVisit, useWays } from '../visit'
import { words } from '../words'

/** The card: until there is a reader, the token of a test card; a reader that types like a keyboard works as well. */
export default function Card() {
  const w = useWords(words)
  const { go } = useWays()
  const { card } = useVisit()
  const [typed, setTyped] = useState(card)
  const [short, setShort] = useState(false)
  const next = () => {
    if (typed.length < 16) { setShort(true); return }
    if (typed !== card) change({ wrong: 0 })
    change({ card: typed, by: 'card' })
    go('/enter/pin')
  }
  return (
    <Ask question={w.cardTitle} lead={w.cardLead} help={<p>{w.cardHelp}</p>} trouble={short && typed.length < 16 ? <p>{w.cardShort(16 - typed.length)}</p> : undefined}>
      <Typed label={w.cardShown} groups={typed.match(/.{1,4}/g) ?? []} said={typed ? w.typed(typed.length) : w.nothingTyped} />
      <Pad wide label={w.cardShown} keys={letters} value={typed} most={16} onChange={setTyped} onDone={next} done={w.cardNext} />
    </Ask>
  )
}
