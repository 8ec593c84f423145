import { call, hat } from '@/api/client'
import { queryClient } from '@/api/queries'
import { forgetPreferences } from '@/app/preferences'
import { stopReading } from './speech'

/** Ends a visit: session, what was read, choices, storage. The page is loaded anew, so that nothing stays in memory. */
export function endVisit(): void {
  stopReading()
  void call('DELETE', '/v1/session').catch(() => undefined).finally(() => {
    queryClient.clear()
    hat.set('')
    sessionStorage.clear()
    localStorage.clear()
    forgetPreferences()
    location.replace('/kiosk')
  })
}
