import { CloseOutlined, LockOutlined, StopOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { formatInstant } from '@/parts/instant'
import { Ask } from '../Ask'
import { Prove, useAct } from '../prove'
import { useWays, type Hat } from '../visit'
import { words as kiosk } from '../words'
import { cardsKey, Done, WithCard, type CardOf } from './shared'
import { words } from './words'

/** How long a report that is made here stands. */
const standsFor = 5 * 86_400_000

/** A card is gone. */
export default function Loss() {
  const w = useWords(words)
  return <WithCard question={w.lossTitle}>{(card, hat) => <Report card={card} hat={hat} />}</WithCard>
}

function Report({ card: c, hat }: { card: CardOf; hat: Hat }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const { back, go, goFresh } = useWays()
  const client = useQueryClient()
  const [lostAt, setLostAt] = useState('')
  const toCard = back ?? (() => { goFresh(`/cards/${c.id}`) })
  const act = useAct(
    (_: undefined, key: string) => must(api.POST('/v1/card/cards/{id}/loss', { params: { path: { id: c.id }, header: { 'Idempotency-Key': key } } })),
    (now) => { setLostAt(now.lostAt ?? new Date().toISOString()); void client.invalidateQueries({ queryKey: cardsKey(hat) }) },
  )
  if (lostAt) return <Done title={w.lostDone} lead={w.lostLead} note={w.lostNext(formatInstant(new Date(new Date(lostAt).getTime() + standsFor)))} card={c} />
  if (act.proving) return <Prove {...act.proving} />
  return (
    <Ask
      question={w.lossTitle} lead={w.lossLead} help={<p>{w.lossHelp}</p>} onBack={toCard} spoken={w.lossHelp}
      trouble={act.problem && <><strong>{k.troubled}</strong><p>{act.problem.sentence(language)}</p></>}
      onChoose={(key) => { if (key === 'no') toCard(); else if (key === 'freeze') go(`/cards/${c.id}/freeze`); else if (!act.busy) void act.run(undefined) }}
      choices={[
        ...(c.state === 'active' ? [{ key: 'freeze', label: w.lossFreeze, hint: w.lossFreezeHint, picture: <LockOutlined /> }] : []),
        { key: 'go', label: w.lossGo, picture: <StopOutlined /> }, { key: 'no', label: w.cancel, picture: <CloseOutlined /> },
      ]}
    />
  )
}
