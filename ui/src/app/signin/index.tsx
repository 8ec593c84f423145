import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Route, Switch, useLocation, useSearchParams } from 'wouter'
import { faceOfHat, sessionKey, useSession, useWear, type Session } from '@/app/session'
import { Activate, Password, SecondFactor } from './forms'
import { ChooseHat } from './ChooseHat'
import type { Progress } from './calls'
import { safeNext } from './next'

/** Signing in: password, then whatever is still needed, then the choice of a hat where there are several. */
export default function SignIn() {
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const client = useQueryClient()
  const session = useSession()
  const wear = useWear()
  const [choosing, setChoosing] = useState<Session>()
  const next = safeNext(search.get('next'))

  const enter = async (progress: Progress) => {
    if (progress.next === 'totp') { go(`/second-factor${location.search}`); return }
    await client.refetchQueries({ queryKey: sessionKey })
    const got = client.getQueryData<Session | null>(sessionKey)
    if (!got) return
    if (next && got.faces.some((f) => next.startsWith(`/${f}`))) { go(`~${next}`); return }
    if (got.hats.length > 1) { setChoosing(got); return }
    go(`~/${faceOfHat(got.hat)}`)
  }

  const shown = choosing ?? (search.has('choose') ? session.data : undefined)
  if (shown) {
    return <ChooseHat session={shown} onChoose={(h) => { void wear(h.id).then(() => { go(`~/${faceOfHat(h)}`) }) }} />
  }
  return (
    <Switch>
      <Route path="/second-factor"><SecondFactor onDone={enter} /></Route>
      <Route path="/activate"><Activate onDone={enter} /></Route>
      <Route><Password onDone={enter} /></Route>
    </Switch>
  )
}
