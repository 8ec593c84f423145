import { useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
import { forgetPreferences } from '@/app/preferences'
import { KioskQuestion } from '@/parts/KioskQuestion'
import { words } from '../words'

/** Nothing can be done here now: why, and where else. It goes away by itself; staff find the way to set the terminal up. */
export function OutOfService({ why }: { why: 'waiting' | 'lost' | 'unset' }) {
  const w = useWords(words)
  const [, go] = useLocation()
  if (why === 'waiting') return <KioskQuestion question={w.waiting} help={<p>{w.outHelp}</p>} onEnd={forgetPreferences} />
  return (
    <KioskQuestion question={w.outTitle} lead={why === 'lost' ? w.outLost : w.outUnset} help={<p>{w.outHelp}</p>} onEnd={forgetPreferences}>
      {why === 'lost'
        ? <p className="kiosk-wait" role="status">{w.outSince}</p>
        : <p><button type="button" className="kiosk-button" onClick={() => { go('/setup', { replace: true }) }}>{w.staff}</button></p>}
    </KioskQuestion>
  )
}
