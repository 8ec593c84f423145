import { StopOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { Ask } from '../Ask'
import { useWays, type Hat } from '../visit'
import { isOver, WithCard, type CardOf } from './shared'
import { words } from './words'

/** A new card comes from the counter: what to do for it, and what can be done here first. */
export default function Replace() {
  const w = useWords(words)
  return <WithCard question={w.replaceTitle}>{(card, hat) => <How card={card} hat={hat} />}</WithCard>
}

function How({ card: c, hat }: { card: CardOf; hat: Hat }) {
  const w = useWords(words)
  const { back, go, goFresh } = useWays()
  const lines = [w.replaceList1, w.replaceList2, w.replaceList3, w.replaceList4]
  const reports = c.holder === hat.for && c.state !== 'lost' && !isOver(c)
  return (
    <Ask
      question={w.replaceTitle} lead={w.replaceLead} help={<p>{w.replaceHelp}</p>} onBack={back ?? (() => { goFresh(`/cards/${c.id}`) })} spoken={lines.join(' ')}
      onChoose={() => { go(`/cards/${c.id}/loss`) }} choices={reports ? [{ key: 'loss', label: w.loss, hint: w.lossHint, picture: <StopOutlined /> }] : undefined}
    >
      <ul className="kiosk-lines">{lines.map((l) => <li key={l}>{l}</li>)}</ul>
    </Ask>
  )
}
