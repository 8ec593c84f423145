import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { Redirect, Route, Switch, useLocation, useSearchParams } from 'wouter'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { faceAt, faceOfHat, sessionKey, useSession, useWear, whyEnded, type Hat, type Session } from '@/app/session'
import { Loading } from '@/parts/Loading'
import { Activate } from './Activate'
import type { Progress } from './calls'
import { ChooseHat } from './ChooseHat'
import { Notice } from './Frame'
import { safeNext } from './next'
import { Password } from './Password'
import { SecondFactor } from './SecondFactor'
import { words } from './words'
import './signin.css'

/** Signing in: the first factor, whatever is still needed, then the hat where there are several, then where she was going. */
export default function SignIn() {
  const [at, go] = useLocation()
  const [search] = useSearchParams()
  const client = useQueryClient()
  const session = useSession()
  const [ticket, setTicket] = useState('')
  const [late, setLate] = useState(false)
  const next = safeNext(search.get('next'))

  const enter = (progress: Progress) => {
    if (!progress.signedIn) {
      setTicket(progress.ticket ?? '')
      go(`/second-factor${location.search}`)
      return
    }
    void client.refetchQueries({ queryKey: sessionKey })
  }
  const again = (tooLate: boolean) => {
    setTicket('')
    setLate(tooLate)
    go(`/${location.search}`)
  }
  if (session.data) return <Entered session={session.data} next={next} />
  // A session that is only being read again must not take away what is being typed.
  if (session.isPending) return <Loading whole />
  if (at.startsWith('/second-factor') && !ticket) return <Redirect to={`/${location.search}`} />
  return (
    <Switch>
      <Route path="/second-factor"><SecondFactor ticket={ticket} onDone={enter} onOver={again} /></Route>
      <Route path="/activate"><Activate onDone={enter} /></Route>
      <Route><Password onDone={enter} next={next} notice={<Why late={late} out={search.get('ended') === 'out'} />} /></Route>
    </Switch>
  )
}

/** Why she is here again. */
function Why({ late, out }: { late: boolean; out: boolean }): ReactNode {
  const w = useWords(words)
  const { language } = usePreferences()
  const [ended] = useState(whyEnded)
  if (late) return <Notice title={w.endedTitle}>{w.ticketOver}</Notice>
  if (out) return <Notice title={w.outTitle}>{w.outText}</Notice>
  if (ended && ended.code !== 'signin.no_session') return <Notice title={w.endedTitle}>{ended.sentence(language)}</Notice>
  return null
}

/** Signed in: on to where she was going, under the one hat that fits; she chooses where there are several. */
function Entered({ session, next }: { session: Session; next?: string }) {
  const wear = useWear()
  const [, go] = useLocation()
  const face = next ? faceAt(new URL(next, location.origin).pathname) : undefined
  const fitting = session.hats.filter((h) => !face || faceOfHat(h) === face)
  const hats = fitting.length > 0 ? fitting : session.hats
  const only = hats.length === 1 ? hats[0] : undefined
  const begin = async (h: Hat) => {
    await wear(h.id)
    go(next && face === faceOfHat(h) ? `~${next}` : `~/${faceOfHat(h)}`)
  }
  useEffect(() => { if (only) void begin(only) }, [only?.id]) // eslint-disable-line react-hooks/exhaustive-deps -- once for the one hat
  if (only) return <Loading whole />
  return <ChooseHat session={session} hats={hats} onChoose={(h) => { void begin(h) }} />
}
