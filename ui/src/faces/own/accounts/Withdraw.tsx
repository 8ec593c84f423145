import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { Link, useLocation, useParams, useSearchParams } from 'wouter'
import { api, must, newKey } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { PurseField, usePurses } from '../pay/From'
import { keys, keyed, useParty, type S } from '../reads'
import { common } from '../words'
import { depositKeys, useProducts, type Detail } from './deposits'
import { drawn, ofDays, daysBetween, ofMonths, ppmOfFactor } from './earning'
import { useRateOf } from './Open'
import { words } from './deposit.words'
import '../own.css'
import '../pay/pay.css'

/** Withdraws a time or notice deposit, with what it will have earned, and what is lost by drawing it early. */
export default function Withdraw() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const c = useWords(common)
  const deposit = useQuery({ queryKey: depositKeys.one(id), queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}', { params: { path: { id } }, signal })) })
  const [done, setDone] = useState<S['AccountWithdrawn']>()
  return (
    <Page title={w.withdrawTitle} width="read" crumbs={[{ title: c.accounts, href: '/accounts' }, { title: deposit.data?.title ?? deposit.data?.productZh ?? id, href: `/accounts/${id}` }]}>
      {done ? <Drawn drawn={done} /> : <Await query={deposit}>{(d) => <Form deposit={d} onDone={setDone} />}</Await>}
    </Page>
  )
}

function Form({ deposit: d, onDone }: { deposit: Detail; onDone: (x: S['AccountWithdrawn']) => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const party = useParty()
  const { purses } = usePurses()
  const { data: products } = useProducts()
  const rateOf = useRateOf()
  const principal = BigInt(d.terms.principal ?? d.balance.booked)
  const notice = (d.notices ?? []).find((n) => n.id === search.get('notice') && n.state === 'open')
  const [part, setPart] = useState(notice !== undefined && BigInt(notice.amount) < principal)
  const [amount, setAmount] = useState(notice?.amount ?? '')
  const [to, setTo] = useState('')
  const [reference] = useState(newKey)
  const [tried, setTried] = useState(false)
  const product = products?.find((p) => p.code === d.product)
  const today = formatInstant(new Date(), 'date')
  const pays = (purses ?? []).filter((p) => p.currency === d.currency)
  const target = to || (pays.find((p) => p.id === d.terms.payTo) ?? pays[0])?.id || ''
  const sum = part ? (/^\d+$/.test(amount) ? BigInt(amount) : 0n) : principal
  const left = principal - sum
  const demand = rateOf('demand', sum)
  const from = d.terms.from ?? d.openedOn
  const months = d.terms.termMonths ?? product?.termMonths ?? 0
  const rate = d.terms.rate ? ppmOfFactor(d.terms.rate) : rateOf(product?.rateCode, sum)
  const noticed = notice !== undefined && daysBetween(from, today) >= (product?.noticeDays ?? 0)
  const look = d.kind === 'time' && d.maturesOn
    ? drawn(sum, { rate, demand, from, matures: d.maturesOn, months, on: today })
    : { interest: ofDays(sum, noticed ? rate : demand, daysBetween(from, today)), early: d.kind === 'notice' && !noticed }
  const least = BigInt(product?.minOpen ?? '0')
  const spent = d.kind === 'time' && look.early && (d.terms.partials ?? 0) >= (product?.partials ?? 0)
  const bad = part && (sum <= 0n || sum >= principal) ? w.partBad : part && left < least ? w.lessThanMin(formatMoney(least.toString(), d.currency)) : undefined
  const draw = useWrite(
    (body: S['AccountWithdrawInBody'], { key }) => must(api.POST('/v1/account/accounts/{id}/withdrawals', { params: { path: { id: d.id }, header: keyed(key) }, body })),
    { refresh: [depositKeys.all(party), depositKeys.one(d.id), keys.accounts(party), ['account', d.id]] },
  )
  if (purses && pays.length === 0) return <Section><Empty title={w.toNone} action={<Link href="/accounts/open?product=demand">{w.openAccount}</Link>} /></Section>
  const money = (m: bigint) => <Money minor={m} currency={d.currency} />
  return (
    <form noValidate onSubmit={(e) => {
      e.preventDefault()
      setTried(true)
      if (!bad && target && !draw.isPending) draw.mutate({ reference, to: target, ...(part && { amount }), ...(notice && { notice: notice.id, amount: notice.amount }) }, { onSuccess: onDone })
    }}
    >
      <Section>
        <div className="pay-form task-step">
          {notice ? <p>{w.byNotice}</p> : spent ? <p className="soft">{w.noPartial}</p> : (
            <fieldset className="field">
              <legend className="field-label">{w.how}</legend>
              <Radio.Group value={part} onChange={(e) => { setPart(e.target.value as boolean) }} options={[{ value: false, label: `${w.withdrawAll} ${formatMoney(principal.toString(), d.currency)}` }, { value: true, label: w.withdrawPart }]} />
            </fieldset>
          )}
          {part && !notice && <FieldFrame label={w.amount} error={tried ? bad : undefined}>{(a) => <MoneyInput control={a} currency={d.currency} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}</FieldFrame>}
          <PurseField label={w.to} purses={pays} value={target} onChange={setTo} />
          <div role="status">
            <Facts facts={[{ label: w.principal, value: money(sum) }, { label: w.interest, value: <>{money(look.interest)}{look.early && <> <span className="soft">{w.broken}</span></>}</> }, { label: w.get, value: <Money minor={sum + look.interest} currency={d.currency} size="large" /> }, ...(part ? [{ label: w.left, value: money(left) }] : [])]} />
          </div>
          {look.early && d.maturesOn && <div className="pay-close"><strong>{w.early}</strong><p>{w.earlyText(formatMoney((ofMonths(sum, rate, months) - look.interest).toString(), d.currency), d.maturesOn)}</p></div>}
          <p className="soft">{w.previewText}</p>
          {draw.error && <ErrorView small error={draw.error} />}
          <div className="form-foot">
            <Button type="primary" htmlType="submit" loading={draw.isPending}>{w.commitDraw}</Button>
            <Button onClick={() => { go(`/accounts/${d.id}`) }}>{c.cancel}</Button>
          </div>
        </div>
      </Section>
    </form>
  )
}

function Drawn({ drawn: x }: { drawn: S['AccountWithdrawn'] }) {
  const w = useWords(words)
  const { purses } = usePurses()
  const to = purses?.find((p) => p.id === x.paidTo)
  return (
    <Receipt
      title={w.drawnTitle} number={x.id} action={<Link href={`/accounts/${x.paidTo}`}><Button type="primary">{w.seeAccount}</Button></Link>}
      facts={[{ label: w.get, value: <Money minor={BigInt(x.amount) + BigInt(x.interest)} size="hero" currency={to?.currency} /> }, { label: w.principal, value: <Money minor={x.amount} currency={to?.currency} /> }, { label: w.interest, value: <>{<Money minor={x.interest} currency={to?.currency} />}{x.broken && <> <span className="soft">{w.broken}</span></>}</> }]}
      next={[{ when: x.on, what: `${w.drawnNext} ${to ? `${to.label} ${to.number.slice(-4)}` : ''}` }]}
    />
  )
}
