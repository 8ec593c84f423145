import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { Ask } from '../Ask'
import { digits, letters, Pad, Typed } from '../Pad'
import { change, useVisit, useWays } from '../visit'
import { words } from '../words'
import { lacking, longest } from './number'

/** The card: until there is a reader, its number, or the token of a test card; a reader that types like a keyboard works as well. */
export default function Card() {
  const w = useWords(words)
  const { go } = useWays()
  const { card } = useVisit()
  const [typed, setTyped] = useState(card)
  const [short, setShort] = useState(false)
  const [wide, setWide] = useState(/[A-Z]/.test(card))
  const lacks = lacking(typed)
  const next = () => {
    if (lacks > 0) { setShort(true); return }
    if (typed !== card) change({ wrong: 0 })
    change({ card: typed, by: 'card' })
    go('/enter/pin')
  }
  return (
    <Ask question={w.cardTitle} lead={w.cardLead} help={<p>{w.cardHelp}</p>} trouble={short && lacks > 0 ? <p>{w.cardShort(lacks)}</p> : undefined}>
      <Typed label={w.cardShown} groups={typed.match(/.{1,4}/g) ?? []} said={typed ? w.typed(typed.length) : w.nothingTyped} />
      <Pad
        key={wide ? 'wide' : 'narrow'} wide={wide} label={w.cardShown} keys={wide ? letters : digits} also={letters} value={typed} most={longest} onChange={setTyped} onDone={next} done={w.cardNext}
        beside={{ label: wide ? w.cardDigits : w.cardLetters, pressed: wide, onPress: () => { setWide(!wide) } }}
      />
    </Ask>
  )
}
