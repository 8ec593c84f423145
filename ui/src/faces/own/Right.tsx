import Button from 'antd/es/button'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useFace } from '@/app/frame'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { faceOfHat, sessionKey, useMe, useWear } from '@/app/session'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { Loading } from '@/parts/Loading'
import { Page } from '@/parts/Page'
import { useStepUp } from '@/parts/StepUp'
import { placesOf } from './places'
import { common } from './words'
import './own.css'

/**
 * Pages of a face are read under a hat that works there. A link from another face may come with one that doesn't: then the
 * first that does is put on, and without any the page says so instead of showing refusals.
 */
export function Right({ children }: { children: ReactNode }) {
  const face = useFace()
  const { hat, hats, permissions } = useMe()
  const wear = useWear()
  const [at] = useLocation()
  const { language } = usePreferences()
  const fits = faceOfHat(hat) === face
  const other = fits ? undefined : hats.find((h) => faceOfHat(h) === face)?.id
  useEffect(() => { if (other) void wear(other) }, [other]) // eslint-disable-line react-hooks/exhaustive-deps -- once a hat
  if (other) return <Loading />
  if (!fits) return <NoHat />
  if (hat.needsMore && permissions?.length === 0 && !at.startsWith('/security')) return <NeedsMore />
  const place = placesOf(face).find((p) => at === p.path || at.startsWith(`${p.path}/`))
  if (place?.permission && !permissions?.includes(place.permission)) return <NotAllowed title={place[language]} />
  return children
}

/** A place that this hat may not enter: said at once instead of asking the bank for a refusal. */
function NotAllowed({ title }: { title: string }) {
  const w = useWords(common)
  return (
    <Page title={title} width="read">
      <Empty title={w.notAllowed} action={<Link href="~/">{w.choose}</Link>}>{w.notAllowedText}</Empty>
    </Page>
  )
}

function NoHat() {
  const w = useWords(common)
  return (
    <Page title={w.noHat} width="read">
      <Empty title={w.noHat} action={<Link href="~/">{w.choose}</Link>}>{w.noHatText}</Empty>
    </Page>
  )
}

/** All that the hat may do waits for a second factor. */
function NeedsMore() {
  const w = useWords(common)
  const stepUp = useStepUp()
  const client = useQueryClient()
  const [error, setError] = useState<unknown>()
  const prove = async () => {
    setError(undefined)
    try {
      await stepUp()
      await client.refetchQueries({ queryKey: sessionKey })
    } catch (e) {
      setError(e)
    }
  }
  return (
    <Page title={w.needsMore} width="read">
      <Empty title={w.needsMore} action={<span className="buttons"><Button type="primary" onClick={() => { void prove() }}>{w.prove}</Button><Link href="/security">{w.setUp}</Link></span>}>{w.needsMoreText}</Empty>
      {error !== undefined && <ErrorView small error={error} />}
    </Page>
  )
}
