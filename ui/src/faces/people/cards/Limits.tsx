import App from 'antd/es/app'
import Button from 'antd/es/button'
import { useId, useRef, useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { keyed } from '@/faces/own/reads'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { cardKeys, channels, endOf, limitFlaw, useCard, useCardLimits, type CardOf, type Channel, type Limit } from './card'
import { words } from './words'
import './cards.css'

/** The limits of each channel, changed together. */
export default function Limits() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const card = useCard(id)
  const limits = useCardLimits(id)
  return (
    <Page
      title={w.limits} lead={w.limitsLead} width="read"
      crumbs={[{ title: w.title, href: '/cards' }, ...(card.data ? [{ title: `${w[card.data.kind]} ${w.tail(endOf(card.data.number))}`, href: `/cards/${id}` }] : [])]}
    >
      <Section>
        <Await query={card}>{(c) => <Await query={limits}>{(l) => <Form key={c.version} card={c} most={l.most} />}</Await>}</Await>
      </Section>
    </Page>
  )
}

function Form({ card: c, most }: { card: CardOf; most: Record<string, Limit> }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const { message } = App.useApp()
  const [now, setNow] = useState(c.limits)
  const [tried, setTried] = useState(false)
  const { language } = usePreferences()
  const id = useId()
  const box = useRef<HTMLFormElement>(null)
  const set = useWrite(
    (limits: Record<string, Limit>, { key }) => must(api.PUT('/v1/card/cards/{id}/limits', { params: { path: { id: c.id }, header: keyed(key) }, body: { version: c.version, limits } })),
    { refresh: [cardKeys.all] },
  )
  const known = channels.filter((ch) => now[ch] && most[ch])
  const money = (minor: string) => formatMoney(minor, c.currency)
  const flawOf = (ch: Channel) => { const [l, m] = [now[ch], most[ch]]; return l && m ? limitFlaw(l, m) : undefined }
  const changed = known.filter((ch) => now[ch]?.each !== c.limits[ch]?.each || now[ch]?.day !== c.limits[ch]?.day)
  const send = () => {
    setTried(true)
    if (known.some(flawOf)) { setTimeout(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 60); return }
    if (changed.length === 0) { void message.info(w.unchanged); return }
    set.mutate(Object.fromEntries(changed.map((ch) => [ch, now[ch]] as [string, Limit])), { onSuccess: () => { void message.success(w.limitsDone); go(`/cards/${c.id}`) } })
  }
  const put = (ch: Channel, more: Partial<Limit>) => { setNow((n) => ({ ...n, [ch]: { each: '', day: '', ...n[ch], ...more } })) }
  return (
    <form ref={box} className="limit-form" noValidate onSubmit={(e) => { e.preventDefault(); if (!set.isPending) send() }}>
      {set.error && <ErrorView small error={set.error} />}
      {known.map((ch) => {
        const [l, m] = [now[ch], most[ch]]
        if (!l || !m) return null
        const flaw = tried ? flawOf(ch) : undefined
        const off = l.each === '0'
        return (
          <div key={ch} className="limit-edit" role="group" aria-labelledby={`${id}${ch}`}>
            <div className="limit-edit-head">
              <strong id={`${id}${ch}`}>{w[ch]}</strong>
              <span className="buttons">{off && <Status tone="idle">{w.off}</Status>}<button type="button" className="link-button" aria-label={`${off ? w.openChannel : w.closeChannel} ${w[ch]}`} onClick={() => { put(ch, off ? openLimit(c.limits[ch], m) : { each: '0' }) }}>{off ? w.openChannel : w.closeChannel}</button></span>
            </div>
            <p className="soft">{w[`${ch}Hint`]}{language === 'zh' ? '。' : '. '}{w.limitMost(money(m.each), money(m.day))}</p>
            {!off && (
              <div className="limit-fields">
                <FieldFrame label={w.each} error={flaw === 'each' ? w.eachBad(money(m.each)) : flaw === 'eachOverDay' ? w.eachOverDay : undefined}>
                  {(a) => <MoneyInput control={a} currency={c.currency} value={l.each} onChange={(v) => { put(ch, { each: v ?? '' }) }} />}
                </FieldFrame>
                <FieldFrame label={w.day} error={flaw === 'day' ? w.dayBad(money(m.day)) : undefined}>
                  {(a) => <MoneyInput control={a} currency={c.currency} value={l.day} onChange={(v) => { put(ch, { day: v ?? '' }) }} />}
                </FieldFrame>
              </div>
            )}
          </div>
        )
      })}
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={set.isPending}>{w.save}</Button>
        <Button onClick={() => { go(`/cards/${c.id}`) }}>{w.cancel}</Button>
      </div>
    </form>
  )
}

/** What a channel begins with when it is turned on: what it had, or a tenth of the most. */
function openLimit(was: Limit | undefined, most: Limit): Limit {
  const tenth = (s: string) => (BigInt(s) / 10n).toString()
  if (was && was.each !== '0') return was
  const day = was && was.day !== '0' ? was.day : tenth(most.day)
  const each = tenth(most.each)
  return { each: BigInt(each) > BigInt(day) ? day : each, day }
}
