import { useState, type ReactNode } from 'react'
import { pinDigits, pinFlaw } from '@/api/pin'
import { useWords } from '@/app/i18n'
import { Ask } from '../Ask'
import { digits, Masked, Pad, shuffled } from '../Pad'
import { words as kiosk } from '../words'
import { words } from './words'

export interface PinPadProps {
  question: string
  lead: string
  /** A chosen PIN is looked at before it is taken. */
  choosing?: boolean
  trouble?: ReactNode
  busy?: boolean
  /** Takes what was typed; the pad forgets it at once. */
  onTyped: (pin: string) => void
  onBack: () => void
}

/** Six digits on the pad, masked. They are wiped as soon as they are handed on. */
export function PinPad({ question, lead, choosing, trouble, busy, onTyped, onBack }: PinPadProps) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const [pin, setPin] = useState('')
  const [mixed, setMixed] = useState<string[]>()
  const [said, setSaid] = useState('')
  const done = () => {
    if (busy) return
    const flaw = pin.length < pinDigits ? 'length' : choosing ? pinFlaw(pin) : undefined
    if (flaw === 'length') { setSaid(w.short(pinDigits - pin.length)); return }
    const typed = pin
    setPin('')
    if (mixed) setMixed(shuffled())
    if (flaw) { setSaid(w[flaw]); return }
    setSaid('')
    onTyped(typed)
  }
  return (
    <Ask question={question} lead={lead} help={<p>{w.pinHelp}</p>} trouble={said ? <p>{said}</p> : trouble} onBack={onBack}>
      <Masked count={pin.length} of={pinDigits} said={w.entered(pin.length)} />
      <Pad
        label={question} keys={mixed ?? digits} value={pin} most={pinDigits} busy={busy} done={w.confirm} onDone={done} onChange={(v) => { setPin(v); setSaid('') }}
        beside={{ label: mixed ? k.pinPlain : k.pinMix, pressed: !!mixed, onPress: () => { setMixed(mixed ? undefined : shuffled()) } }}
      />
    </Ask>
  )
}
