import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { keys, keyed, useParty } from '../reads'
import { wordOf } from '../words'
import { PaymentChain } from './Chain'
import { leaves, PaymentState, Side, signed } from './parts'
import { payKeys, useOrder, type Order } from './reads'
import { words } from './words'
import './pay.css'

/** One payment: what it is, how it stands, and its whole chain. */
export default function Payment() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const order = useOrder(id)
  const o = order.data
  return (
    <Page
      title={o ? wordOf(w, `k_${o.kind}`) : w.payment} crumbs={[{ title: w.payments, href: '/payments' }]} state={o && <PaymentState state={o.state} />}
      action={o && (o.receipt ?? ['settled', 'sent', 'returned'].includes(o.state)) && <Link href={`/payments/${id}/receipt`}><Button type="primary">{w.receipt}</Button></Link>}
      aside={<Section title={w.chainTitle}><PaymentChain id={id} /></Section>}
    >
      <Await query={order}>{(got) => <><Waiting order={got} /><PaymentFacts order={got} /></>}</Await>
    </Page>
  )
}

function PaymentFacts({ order: o }: { order: Order }) {
  const w = useWords(words)
  const party = useParty()
  const out = leaves(o, party) !== false
  const facts: Fact[] = [
    { label: w.amount, value: <Money minor={signed(o, party)} currency={o.currency} size="hero" plus={!out} /> },
    { label: w.payee, value: <Side name={o.to.name ?? o.to.phone ?? ''} number={o.to.account ?? ''} bank={o.to.bankName} /> },
    { label: w.payer, value: <Side name={o.fromName} number={o.fromNumber} bank={o.fromBank} /> },
    ...(o.purpose ? [{ label: w.purpose, value: o.purpose }] : []),
    ...(o.note ? [{ label: w.note, value: o.note }] : []),
    ...(out && o.fee !== '0' ? [{ label: w.fee, value: <Money minor={o.fee} currency={o.currency} /> }] : []),
    { label: w.madeAt, value: <Time at={o.madeAt} precision="second" /> },
    ...(o.settledAt ? [{ label: w.settledAt, value: <Time at={o.settledAt} precision="second" /> }] : []),
    ...(o.bankDate ? [{ label: w.bankDate, value: o.bankDate }] : []),
    { label: w.channel, value: wordOf(w, `c_${o.channel}`) },
    ...(o.reason ? [{ label: w.reason, value: wordOf(w, `o_${o.reason}`).replace(/^o_/, '') }] : []),
    ...(o.uetr ? [{ label: w.uetr, value: <span className="figures fact-wide">{o.uetr}</span> }] : []),
  ]
  return <Section><div className="own-facts"><Facts facts={facts} /></div></Section>
}

/** What has to be done with a payment that waits, by whom. */
function Waiting({ order: o }: { order: Order }) {
  const w = useWords(words)
  const may = useMay()
  const party = useParty()
  const [said, setSaid] = useState('')
  const refresh = [payKeys.order(o.id), payKeys.orders(party), payKeys.limits(party), keys.accounts(party)]
  const confirm = useWrite((_: undefined, { key }) => must(api.POST('/v1/payment/orders/{id}/confirm', { params: { path: { id: o.id }, header: keyed(key) } })), { refresh })
  const cancel = useWrite((_: undefined, { key }) => must(api.POST('/v1/payment/orders/{id}/cancel', { params: { path: { id: o.id }, header: keyed(key) } })), { refresh })
  if (said && o.state !== 'proposed') return <p className="soft" role="status">{said}</p>
  if (o.state !== 'proposed' || o.payer !== party) return null
  const mine = !o.approval && may('payment.make')
  return (
    <Section title={mine ? w.waitYou : w.waitOther}>
      <div className="pay-form">
        <p>{mine ? w.waitYouText : w.waitOtherText}</p>
        {(confirm.error ?? cancel.error) && <ErrorView small error={confirm.error ?? cancel.error} />}
        {may('payment.make') && (
          <div className="form-foot">
            {mine && <Button type="primary" loading={confirm.isPending} onClick={() => { confirm.mutate(undefined, { onSuccess: () => { setSaid(w.confirmed) } }) }}>{w.confirmPay}</Button>}
            <Button loading={cancel.isPending} onClick={() => { cancel.mutate(undefined, { onSuccess: () => { setSaid(w.cancelled) } }) }}>{w.cancelPay}</Button>
          </div>
        )}
      </div>
    </Section>
  )
}
