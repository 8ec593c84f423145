import { CheckOutlined, CloseOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Ask } from '../Ask'
import { Prove, useAct } from '../prove'
import { useWays, type Hat } from '../visit'
import { words as kiosk } from '../words'
import { SetPin } from './SetPin'
import { cardsKey, Done, endOf, WithCard, type CardOf } from './shared'
import { words } from './words'

/** A new card is put into use: its PIN first, if it has none. */
export default function Activate() {
  const w = useWords(words)
  return <WithCard question={w.activateTitle}>{(card, hat) => <Steps card={card} hat={hat} />}</WithCard>
}

function Steps({ card: c, hat }: { card: CardOf; hat: Hat }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const { back, goFresh } = useWays()
  const client = useQueryClient()
  const [pinned, setPinned] = useState(c.hasPin)
  const [done, setDone] = useState(false)
  const toCard = back ?? (() => { goFresh(`/cards/${c.id}`) })
  const activate = useAct(
    (_: undefined, key: string) => must(api.POST('/v1/card/cards/{id}/activate', { params: { path: { id: c.id }, header: { 'Idempotency-Key': key } } })),
    () => { setDone(true); void client.invalidateQueries({ queryKey: cardsKey(hat) }) },
  )
  if (done) return <Done title={w.activated} lead={w.activatedLead} card={c} />
  if (activate.proving) return <Prove {...activate.proving} />
  if (!pinned) return <SetPin card={c} hat={hat} onDone={() => { setPinned(true) }} onBack={toCard} />
  return (
    <Ask
      question={w.activateTitle} lead={`${w.cardOf(endOf(c.number))} · ${w.activateLead}`} help={<p>{w.activateHelp}</p>} onBack={toCard}
      trouble={activate.problem && <><strong>{k.troubled}</strong><p>{activate.problem.sentence(language)}</p></>}
      onChoose={(key) => { if (key === 'no') toCard(); else if (!activate.busy) void activate.run(undefined) }}
      choices={[{ key: 'go', label: w.activateGo, picture: <CheckOutlined /> }, { key: 'no', label: w.cancel, picture: <CloseOutlined /> }]}
    />
  )
}
