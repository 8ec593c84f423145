import App from 'antd/es/app'
import Button from 'antd/es/button'
import { useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Page, Section } from '@/parts/Page'
import { useState } from 'react'
import { cardKeys, endOf, useCard, type CardOf } from './card'
import { usePinFields, type Blocks } from './PinFields'
import { words } from './words'
import './cards.css'

/** The write of a PIN's blocks. */
export function useSetPin(id: string) {
  return useWrite((body: Blocks) => must(api.PUT('/v1/card/cards/{id}/pin', { params: { path: { id } }, body })), { refresh: [cardKeys.all] })
}

/** Another PIN, or the first one. */
export default function Pin() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const card = useCard(id)
  const c = card.data
  return (
    <Page
      title={c?.hasPin === false ? w.pinTitleSet : w.pinTitle} width="read"
      crumbs={[{ title: w.title, href: '/cards' }, ...(c ? [{ title: `${w[c.kind]} ${w.tail(endOf(c.number))}`, href: `/cards/${id}` }] : [])]}
    >
      <Section><Await query={card}>{(found) => <Form card={found} />}</Await></Section>
    </Page>
  )
}

function Form({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const { message } = App.useApp()
  const { take, element, fail } = usePinFields(c.id, c.hasPin)
  const set = useSetPin(c.id)
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  if (c.pinBlocked) return <p className="card-note" data-tone="bad">{w.blockedNote}</p>
  const send = async () => {
    setError(undefined)
    setBusy(true)
    try {
      const blocks = await take()
      if (!blocks) return
      await set.mutateAsync(blocks)
      void message.success(c.hasPin ? w.pinDone : w.pinSetDone)
      go(`/cards/${c.id}`)
    } catch (e) {
      const p = problemOf(e)
      if (p.code === 'card.pin') fail('old', p.sentence(language))
      else if (p.code === 'card.pin_weak') fail('fresh', p.sentence(language))
      else setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="pin-form" noValidate autoComplete="off" onSubmit={(e) => { e.preventDefault(); if (!busy) void send() }}>
      {error !== undefined && <ErrorView small error={error} />}
      {element}
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={busy}>{w.savePin}</Button>
        <Button onClick={() => { go(`/cards/${c.id}`) }}>{w.cancel}</Button>
      </div>
    </form>
  )
}
