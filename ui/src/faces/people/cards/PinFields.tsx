import { SafetyOutlined } from '@ant-design/icons'
import { useId, useRef, useState, type RefObject } from 'react'
import { pinBlock, pinDigits, pinFlaw, type PinBlock } from '@/api/pin'
import { useWords } from '@/app/i18n'
import { words } from './words'

type Which = 'old' | 'fresh' | 'again'

/** The blocks of what was typed. The PINs themselves never reach the state of a page: they stay in their fields, and are wiped there. */
export interface Blocks {
  pin: PinBlock
  old?: PinBlock
}

/** The fields of a PIN that is chosen or changed, and what makes blocks of them. */
export function usePinFields(card: string, has: boolean) {
  const w = useWords(words)
  const old = useRef<HTMLInputElement>(null)
  const fresh = useRef<HTMLInputElement>(null)
  const again = useRef<HTMLInputElement>(null)
  const at = (which: Which) => ({ old, fresh, again })[which]
  const [flaws, setFlaws] = useState<Partial<Record<Which, string>>>({})
  const says = { length: w.pinLength, same: w.pinSame, run: w.pinRun }
  const wipe = () => { for (const f of [old, fresh, again]) if (f.current) f.current.value = '' }

  /** Blocks, or undefined when something has to be mended first. */
  const take = async (): Promise<Blocks | undefined> => {
    const typed = (f: RefObject<HTMLInputElement | null>) => f.current?.value ?? ''
    const flaw = pinFlaw(typed(fresh))
    const found: Partial<Record<Which, string>> = {
      ...(has && typed(old).length !== pinDigits ? { old: w.pinMissing } : {}),
      ...(flaw ? { fresh: says[flaw] } : typed(fresh) !== typed(again) ? { again: w.pinDiffers } : {}),
    }
    setFlaws(found)
    const first = (['old', 'fresh', 'again'] as const).find((k) => found[k])
    if (first) { at(first).current?.focus(); return undefined }
    try {
      return { pin: await pinBlock(typed(fresh), card), ...(has ? { old: await pinBlock(typed(old), card) } : {}) }
    } finally {
      wipe()
    }
  }
  const element = (
    <>
      {has && <PinField label={w.oldPin} hint={w.forget} at={old} flaw={flaws.old} />}
      <PinField label={w.newPin} hint={w.pinRules} at={fresh} flaw={flaws.fresh} />
      <PinField label={w.againPin} at={again} flaw={flaws.again} />
      <p className="pin-secure"><SafetyOutlined aria-hidden="true" />{w.pinSecure}</p>
    </>
  )
  return { take, element, fail: (which: Which, text: string) => { setFlaws({ [which]: text }); at(which).current?.focus() } }
}

/** One field for a PIN: covered, digits only, remembered by no browser. */
function PinField({ label, hint, flaw, at }: { label: string; hint?: string; flaw?: string; at: RefObject<HTMLInputElement | null> }) {
  const id = useId()
  const described = [hint ? `${id}h` : '', flaw ? `${id}e` : ''].filter(Boolean).join(' ')
  return (
    <div className={flaw ? 'field field-bad' : 'field'}>
      <label className="field-label" htmlFor={id}>{label}</label>
      {hint && <p className="field-hint" id={`${id}h`}>{hint}</p>}
      {flaw && <p className="field-error" id={`${id}e`} role="alert">{flaw}</p>}
      {/* A plain field: the browser's own keeps its text in the page's state. */}
      <input
        ref={at} id={id} type="password" inputMode="numeric" autoComplete="off" maxLength={pinDigits} aria-describedby={described || undefined} aria-invalid={flaw ? true : undefined} aria-required
        className="pin-input ant-input" data-bad={flaw ? true : undefined} onInput={(e) => { e.currentTarget.value = e.currentTarget.value.normalize('NFKC').replace(/\D/g, '') }}
      />
    </div>
  )
}
