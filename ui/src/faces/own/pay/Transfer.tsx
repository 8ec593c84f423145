import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useRef, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { formatMoney } from '@/parts/amount'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Loading } from '@/parts/Loading'
import { Page, Section } from '@/parts/Page'
import { keys, keyed, useParty, type S } from '../reads'
import { depositKeys } from '../accounts/deposits'
import { PurseField, usePurses, type Purse } from './From'
import { nobody, passes, payeeFault, sentPayee, type Payee } from './payee'
import { payKeys } from './reads'
import { Recipient, useCheck } from './Recipient'
import { words } from './words'
import './pay.css'

/** A transfer on one page: whom, how much, and one press. */
export default function Transfer() {
  const w = useWords(words)
  const { purses, isPending, error } = usePurses()
  const [round, setRound] = useState(0)
  return (
    <Page title={w.transfer} width="read">
      {isPending ? <Section><Loading rows={5} /></Section> : error ? <ErrorView error={error} />
        : purses && purses.length > 0 ? <Form key={round} purses={purses} onAnew={() => { setRound(round + 1) }} />
          : <Section><Empty title={w.noFrom} action={<Link href="/accounts/open">{w.openOne}</Link>}>{w.noFromText}</Empty></Section>}
    </Page>
  )
}

const isAmount = (a: string) => /^\d+$/.test(a) && BigInt(a) > 0n

function Form({ purses, onAnew }: { purses: Purse[]; onAnew: () => void }) {
  const w = useWords(words)
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const party = useParty()
  const client = useQueryClient()
  const [payee, setPayee] = useState<Payee>(() => given(search))
  const [amount, setAmount] = useState(() => (isAmount(search.get('amount') ?? '') ? (search.get('amount') ?? '') : ''))
  const [from, setFrom] = useState(() => purses.find((p) => p.id === search.get('from'))?.id ?? purses[0]?.id ?? '')
  const [purpose, setPurpose] = useState('')
  const [close, setClose] = useState(false)
  const [tried, setTried] = useState(false)
  const check = useCheck(payee)
  const purse = purses.find((p) => p.id === from)
  const box = useRef<HTMLFormElement>(null)

  const pay = useWrite(
    (body: S['PaymentTransferRequest'], { key }) => must(api.POST('/v1/payment/transfers', { body, params: { header: keyed(key) } })),
    { refresh: [payKeys.orders(party), payKeys.payees(party), payKeys.limits(party), keys.accounts(party), depositKeys.all(party)] },
  )
  const wrong = amountFault(amount, purse)
  const fault = payeeFault(payee) ?? (wrong || purpose.trim().length > 60 || !purse ? 'other' : undefined)
  const send = (again: boolean) => {
    setTried(true)
    if (fault || !purse || !passes(check.match, close)) {
      setTimeout(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"], .pay-close input')?.focus(), 60)
      return
    }
    pay.mutate(
      { from, to: sentPayee(payee), amount, currency: purse.currency, ...(purpose.trim() && { purpose: purpose.trim() }), ...(again && { again }), ...(close && { nameClose: true }) },
      {
        onSuccess: (o) => {
          client.setQueryData(payKeys.order(o.id), o)
          go(o.state === 'proposed' ? `/payments/${o.id}` : `/payments/${o.id}/receipt?new=1`)
        },
        // The check may be older than the account: what the bank finds with the payment is shown where the name stands.
        onError: (e) => { if (e.code === 'payment.name_close' || e.code === 'payment.name') void client.invalidateQueries({ queryKey: ['payee-check'] }) },
      },
    )
  }
  const again = pay.error?.code === 'payment.again'
  return (
    <form ref={box} noValidate onSubmit={(e) => { e.preventDefault(); if (!pay.isPending) send(false) }}>
      <Section>
        <div className="pay-form">
          <Recipient value={payee} onChange={(p) => { setPayee(p); pay.reset() }} check={check} close={close} onClose={setClose} tried={tried} onPicked={() => { setTimeout(() => box.current?.querySelector<HTMLElement>('.pay-amount input')?.focus(), 60) }} />
          <div className="pay-amount">
            <FieldFrame label={w.amount} error={tried ? wrong === 'short' ? w.amountShort(formatMoney(purse?.available ?? '0', purse?.currency)) : wrong ? w.amountBad : undefined : undefined}>
              {(a) => <MoneyInput control={a} currency={purse?.currency} value={amount} onChange={(v) => { setAmount(v ?? ''); pay.reset() }} />}
            </FieldFrame>
          </div>
          <PurseField label={w.from} purses={purses} value={from} onChange={setFrom} fault={tried && !purse ? w.fromMissing : undefined} />
          <FieldFrame label={w.purpose} optional hint={w.purposeHint} error={purpose.trim().length > 60 ? w.textLong : undefined}>
            {(a) => <Input {...a} value={purpose} maxLength={80} onChange={(e) => { setPurpose(e.target.value) }} />}
          </FieldFrame>
          {again ? (
            <div className="pay-close" role="alert">
              <p><strong>{w.again}</strong></p>
              <p>{w.againDo}</p>
              <span className="buttons"><Button onClick={() => { send(true) }} loading={pay.isPending}>{w.againOk}</Button><Link href="/payments">{w.seePayments}</Link></span>
            </div>
          ) : pay.error && <ErrorView small error={pay.error} />}
          <div className="form-foot">
            <Button type="primary" size="large" htmlType="submit" loading={pay.isPending && !again}>{isAmount(amount) ? w.confirm(formatMoney(amount, purse?.currency)) : w.confirmPlain}</Button>
            {pay.error && !again && <Button size="large" onClick={onAnew}>{w.oneMore}</Button>}
          </div>
        </div>
      </Section>
    </form>
  )
}

/** A payee that the address names: from the list of payees, or from a payment that is made once more. */
function given(search: URLSearchParams): Payee {
  const number = search.get('to') ?? ''
  return number ? { number, name: search.get('name') ?? '', bank: search.get('bank') ?? '', elsewhere: search.has('bank'), known: search.has('name') } : nobody
}

function amountFault(amount: string, purse: Purse | undefined): 'bad' | 'short' | undefined {
  if (!isAmount(amount)) return 'bad'
  return purse?.available !== undefined && BigInt(amount) > BigInt(purse.available) ? 'short' : undefined
}
