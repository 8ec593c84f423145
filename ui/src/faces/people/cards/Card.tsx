import App from 'antd/es/app'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useId, useRef, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay, useMe } from '@/app/session'
import { useDeposits } from '@/faces/own/accounts/deposits'
import { nameOf, useProductNames } from '@/faces/own/accounts/names'
import { keyed } from '@/faces/own/reads'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant, toDate } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { cardKeys, channels, endOf, isOver, stateTone, useCard, type CardOf } from './card'
import { CardFace } from './CardFace'
import { useHolderName } from './Cards'
import { Movements } from './Movements'
import { words } from './words'

/** How long a report made by the holder herself stands. */
const oralDays = 5

/** One card: its face, what can be done with it, its limits and its transactions. */
export default function Card() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const card = useCard(id)
  if (card.data) return <Shown card={card.data} />
  return <Page title={w.title} width="read" crumbs={[{ title: w.title, href: '/cards' }]}><Await query={card}>{() => null}</Await></Page>
}

function Shown({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  const may = useMay()
  const holder = useHolderName(c)
  const mine = useMe().hat.for === c.holder
  const uses = may('card.use') && mine && !isOver(c)
  const deposits = useDeposits()
  const productName = useProductNames()
  const account = deposits.data?.find((a) => a.id === c.account)
  return (
    <Page
      title={`${w[c.kind]} ${w.tail(endOf(c.number))}`} crumbs={[{ title: w.title, href: '/cards' }]} width="read" state={<Status tone={stateTone[c.state]}>{w[c.state]}</Status>}
    >
      <Section>
        <div className="card-top">
          <CardFace card={c} holder={holder} />
          <div className="card-side">
            <Notes card={c} />
            {uses && <Acts card={c} />}
            {!may('card.use') && <p className="soft">{w.noAccess}</p>}
          </div>
        </div>
      </Section>
      <Section title={w.facts}>
        <Facts
          facts={[
            {
              label: w.account, value: account ? <><Link href={`/accounts/${account.id}`}>{nameOf(account, productName)}</Link> <AccountNo value={account.number} /></> : <Link href={`/accounts/${c.account}`}>{w.openAccount}</Link>,
            },
            { label: w.holder, value: holder },
            { label: w.expires, value: c.expiresOn },
            { label: w.pin, value: c.pinBlocked ? <Status tone="bad">{w.pinBlocked}</Status> : c.hasPin ? w.pinSet : w.pinNone, change: uses && !c.pinBlocked && c.state !== 'lost' && <Link href={`/cards/${c.id}/pin`}>{c.hasPin ? w.change : w.setPin}</Link> },
            { label: w.issuedAt, value: <Time at={c.issuedAt} precision="date" /> },
          ]}
        />
      </Section>
      <Section title={w.limits} extra={uses && <Link href={`/cards/${c.id}/limits`}>{w.change}</Link>} flush>
        <ul className="limit-lines">
          {channels.map((ch) => {
            const l = c.limits[ch]
            return l && (
              <li key={ch}>
                <span>{w[ch]}</span>
                {l.each === '0' ? <span className="limit-money"><Status tone="idle">{w.off}</Status></span> : (
                  <>
                    <span className="limit-money"><span>{w.each}</span><Money minor={l.each} currency={c.currency} /></span>
                    <span className="limit-money"><span>{w.day}</span><Money minor={l.day} currency={c.currency} /></span>
                  </>
                )}
              </li>
            )
          })}
        </ul>
      </Section>
      <Movements card={c} />
    </Page>
  )
}

/** What the state means, and what to do about it. */
function Notes({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  const [now] = useState(() => Date.now())
  const oralEnds = c.lostAt ? formatInstant(new Date(toDate(c.lostAt).getTime() + oralDays * 86_400_000), 'minute') : ''
  const says = { issued: w.issuedNote, frozen: w.frozenNote, lost: c.loss === 'written' ? w.writtenNote : w.oralNote(oralEnds), replaced: w.replacedNote, expired: w.expiredNote, closed: w.closedNote, active: '' }[c.state]
  const ends = new Date(`${c.expiresOn}T00:00:00+08:00`)
  const renews = c.state === 'active' && ends.getTime() - now < 92 * 86_400_000
  return (
    <>
      {says && <p className="card-note" data-tone={c.state === 'lost' ? 'bad' : c.state === 'issued' ? 'warn' : undefined}>{says} {c.replacedBy && <Link href={`/cards/${c.replacedBy}`}>{w.openNew}</Link>}</p>}
      {c.pinBlocked && <p className="card-note" data-tone="bad">{w.blockedNote}</p>}
      {renews && <p className="card-note" data-tone="warn">{w.renewNote}</p>}
    </>
  )
}

/** What the holder can do now: the one thing that the state asks for first. */
function Acts({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const { message } = App.useApp()
  const [asking, setAsking] = useState<'loss' | 'close'>()
  const refresh = { refresh: [cardKeys.all] }
  const path = { path: { id: c.id } }
  const freeze = useWrite((_: undefined, { key }) => must(api.POST('/v1/card/cards/{id}/freeze', { params: { ...path, header: keyed(key) } })), refresh)
  const unfreeze = useWrite((_: undefined, { key }) => must(api.POST('/v1/card/cards/{id}/unfreeze', { params: { ...path, header: keyed(key) } })), refresh)
  const failed = freeze.error ?? unfreeze.error
  const lock = () => { freeze.mutate(undefined, { onSuccess: () => { void message.success(w.frozenDone) } }) }
  return (
    <>
      {failed && <ErrorView small error={failed} />}
      <div className="card-acts">
        {c.state === 'issued' && <Button type="primary" onClick={() => { go(`/cards/${c.id}/activate`) }}>{w.activate}</Button>}
        {c.state === 'active' && <Button type="primary" loading={freeze.isPending} onClick={lock}>{w.freeze}</Button>}
        {c.state === 'frozen' && <Button type="primary" loading={unfreeze.isPending} onClick={() => { unfreeze.mutate(undefined, { onSuccess: () => { void message.success(w.unfrozenDone) } }) }}>{w.unfreeze}</Button>}
        {c.state !== 'lost' && c.state !== 'issued' && !c.pinBlocked && <Button onClick={() => { go(`/cards/${c.id}/pin`) }}>{c.hasPin ? w.changePin : w.setPin}</Button>}
        {c.state !== 'lost' && <Button danger onClick={() => { setAsking('loss') }}>{w.reportLoss}</Button>}
        <Button type="text" onClick={() => { setAsking('close') }}>{w.close}</Button>
      </div>
      {asking === 'loss' && <Loss card={c} onFreeze={c.state === 'active' ? lock : undefined} onClose={() => { setAsking(undefined) }} />}
      {asking === 'close' && <CloseCard card={c} onClose={() => { setAsking(undefined) }} />}
    </>
  )
}

function Loss({ card: c, onFreeze, onClose }: { card: CardOf; onFreeze?: () => void; onClose: () => void }) {
  const w = useWords(words)
  const { message } = App.useApp()
  const report = useWrite((_: undefined, { key }) => must(api.POST('/v1/card/cards/{id}/loss', { params: { path: { id: c.id }, header: keyed(key) } })), { refresh: [cardKeys.all] })
  return (
    <Modal
      open title={w.lossTitle} onCancel={onClose} destroyOnHidden
      footer={[
        <Button key="no" onClick={onClose}>{w.cancel}</Button>,
        onFreeze && <Button key="freeze" onClick={() => { onFreeze(); onClose() }}>{w.freezeInstead}</Button>,
        <Button key="yes" type="primary" danger loading={report.isPending} onClick={() => { report.mutate(undefined, { onSuccess: () => { void message.success(w.lostDone); onClose() } }) }}>{w.lossDo}</Button>,
      ]}
    >
      <p>{w.lossText}</p>
      {report.error && <ErrorView small error={report.error} />}
    </Modal>
  )
}

function CloseCard({ card: c, onClose }: { card: CardOf; onClose: () => void }) {
  const w = useWords(words)
  const id = useId()
  const reason = useRef('')
  const { message } = App.useApp()
  const close = useWrite((why: string, { key }) => must(api.POST('/v1/card/cards/{id}/close', { params: { path: { id: c.id }, header: keyed(key) }, body: why ? { reason: why } : {} })), { refresh: [cardKeys.all] })
  return (
    <Modal
      open title={w.closeTitle} okText={w.closeDo} cancelText={w.cancel} okButtonProps={{ danger: true }} confirmLoading={close.isPending} destroyOnHidden onCancel={onClose}
      onOk={() => { close.mutate(reason.current.trim(), { onSuccess: () => { void message.success(w.closedDone); onClose() } }) }}
    >
      <div className="dialog-form">
        <p>{w.closeText}</p>
        <div className="field">
          <label className="field-label" htmlFor={id}>{w.closeReason}</label>
          <p className="field-hint" id={`${id}h`}>{w.reasonHint}</p>
          <Input.TextArea id={id} aria-describedby={`${id}h`} rows={2} maxLength={200} onChange={(e) => { reason.current = e.target.value }} />
        </div>
        {close.error && <ErrorView small error={close.error} />}
      </div>
    </Modal>
  )
}
