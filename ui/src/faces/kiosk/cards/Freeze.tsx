import { CloseOutlined, LockOutlined, UnlockOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Ask } from '../Ask'
import { Prove, useAct } from '../prove'
import { useWays, type Hat } from '../visit'
import { words as kiosk } from '../words'
import { cardsKey, Done, WithCard, type CardOf } from './shared'
import { words } from './words'

/** A card is frozen for now, or used again. */
export default function Freeze() {
  const w = useWords(words)
  return <WithCard question={w.freezeTitle}>{(card, hat) => <Whether card={card} hat={hat} />}</WithCard>
}

function Whether({ card: c, hat }: { card: CardOf; hat: Hat }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const { back, goFresh } = useWays()
  const client = useQueryClient()
  const [frozen] = useState(c.state === 'frozen')
  const [done, setDone] = useState(false)
  const toCard = back ?? (() => { goFresh(`/cards/${c.id}`) })
  const act = useAct(
    (_: undefined, key: string) => {
      const params = { path: { id: c.id }, header: { 'Idempotency-Key': key } }
      return must(frozen ? api.POST('/v1/card/cards/{id}/unfreeze', { params }) : api.POST('/v1/card/cards/{id}/freeze', { params }))
    },
    () => { setDone(true); void client.invalidateQueries({ queryKey: cardsKey(hat) }) },
  )
  if (done) return <Done title={frozen ? w.unfrozenDone : w.frozenDone} lead={frozen ? w.unfrozenLead : w.frozenLead} card={c} />
  if (act.proving) return <Prove {...act.proving} />
  return (
    <Ask
      question={frozen ? w.unfreezeTitle : w.freezeTitle} lead={frozen ? w.unfreezeLead : w.freezeLead} help={<p>{w.freezeHelp}</p>} onBack={toCard}
      trouble={act.problem && <><strong>{k.troubled}</strong><p>{act.problem.sentence(language)}</p></>}
      onChoose={(key) => { if (key === 'no') toCard(); else if (!act.busy) void act.run(undefined) }}
      choices={[{ key: 'go', label: frozen ? w.unfreezeGo : w.freezeGo, picture: frozen ? <UnlockOutlined /> : <LockOutlined /> }, { key: 'no', label: w.cancel, picture: <CloseOutlined /> }]}
    />
  )
}
