import { CheckOutlined, FormOutlined, KeyOutlined, LockOutlined, SlidersOutlined, StopOutlined, SwapOutlined, UnlockOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import type { KioskChoice } from '@/parts/KioskQuestion'
import { Ask, Nothing } from '../Ask'
import { useHomeBack } from '../home'
import { useWays, type Hat } from '../visit'
import { endOf, isOver, useCards, WithCard, type CardOf } from './shared'
import { words } from './words'

/** What can be done with a card, as it stands. */
export default function Services() {
  const w = useWords(words)
  return <WithCard question={w.doTitle}>{(card, hat) => <Choices card={card} hat={hat} />}</WithCard>
}

function Choices({ card: c, hat }: { card: CardOf; hat: Hat }) {
  const w = useWords(words)
  const { go, goFresh } = useWays()
  const back = useHomeBack()
  const several = (useCards(hat).data?.filter((x) => !isOver(x)).length ?? 0) > 1
  const mine = c.holder === hat.for
  const usable = mine && !isOver(c) && c.state !== 'lost'
  const choices: KioskChoice[] = [
    ...(usable && c.state === 'issued' ? [{ key: 'activate', label: w.activate, hint: w.activateHint, picture: <CheckOutlined /> }] : []),
    ...(usable && c.state === 'frozen' ? [{ key: 'freeze', label: w.unfreeze, hint: w.unfreezeHint, picture: <UnlockOutlined /> }] : []),
    ...(usable && c.hasPin && !c.pinBlocked && c.state !== 'issued' ? [{ key: 'pin', label: w.changePin, hint: w.changePinHint, picture: <KeyOutlined /> }] : []),
    ...(usable && c.state === 'active' ? [{ key: 'freeze', label: w.freeze, hint: w.freezeHint, picture: <LockOutlined /> }] : []),
    ...(usable ? [{ key: 'loss', label: w.loss, hint: w.lossHint, picture: <StopOutlined /> }, { key: 'limits', label: w.limits, hint: w.limitsHint, picture: <SlidersOutlined /> }] : []),
    { key: 'replace', label: w.replace, hint: w.replaceHint, picture: <FormOutlined /> },
    ...(several ? [{ key: 'other', label: w.other, picture: <SwapOutlined /> }] : []),
  ]
  const said = c.pinBlocked ? w.pinBlocked : w[c.state]
  return (
    <Ask
      question={w.doTitle} lead={w.doLead(endOf(c.number), said)} help={<p>{w.doHelp}</p>} onBack={back} choices={choices}
      onChoose={(to) => { if (to === 'other') goFresh('/cards'); else go(`/cards/${c.id}/${to}`) }}
    >
      {!mine && <Nothing title={w.onlyHolder}>{w.onlyHolderDo}</Nothing>}
      {mine && c.state === 'lost' && <Nothing title={w.lost}>{w.lostDo}</Nothing>}
      {mine && c.pinBlocked && <Nothing title={w.blocked}>{w.blockedDo}</Nothing>}
      {isOver(c) && <Nothing title={w.over}>{w.overDo}</Nothing>}
    </Ask>
  )
}
