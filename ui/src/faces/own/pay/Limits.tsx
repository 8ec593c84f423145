import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { keyed, useParty, type S } from '../reads'
import { common, wordOf } from '../words'
import { boundFault, narrower } from './limits'
import { payKeys, useLimits } from './reads'
import { words } from './words'
import '../own.css'
import './pay.css'

type Channel = S['PaymentChannelLimit']
type Bound = S['PaymentBound']

/** What a person may pay by each channel, and what she has set below the bank's limits. Organisations have a page of their own. */
export default function Limits() {
  const w = useWords(words)
  const may = useMay()
  const limits = useLimits()
  const [changing, setChanging] = useState<Channel>()
  return (
    <Page title={w.limits} lead={w.limitsLead} width="read" crumbs={[{ title: w.payments, href: '/payments' }]}>
      <Await query={limits}>
        {(l) => (
          <>
            {l.channels.map((ch) => (
              <Section key={ch.channel} title={wordOf(w, `c_${ch.channel}`)} extra={may('payment.limit') && <Button type="link" onClick={() => { setChanging(ch) }} aria-label={`${w.change} ${wordOf(w, `c_${ch.channel}`)}`}>{w.change}</Button>}>
                <div className="own-facts"><Facts
                  facts={[
                    { label: w.limitOrder, value: <Money minor={narrower(ch).order} /> },
                    { label: w.limitDay, value: <Money minor={narrower(ch).day} /> },
                    { label: w.used, value: <Money minor={ch.used} /> },
                    { label: w.bankLimit, value: <span className="soft fact-wide">{formatMoney(ch.bank.order)} / {formatMoney(ch.bank.day)}</span> },
                  ]}
                /></div>
              </Section>
            ))}
            {changing && <Change channel={changing} all={l.channels} onClose={() => { setChanging(undefined) }} />}
          </>
        )}
      </Await>
      <p><Link href="/payments/phones">{w.phones}</Link></p>
    </Page>
  )
}

function Change({ channel: ch, all, onClose }: { channel: Channel; all: readonly Channel[]; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const party = useParty()
  const [bound, setBound] = useState<Bound>(narrower(ch))
  const [tried, setTried] = useState(false)
  const set = useWrite((channels: Record<string, Bound>, { key }) => must(api.PUT('/v1/payment/limits', { body: { channels }, params: { header: keyed(key) } })), { refresh: [payKeys.limits(party)] })
  // The bank takes all own limits at once: those of the other channels go along as they are.
  const send = (b?: Bound) => {
    const rest = Object.fromEntries(all.filter((x) => x.channel !== ch.channel && x.own).map((x) => [x.channel, x.own ?? x.bank]))
    set.mutate({ ...rest, ...(b && { [ch.channel]: b }) }, { onSuccess: onClose })
  }
  const fault = boundFault(bound, ch.bank)
  const text = (part: 'order' | 'day') => (!tried || fault?.part !== part ? undefined : fault.kind === 'bad' ? w.limitBad : fault.kind === 'over' ? w.limitOver(formatMoney(ch.bank[part])) : w.limitOrderOver)
  return (
    <Modal
      open title={`${w.limits} · ${wordOf(w, `c_${ch.channel}`)}`} onCancel={onClose} destroyOnHidden
      footer={<>{ch.own && <Button onClick={() => { send() }}>{w.limitReset}</Button>}<Button onClick={onClose}>{c.cancel}</Button><Button type="primary" loading={set.isPending} onClick={() => { setTried(true); if (!fault) send(bound) }}>{w.save}</Button></>}
    >
      <div className="dialog-form">
        {(['order', 'day'] as const).map((part) => (
          <FieldFrame key={part} label={part === 'order' ? w.limitOrder : w.limitDay} hint={w.limitHint(formatMoney(ch.bank[part]))} error={text(part)}>
            {(a) => <MoneyInput control={a} value={bound[part]} onChange={(v) => { setBound({ ...bound, [part]: v ?? '' }) }} />}
          </FieldFrame>
        ))}
        {set.error && <ErrorView small error={set.error} />}
      </div>
    </Modal>
  )
}
