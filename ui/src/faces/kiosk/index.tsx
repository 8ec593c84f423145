import { useEffect } from 'react'
import { Redirect, useLocation } from 'wouter'
import { usePreferences } from '@/app/preferences'
import { page, Pages, type Room } from '@/app/routes'
import { KioskShell } from '@/parts/KioskShell'
import { endVisit } from '@/parts/visit'
import { leave, useVisit } from './visit'

const start = page('/', () => import('./Start'))
const found = {
  ...import.meta.glob<Room>('./*/pages.ts', { eager: true }),
  '~': { pages: [page('/*?', () => import('./Lost'))] }, // after all others
}

// Every page is fetched while nobody is in a hurry: then none of them has to load, even if the line breaks in between.
const all = import.meta.glob('./*/*.tsx')

/** Pages that open without a visit. */
const outside = ['/', '/setup', '/bye']

const idle = () => { leave(true) }
const toStart = () => { endVisit() }

/** The terminal: no session is asked for at the door; a visit begins when the start page is left. */
export default function Face() {
  const [at] = useLocation()
  const { begun } = useVisit()
  const { language, size, theme } = usePreferences()
  const inside = begun && !outside.includes(at)
  // Somebody chose a language or a size and went away: the next one finds the start as it was.
  const touched = at === '/' && (language !== 'zh' || size !== 'normal' || theme === 'dark')
  useEffect(() => {
    const t = setTimeout(() => { for (const load of Object.values(all)) void load() }, 1000)
    return () => { clearTimeout(t) }
  }, [])
  useEffect(() => {
    // A page that the browser kept asleep is loaded anew: it may be somebody else's.
    const woken = (e: PageTransitionEvent) => { if (e.persisted) location.reload() }
    addEventListener('pageshow', woken)
    return () => { removeEventListener('pageshow', woken) }
  }, [])
  if (!begun && !outside.includes(at)) return <Redirect to="/" replace />
  return (
    <KioskShell active={inside || touched || at === '/setup'} onIdle={inside ? idle : toStart}>
      <Pages start={start} found={found} />
    </KioskShell>
  )
}
