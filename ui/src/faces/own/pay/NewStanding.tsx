import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { formatMoney } from '@/parts/amount'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { asDate, MoneyInput } from '@/parts/fields'
import { formatInstant } from '@/parts/instant'
import { Loading } from '@/parts/Loading'
import { Page, Section } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { dateIn } from '../dates'
import { keyed, useParty, type S } from '../reads'
import { common, useWhose } from '../words'
import { PurseField, usePurses, type Purse } from './From'
import { nobody, passes, payeeFault, sentPayee, type Payee } from './payee'
import { dayOf, planFault, planOf, weekdayOf, type Draft, type Plan } from './plan'
import { usePlanWords } from './planWords'
import { payKeys } from './reads'
import { Recipient, useCheck } from './Recipient'
import { words } from './words'
import '../own.css'
import './pay.css'

/** The bank looks at the account in the address before it reads the body; its description of the operation doesn't say so. */
const named = (account: string) => ({ query: { account } }) as object

/** A standing order is set up: whom and how much, and when. */
export default function NewStanding() {
  const w = useWords(words)
  const { purses, isPending, error } = usePurses()
  const [made, setMade] = useState<S['StandingMade']>()
  return (
    <Page title={w.makeStanding} width="read" crumbs={[{ title: w.standing, href: '/standing-orders' }]}>
      {made ? <Made made={made} /> : isPending ? <Section><Loading rows={5} /></Section> : error ? <ErrorView error={error} />
        : purses && purses.length > 0 ? <Form purses={purses} onMade={setMade} /> : <Section><Empty title={w.noFrom} action={<Link href="/accounts/open">{w.openOne}</Link>}>{w.noFromText}</Empty></Section>}
    </Page>
  )
}

