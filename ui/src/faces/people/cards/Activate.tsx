import Button from 'antd/es/button'
import { useState } from 'react'
import { Redirect, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { keyed } from '@/faces/own/reads'
import { Task } from '@/faces/own/Task'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Page } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { cardKeys, cardNo, endOf, useCard, type CardOf } from './card'
import { CardFace } from './CardFace'
import { useHolderName } from './Cards'
import { useSetPin } from './Pin'
import { usePinFields } from './PinFields'
import { words } from './words'

/** A new card is put into use: its PIN, then the card. A renewed one keeps its PIN. */
export default function Activate() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const card = useCard(id)
  return (
    <Page title={w.activateTitle} width="read" crumbs={[{ title: w.title, href: '/cards' }, ...(card.data ? [{ title: `${w[card.data.kind]} ${w.tail(endOf(card.data.number))}`, href: `/cards/${id}` }] : [])]}>
      <Await query={card}>{(c) => <Steps key={c.id} card={c} />}</Await>
    </Page>
  )
}

function Steps({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const holder = useHolderName(c)
  const [withPin] = useState(!c.hasPin)
  const [at, setAt] = useState(0)
  const [done, setDone] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const { take, element, fail } = usePinFields(c.id, false)
  const setPin = useSetPin(c.id)
  const activate = useWrite((_: undefined, { key }) => must(api.POST('/v1/card/cards/{id}/activate', { params: { path: { id: c.id }, header: keyed(key) } })), { refresh: [cardKeys.all] })
  if (done) {
    return (
      <Receipt
        title={w.activated} number={cardNo(c.number)} facts={[{ label: w.holder, value: holder }, { label: w.expires, value: c.expiresOn }]}
        next={[{ when: w.now, what: w.afterActivate }, { when: w.anytime, what: w.afterLimits }]} action={<Button type="primary" onClick={() => { go(`/cards/${c.id}`) }}>{w.toCard}</Button>}
      />
    )
  }
  if (c.state !== 'issued') return <Redirect to={`/cards/${c.id}`} replace />
  const steps = [...(withPin ? [{ key: 'pin', title: w.stepPin }] : []), { key: 'activate', title: w.stepActivate }]
  const last = at === steps.length - 1
  const next = async () => {
    setError(undefined)
    setBusy(true)
    try {
      if (last) {
        await activate.mutateAsync(undefined)
        setDone(true)
        return
      }
      const blocks = await take()
      if (!blocks) return
      await setPin.mutateAsync(blocks)
      setAt(1)
    } catch (e) {
      const p = problemOf(e)
      if (p.code === 'card.pin_weak') fail('fresh', p.sentence(language))
      else setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Task steps={steps} at={at} title={last ? w.activateAsk : w.choosePin} commit={w.activate} busy={busy} onNext={() => { void next() }} onBack={() => { go(`/cards/${c.id}`) }}>
      {error !== undefined && <ErrorView small error={error} />}
      {last ? <><CardFace card={c} holder={holder} /><p>{w.activateText}</p></> : <div className="pin-form">{element}</div>}
    </Task>
  )
}
