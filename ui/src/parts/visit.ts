import { useSyncExternalStore } from 'react'
import { call, hat, identity } from '@/api/client'
import { queryClient } from '@/api/queries'
import { forgetPreferences } from '@/app/preferences'
import { stopReading } from './speech'

/** How long the bank may take to answer before the page is wiped anyway; the session then ends idle. */
const answerWithin = 4000

let ending = false
const listeners = new Set<() => void>()

/** Whether the visit is being ended: what was shown is taken away at once, before the bank has answered. */
export const useEnding = () => useSyncExternalStore((l) => { listeners.add(l); return () => { listeners.delete(l) } }, () => ending)

/**
 * Ends a visit: the session at the bank, what was read, choices, storage. What is shown goes at once; then the page is loaded
 * anew in place of this one, so that nothing stays in memory or in the browser's history.
 */
export function endVisit(to = '/kiosk'): void {
  if (ending) return
  ending = true
  stopReading()
  for (const l of listeners) l()
  document.title = ''
  void call('POST', '/v1/session/end', undefined, { keepalive: true, signal: AbortSignal.timeout(answerWithin) })
    .catch(() => undefined)
    .finally(() => {
      forget()
      location.replace(to)
    })
}

/** Forgets all that this browser keeps of a visit. */
export function forget(): void {
  queryClient.clear()
  hat.set('')
  identity.csrf = ''
  sessionStorage.clear()
  localStorage.clear()
  forgetPreferences() // last: it writes that the next one begins with Chinese, whatever the browser speaks
}
