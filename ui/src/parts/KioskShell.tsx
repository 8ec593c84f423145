import { useCallback, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { answerWithin, useIdle } from './idle'
import { KioskDialog } from './KioskDialog'
import { kioskWords } from './kioskWords'
import { endVisit, useEnding } from './visit'

export interface KioskShellProps {
  /** Once a visit has begun. */
  active: boolean
  /** Ends the visit because nobody is there; by default the start page follows. */
  onIdle?: () => void
  children: ReactNode
}

/** Around every page of the kiosk: the idle warning, and the wipe at the end. Who reads large type has twice the time to answer. */
export function KioskShell({ active, onIdle, children }: KioskShellProps) {
  const w = useWords(kioskWords)
  const { size } = usePreferences()
  const end = useCallback(() => { if (onIdle) onIdle(); else endVisit() }, [onIdle])
  const { left, stay } = useIdle(active, end, size === 'huge' ? 2 * answerWithin : answerWithin)
  if (useEnding()) return <p className="kiosk-ending" role="status">{w.ending}</p>
  return (
    <>
      {children}
      {left !== undefined && (
        <KioskDialog urgent title={w.idleTitle} onClose={stay} buttons={[{ label: w.moreTime, onPress: stay }, { label: w.endNow, onPress: end }]}>
          <p className="kiosk-countdown" role="timer" aria-live={left % 10 === 0 ? 'assertive' : 'off'}>{w.idle(left)}</p>
        </KioskDialog>
      )}
    </>
  )
}
