import { useState } from 'react'
import { Redirect } from 'wouter'
import { problemOf, type Problem } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Ask } from '../Ask'
import { enterByCard } from '../calls'
import { digits, Masked, Pad, shuffled } from '../Pad'
import { change, leave, useVisit, useWays } from '../visit'
import { words } from '../words'
import { useEntered } from './entered'
import { troubleOf } from './trouble'

/** How many wrong PINs lock a card, at the bank. */
const tries = 3

/** The PIN of the card: masked, on keys whose order may be one of chance. */
export default function Pin() {
  const w = useWords(words)
  const { language } = usePreferences()
  const { goFresh } = useWays()
  const { card, wrong } = useVisit()
  const entered = useEntered()
  const [pin, setPin] = useState('')
  const [mixed, setMixed] = useState<string[]>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [short, setShort] = useState(false)
  if (!card && !busy) return <Redirect to="/enter" replace />
  const send = async () => {
    if (pin.length < 6) { setShort(true); return }
    setBusy(true)
    setProblem(undefined)
    try {
      entered(await enterByCard(card, pin))
    } catch (e) {
      const p = problemOf(e)
      if (p.code === 'signin.terminal') { leave(); return } // it was stopped meanwhile: the start says so
      const now = p.code === 'signin.card' ? wrong + 1 : wrong
      change({ wrong: now })
      if (p.code === 'signin.card_locked' || now >= tries) { goFresh('/enter/locked'); return }
      setProblem(p)
      setPin('')
      if (mixed) setMixed(shuffled())
      setBusy(false)
    }
  }
  const trouble = problem
    ? troubleOf(problem, w, language, { 'signin.card': [w.pinWrong, w.pinLeft(tries - wrong)] })
    : short && pin.length < 6 ? <p>{w.pinShort(6 - pin.length)}</p> : undefined
  return (
    <Ask question={w.pinTitle} lead={w.pinLead} help={<p>{w.pinHelp}</p>} trouble={trouble}>
      <Masked count={pin.length} of={6} said={w.pinEntered(pin.length)} />
      <Pad
        label={w.pinTitle} keys={mixed ?? digits} value={pin} most={6} busy={busy} done={w.pinDone}
        onChange={(v) => { setPin(v); if (v) setProblem(undefined) }} onDone={() => { if (!busy) void send() }}
        beside={{ label: mixed ? w.pinPlain : w.pinMix, pressed: !!mixed, onPress: () => { setMixed(mixed ? undefined : shuffled()) } }}
      />
    </Ask>
  )
}