function Form({ purses, onMade }: { purses: Purse[]; onMade: (m: S['StandingMade']) => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const [, go] = useLocation()
  const party = useParty()
  const { people } = useWhose()
  const [today] = useState(() => formatInstant(new Date(), 'date'))
  const [payee, setPayee] = useState<Payee>(nobody)
  const [close, setClose] = useState(false)
  const [amount, setAmount] = useState('')
  const [account, setAccount] = useState(purses[0]?.id ?? '')
  const [purpose, setPurpose] = useState('')
  const [reason, setReason] = useState('')
  const [draft, setDraft] = useState<Draft>(() => { const first = dateIn({ days: 1 }); return { every: 'monthly', first, day: dayOf(first), ends: 'never', times: '12', until: '', shift: 'following' } })
  const [tried, setTried] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const check = useCheck(payee)
  const purse = purses.find((p) => p.id === account)
  const fault = planFault(draft, today)
  const badAmount = !/^\d+$/.test(amount) || BigInt(amount) === 0n
  const make = useWrite((body: S['StandingRequest'], { key }) => must(api.POST('/v1/standing-orders', { body, params: { header: keyed(key), ...named(body.account) } })), { refresh: [payKeys.standing(party)] })
  const send = () => {
    setTried(true)
    if (payeeFault(payee) || badAmount || fault || !purse || !passes(check.match, close)) {
      setTimeout(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 60)
      return
    }
    make.mutate(
      { account, amount, currency: purse.currency, to: sentPayee(payee), plan: planOf(draft), ...(purpose.trim() && { purpose: purpose.trim() }), ...(reason.trim() && { reason: reason.trim() }), ...(close && { nameClose: true }) },
      { onSuccess: onMade },
    )
  }
  // The first day says on which day of the week or month it goes on, until another one is chosen.
  const change = (d: Partial<Draft>) => {
    const next = { ...draft, ...d }
    if ((d.first ?? d.every) && /^\d{4}-\d{2}-\d{2}$/.test(next.first)) next.day = next.every === 'weekly' ? weekdayOf(next.first) : dayOf(next.first)
    setDraft(next)
  }
  return (
    <form ref={box} className="own-task" noValidate onSubmit={(e) => { e.preventDefault(); if (!make.isPending) send() }}>
      <Section title={w.standingWhat}>
        <div className="pay-form">
          <Recipient value={payee} onChange={setPayee} check={check} close={close} onClose={setClose} tried={tried} />
          <FieldFrame label={w.amount} error={tried && badAmount ? w.amountBad : undefined}>{(a) => <MoneyInput control={a} currency={purse?.currency} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}</FieldFrame>
          <PurseField label={w.from} purses={purses} value={account} onChange={setAccount} />
          <FieldFrame label={w.purpose} optional hint={w.purposeHint}>{(a) => <Input {...a} maxLength={60} value={purpose} onChange={(e) => { setPurpose(e.target.value) }} />}</FieldFrame>
        </div>
      </Section>
      <Section title={w.standingWhen}>
        <div className="pay-form task-step">
          <fieldset className="field">
            <legend className="field-label">{w.every}</legend>
            <Radio.Group value={draft.every} onChange={(e) => { change({ every: e.target.value as Plan['every'] }) }} options={(['monthly', 'weekly', 'daily', 'once'] as const).map((k) => ({ value: k, label: w[`e_${k}`] }))} />
          </fieldset>
          <FieldFrame label={w.firstOn} hint={`${w.firstHint} ${c.dateHint}`} error={tried && fault === 'firstBad' ? w.firstBad : undefined}>
            {(a) => <Input {...a} className="short figures" inputMode="numeric" maxLength={11} value={draft.first} onChange={(e) => { change({ first: asDate(e.target.value) }) }} />}
          </FieldFrame>
          {draft.every === 'weekly' && (
            <FieldFrame label={w.weekday}>{(a) => <Select {...a} value={draft.day} onChange={(day: number) => { setDraft({ ...draft, day }) }} options={([1, 2, 3, 4, 5, 6, 7] as const).map((d) => ({ value: d, label: w[`d${d}`] }))} />}</FieldFrame>
          )}
          {draft.every === 'monthly' && (
            <FieldFrame label={w.monthDay} hint={w.monthDayHint}>{(a) => <Select {...a} value={draft.day} onChange={(day: number) => { setDraft({ ...draft, day }) }} options={Array.from({ length: 31 }, (_, i) => ({ value: i + 1, label: w.dayN(i + 1) }))} />}</FieldFrame>
          )}
          {draft.every !== 'once' && (
            <>
              <fieldset className="field">
                <legend className="field-label">{w.ends}</legend>
                <Radio.Group value={draft.ends} onChange={(e) => { setDraft({ ...draft, ends: e.target.value as Draft['ends'] }) }} options={[{ value: 'never', label: w.endNever }, { value: 'times', label: w.endTimes }, { value: 'date', label: w.endDate }]} />
              </fieldset>
              {draft.ends === 'times' && <FieldFrame label={w.times} error={tried && fault === 'timesBad' ? w.timesBad : undefined}>{(a) => <Input {...a} className="short figures" inputMode="numeric" maxLength={3} value={draft.times} onChange={(e) => { setDraft({ ...draft, times: e.target.value.normalize('NFKC').trim() }) }} />}</FieldFrame>}
              {draft.ends === 'date' && <FieldFrame label={w.until} hint={c.dateHint} error={tried && fault === 'untilBad' ? w.untilBad : undefined}>{(a) => <Input {...a} className="short figures" inputMode="numeric" maxLength={11} value={draft.until} onChange={(e) => { setDraft({ ...draft, until: asDate(e.target.value) }) }} />}</FieldFrame>}
            </>
          )}
          <FieldFrame label={w.shift}>{(a) => <Select {...a} value={draft.shift} onChange={(shift: string) => { setDraft({ ...draft, shift }) }} options={(['following', 'preceding', 'modified_following', 'none'] as const).map((k) => ({ value: k, label: w[`sh_${k}`] }))} />}</FieldFrame>
          {!people && <FieldFrame label={w.why} optional hint={w.whyHint}>{(a) => <Input {...a} maxLength={200} value={reason} onChange={(e) => { setReason(e.target.value) }} />}</FieldFrame>}
          {make.error && <ErrorView small error={make.error} />}
          <div className="form-foot">
            <Button type="primary" htmlType="submit" loading={make.isPending}>{w.standingSetUp}</Button>
            <Button onClick={() => { go('/standing-orders') }}>{c.cancel}</Button>
          </div>
        </div>
      </Section>
    </form>
  )
}

function Made({ made }: { made: S['StandingMade'] }) {
  const w = useWords(words)
  const planWords = usePlanWords()
  const o = made.order
  const back = <Link href="/standing-orders">{w.toStanding}</Link>
  if (!o) return <Receipt title={w.sentToApproval} number={made.approval?.id ?? ''} facts={[]} next={[{ when: w.now, what: w.waitOtherText }]} action={back} />
  return (
    <Receipt
      title={w.madeTitle} number={o.id} action={back}
      facts={[{ label: w.payee, value: o.to.name ?? o.to.phone ?? '' }, { label: w.amount, value: formatMoney(o.amount, o.currency) }, { label: w.every, value: planWords(o.plan) }]}
      next={o.nextOn ? [{ when: o.nextOn, what: w.nextOn }] : undefined}
    />
  )
}
