import { useEffect, useRef } from 'react'
import { useWords } from '@/app/i18n'
import { words } from './words'

export const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
/** Without letters that are misread. */
export const letters = [...'1234567890ABCDEFGHJKMNPQRSTVWXYZ']
export const codeKeys = [...'1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-']

export interface PadProps {
  /** What is typed, for readers: "PIN". */
  label: string
  keys: readonly string[]
  value: string
  most: number
  onChange: (value: string) => void
  onDone: () => void
  done: string
  busy?: boolean
  /** As on a telephone, or in rows of eight. */
  wide?: boolean
  /** In place of "clear": the X of an identity number. */
  extra?: string
  /** What a keyboard or a reader may type besides. */
  also?: readonly string[]
  /** A button beside the confirmation. */
  beside?: { label: string; pressed: boolean; onPress: () => void }
}

/** Keys on the screen. A keyboard works too, and a card reader that types. */
export function Pad({ label, keys, value, most, onChange, onDone, done, busy, wide, extra, also, beside }: PadProps) {
  const w = useWords(words)
  // The handler of the keyboard is set once; it reads what holds now.
  const now = useRef({ keys, value, most, onChange, onDone, busy, extra, also })
  useEffect(() => { now.current = { keys, value, most, onChange, onDone, busy, extra, also } })
  const type = (key: string) => {
    const n = now.current
    if (!n.busy && n.value.length < n.most) n.onChange(n.value + key)
  }
  const erase = () => { if (!now.current.busy) now.current.onChange(now.current.value.slice(0, -1)) }
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return
      const n = now.current
      const key = e.key.normalize('NFKC').toUpperCase()
      if (n.keys.includes(key) || (n.extra !== undefined && key === n.extra) || n.also?.includes(key)) type(key)
      else if (e.key === 'Backspace') erase()
      else if (e.key === 'Enter' && !(e.target instanceof HTMLButtonElement)) n.onDone()
      else return
      e.preventDefault()
    }
    addEventListener('keydown', press)
    return () => { removeEventListener('keydown', press) }
  }, [])
  const last = keys.length - 1
  const key = (k: string) => <button key={k} type="button" className="pad-key" disabled={busy} onClick={() => { type(k) }}>{k}</button>
  const eraseKey = <button type="button" className={wide ? 'kiosk-button' : 'pad-key pad-word'} disabled={busy || !value} onClick={erase}>{w.erase}</button>
  return (
    <div className={wide ? 'pad pad-wide' : 'pad'} role="group" aria-label={label}>
      {wide ? keys.map(key) : keys.slice(0, last).map(key)}
      {!wide && (extra
        ? key(extra)
        : <button type="button" className="pad-key pad-word" disabled={busy || !value} onClick={() => { onChange('') }}>{w.clear}</button>)}
      {!wide && keys.slice(last).map(key)}
      {!wide && eraseKey}
      <div className="pad-foot">
        {wide && eraseKey}
        {beside && <button type="button" className="kiosk-button" aria-pressed={beside.pressed} onClick={beside.onPress}>{beside.label}</button>}
        <button type="button" className="kiosk-main-button" disabled={busy} onClick={onDone}>{busy ? w.checking : done}</button>
      </div>
    </div>
  )
}

/** The ten digits in an order of chance, so that who watches the fingers learns nothing. */
export function shuffled(): string[] {
  const out: string[] = [...digits]
  const chance = crypto.getRandomValues(new Uint32Array(out.length))
  for (let i = out.length - 1; i > 0; i--) {
    const j = (chance[i] ?? 0) % (i + 1)
    const [a, b] = [out[i], out[j]]
    if (a !== undefined && b !== undefined) { out[i] = b; out[j] = a }
  }
  return out
}

/** What was typed, in groups; `mask` shows dots. */
export function Typed({ label, groups, said, mark }: { label: string; groups: readonly string[]; said: string; mark?: number }) {
  return (
    <div className="typed">
      <span className="typed-label">{label}</span>
      <span className="typed-value" aria-hidden="true">{groups.map((g, i) => <span key={i} className={i === mark ? 'typed-wrong' : undefined}>{g}</span>)}</span>
      <span className="unseen" role="status">{said}</span>
    </div>
  )
}

/** Six places for the digits of a PIN; which ones they are is shown nowhere. */
export function Masked({ count, of, said }: { count: number; of: number; said: string }) {
  return (
    <div className="masked">
      <span className="masked-dots" aria-hidden="true">{Array.from({ length: of }, (_, i) => <span key={i} className={i < count ? 'full' : undefined} />)}</span>
      <span className="masked-said" role="status">{said}</span>
    </div>
  )
}
