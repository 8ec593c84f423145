import { CreditCardOutlined } from '@ant-design/icons'
import { Redirect } from 'wouter'
import { useWords } from '@/app/i18n'
import { Answered, Ask, Known, Nothing } from '../Ask'
import { useHomeBack } from '../home'
import { useWays, type Hat } from '../visit'
import { endOf, isOver, useCards } from './shared'
import { words } from './words'

/** Which card; a single one is opened at once. */
export default function Cards() {
  return <Known>{(hat) => (hat.kind === 'self' ? <Which hat={hat} /> : <Redirect to="/home" replace />)}</Known>
}

function Which({ hat }: { hat: Hat }) {
  const w = useWords(words)
  const { go } = useWays()
  const back = useHomeBack()
  const cards = useCards(hat)
  const shown = cards.data?.filter((c) => !isOver(c)) ?? []
  const only = shown.length === 1 ? shown[0] : undefined
  if (only) return <Redirect to={`/cards/${only.id}`} replace />
  return (
    <Ask
      question={w.whichTitle} help={<p>{w.whichHelp}</p>} onBack={back} onChoose={(id) => { go(`/cards/${id}`) }}
      secret={shown.map((c, i) => [w.nth(i + 1), w.tail([...endOf(c.number)].join(' ')), w[c.state]].join(', ')).join('. ') || undefined}
      choices={shown.map((c, i) => ({ key: c.id, label: w.cardOf(endOf(c.number)), hint: c.pinBlocked ? w.pinBlocked : w[c.state], picture: <CreditCardOutlined />, spoken: w.nth(i + 1) }))}
    >
      <Answered query={cards}>{() => (shown.length === 0 ? <Nothing title={w.none}>{w.noneDo}</Nothing> : null)}</Answered>
    </Ask>
  )
}
