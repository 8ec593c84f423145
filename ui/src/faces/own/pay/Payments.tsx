import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { maskAccount } from '@/parts/AccountNo'
import { plainMoney, toMinor } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { asDate } from '@/parts/fields'
import { formatInstant, isDate } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { nameOf, useProductNames } from '../accounts/names'
import { useDeposits } from '../accounts/deposits'
import { useParty } from '../reads'
import { wordOf } from '../words'
import { counterpart, leaves, PaymentState, signed } from './parts'
import { payKeys, type Order } from './reads'
import { words } from './words'
import './pay.css'

const kinds = ['transfer', 'standing', 'batch', 'collection', 'refund', 'inward', 'return'] as const
const states = ['proposed', 'sent', 'settled', 'rejected', 'returned', 'refused', 'held'] as const
const names = ['account', 'kind', 'state', 'from', 'to', 'least', 'most'] as const

/** All payments of the party, those that came in too. */
export default function Payments() {
  const w = useWords(words)
  const [, go] = useLocation()
  const party = useParty()
  const may = useMay()
  const [search] = useSearchParams()
  const get = (n: (typeof names)[number]) => search.get(n) ?? ''
  const day = (n: 'from' | 'to') => (isDate(get(n)) ? get(n) : undefined)
  const money = (n: 'least' | 'most') => { const m = toMinor(get(n)); return m && !m.startsWith('-') && Number.isSafeInteger(Number(m)) ? Number(m) : undefined }
  const query = {
    account: get('account') || undefined, kind: kinds.find((k) => k === get('kind')), state: states.find((s) => s === get('state')),
    from: day('from'), to: day('to'), least: money('least'), most: money('most'),
  }
  const filtered = names.some((n) => get(n) !== '')
  const columns: Column<Order>[] = [
    { key: 'counter', title: w.counter, always: true, phone: 'title', render: (o) => counterpart(o, party).name || '—', csv: (o) => counterpart(o, party).name },
    { key: 'number', title: w.account, phone: 'hide', render: (o) => <span className="figures">{maskAccount(counterpart(o, party).number).slice(-4)}</span>, csv: (o) => counterpart(o, party).number },
    { key: 'time', title: w.time, render: (o) => <Time at={o.madeAt} />, csv: (o) => formatInstant(o.madeAt, 'second') },
    { key: 'kind', title: w.kind, render: (o) => wordOf(w, `k_${o.kind}`), csv: (o) => wordOf(w, `k_${o.kind}`) },
    { key: 'purpose', title: w.purpose, wrap: true, spare: true, render: (o) => o.purpose ?? '', csv: (o) => o.purpose ?? '' },
    { key: 'state', title: w.state, render: (o) => <PaymentState state={o.state} />, csv: (o) => wordOf(w, `s_${o.state}`) },
    { key: 'amount', title: w.amount, align: 'end', always: true, render: (o) => <Money minor={signed(o, party)} currency={o.currency} plus={leaves(o, party) === false} />, csv: (o) => plainMoney(signed(o, party), o.currency) },
  ]
  return (
    <Page title={w.payments} lead={w.paymentsLead} action={may('payment.make') && <Link href="/payments/new"><Button type="primary">{w.transfer}</Button></Link>}>
      <Section flush>
        <DataTable
          id="own.payments" caption={w.payments} columns={columns} rowKey={(o) => o.id} rowName={(o) => `${counterpart(o, party).name} ${formatInstant(o.madeAt)}`} queryKey={[...payKeys.orders(party), 'list', query]}
          load={(after, signal) => must(api.GET('/v1/payment/orders', { params: { query: { ...query, after: after || undefined, limit: 50 } }, signal }))}
          onOpen={(o) => { go(`/payments/${o.id}`) }} filtered={filtered} filters={<Filters />}
          empty={<Empty title={w.none} action={may('payment.make') ? <Link href="/payments/new">{w.transfer}</Link> : undefined}>{w.noneText}</Empty>}
        />
      </Section>
    </Page>
  )
}

function Filters() {
  const w = useWords(words)
  const [search, setSearch] = useSearchParams()
  const deposits = useDeposits()
  const productName = useProductNames()
  const get = (n: (typeof names)[number]) => search.get(n) ?? ''
  const [more, setMore] = useState(() => ['from', 'to', 'least', 'most'].some((n) => search.has(n)))
  const set = (name: string, value: string) => { setSearch((p) => { if (value) p.set(name, value); else p.delete(name); return p }, { replace: true }) }
  return (
    <>
      <Select aria-label={w.account} value={get('account')} onChange={(v: string) => { set('account', v) }} popupMatchSelectWidth={false} options={[{ value: '', label: w.allOf(w.account) }, ...(deposits.data ?? []).map((d) => ({ value: d.id, label: `${nameOf(d, productName)} ${d.number.slice(-4)}` }))]} />
      <Select aria-label={w.kind} value={get('kind')} onChange={(v: string) => { set('kind', v) }} popupMatchSelectWidth={false} options={[{ value: '', label: w.allOf(w.kind) }, ...kinds.map((k) => ({ value: k, label: w[`k_${k}`] }))]} />
      <Select aria-label={w.state} value={get('state')} onChange={(v: string) => { set('state', v) }} popupMatchSelectWidth={false} options={[{ value: '', label: w.allOf(w.state) }, ...states.map((s) => ({ value: s, label: w[`s_${s}`] }))]} />
      {!more && <Button type="link" onClick={() => { setMore(true) }}>{w.more}</Button>}
      {more && (
        <span className="filters-more">
          <Kept label={w.fromDay} name="from" good={isDate} write={asDate} />
          <Kept label={w.toDay} name="to" good={isDate} write={asDate} />
          <Kept label={w.least} name="least" good={(t) => toMinor(t) !== undefined} />
          <Kept label={w.most} name="most" good={(t) => toMinor(t) !== undefined} />
        </span>
      )}
      {names.some((n) => get(n) !== '') && <Button type="link" onClick={() => { setSearch({}, { replace: true }) }}>{w.clear}</Button>}
    </>
  )
}

/** A field that goes into the address once it says something. */
function Kept({ label, name, good, write }: { label: string; name: string; good: (t: string) => boolean; write?: (t: string) => string }) {
  const [search, setSearch] = useSearchParams()
  const kept = search.get(name) ?? ''
  const [typed, setTyped] = useState(kept)
  const [from, setFrom] = useState(kept)
  if (from !== kept) { setFrom(kept); setTyped(kept) } // the address changed by itself
  const wrong = typed !== '' && !good(typed) && (!write || typed.length >= 10)
  return (
    <Input
      aria-label={label} placeholder={label} className="figures" inputMode={write ? 'numeric' : 'decimal'} maxLength={16} allowClear value={typed} status={wrong ? 'error' : undefined} aria-invalid={wrong}
      onChange={(e) => {
        const t = write ? write(e.target.value) : e.target.value
        setTyped(t)
        if (t === '' || good(t)) { setFrom(t); setSearch((p) => { if (t) p.set(name, t); else p.delete(name); return p }, { replace: true }) }
      }}
    />
  )
}
