import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, must } from '@/api/client'
import { pinBlock, type PinBlock } from '@/api/pin'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Ask, Nothing } from '../Ask'
import { Prove, useAct } from '../prove'
import type { Hat } from '../visit'
import { words as kiosk } from '../words'
import { PinPad } from './PinPad'
import { cardsKey, type CardOf } from './shared'
import { words } from './words'

/**
 * The questions of a PIN: the present one if there is one, the new one, the new one again. What was typed becomes a block at once; only
 * the new PIN is kept until it has been typed twice, outside of what the page shows.
 */
export function SetPin({ card: c, hat, onDone, onBack }: { card: CardOf; hat: Hat; onDone: () => void; onBack: () => void }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const client = useQueryClient()
  const [has] = useState(c.hasPin)
  const [step, setStep] = useState<'old' | 'new' | 'again'>(has ? 'old' : 'new')
  const [differs, setDiffers] = useState(false)
  const [making, setMaking] = useState(false)
  const [failed, setFailed] = useState(false)
  const old = useRef<PinBlock>(undefined)
  const chosen = useRef('')
  const set = useAct(
    (body: { pin: PinBlock; old?: PinBlock }) => must(api.PUT('/v1/card/cards/{id}/pin', { params: { path: { id: c.id } }, body })),
    () => { void client.invalidateQueries({ queryKey: cardsKey(hat) }); onDone() },
  )
  if (set.proving) return <Prove {...set.proving} />
  const refused = set.problem?.code
  const blocked = refused === 'card.pin_blocked'
  if (blocked) return <Ask question={w.blocked} help={<p>{w.pinHelp}</p>} onBack={onBack}><Nothing title={w.blocked}>{w.blockedDo}</Nothing></Ask>
  // A refusal leads back to what it is about: the present PIN, or another choice.
  const wrong = refused === 'card.pin'
  const at = wrong && step === 'new' && has ? 'old' : step
  const typed = async (pin: string) => {
    setDiffers(false)
    setFailed(false)
    set.clear()
    setMaking(true)
    try {
      if (at === 'old') { old.current = await pinBlock(pin, c.id); setStep('new'); return }
      if (at === 'new') { chosen.current = pin; setStep('again'); return }
      const first = chosen.current
      chosen.current = ''
      if (first !== pin) { setDiffers(true); setStep('new'); return }
      const block = await pinBlock(pin, c.id)
      const out = await set.run({ pin: block, old: old.current })
      if (!out) setStep('new')
    } catch {
      setFailed(true) // the pad's key could not be read
    } finally {
      setMaking(false)
    }
  }
  const busy = making || set.busy
  const asks = { old: [w.oldTitle, w.oldLead], new: [w.newTitle, w.newLead], again: [w.againTitle, w.againLead] } as const
  const says = differs ? <p>{w.differs}</p>
    : wrong ? <><strong>{w.wrongPin}</strong><p>{w.wrongPinDo}</p></>
      : refused === 'card.pin_weak' ? <><strong>{w.weak}</strong><p>{w.weakDo}</p></>
        : set.problem ? <><strong>{k.troubled}</strong><p>{set.problem.sentence(language)}</p></>
          : failed ? <><strong>{k.troubled}</strong><p>{k.busyTerminal}</p></> : undefined
  const back = () => {
    chosen.current = ''
    setDiffers(false)
    set.clear()
    if (at === 'again') setStep('new')
    else if (at === 'new' && has) setStep('old')
    else onBack()
  }
  return <PinPad key={at} question={asks[at][0]} lead={asks[at][1]} choosing={at === 'new'} trouble={says} busy={busy} onBack={back} onTyped={(pin) => { void typed(pin) }} />
}
