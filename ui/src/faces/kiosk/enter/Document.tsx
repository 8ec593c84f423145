import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { formatInstant } from '@/parts/instant'
import { Ask } from '../Ask'
import { flawOf, grouped, places, type Part } from '../citizen'
import { digits, Pad, Typed } from '../Pad'
import { change, useVisit, useWays } from '../visit'
import { words } from '../words'

/** The number of the identity card. A slip is named with the part of the number in which it is. */
export default function Document() {
  const w = useWords(words)
  const { go } = useWays()
  const { number } = useVisit()
  const [typed, setTyped] = useState(number)
  const [flaw, setFlaw] = useState<Part>()
  const next = () => {
    const found = flawOf(typed, formatInstant(new Date(), 'date'))
    setFlaw(found)
    if (found) return
    change({ number: typed })
    go('/enter/code')
  }
  const says: Record<Part, string> = {
    length: w.idLength(18 - typed.length), x: w.idX, region: w.idRegion, birth: w.idBirth, future: w.idFuture, check: w.idCheck,
  }
  const parts = grouped(typed)
  const marked = flaw && flaw !== 'length' && flaw !== 'x' ? ({ 0: 0, 6: 1, 17: 2 } as Record<number, number>)[places[flaw][0]] : undefined
  return (
    <Ask question={w.documentTitle} lead={w.documentLead} help={<p>{w.documentHelp}</p>} trouble={flaw && <p>{says[flaw]}</p>}>
      <Typed label={w.documentNumber} groups={parts} mark={marked} said={typed ? w.typed(typed.length) : w.nothingTyped} />
      <Pad
        label={w.documentNumber} keys={digits} extra="X" value={typed} most={18} done={w.next} onDone={next}
        onChange={(v) => { setTyped(v); setFlaw(undefined) }}
      />
    </Ask>
  )
}
