import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useBanks, useFilter } from '@/faces/ops/clearing/shared'
import { useMay } from '@/faces/ops/parties/shared'
import { maskAccount } from '@/parts/AccountNo'
import { plainMoney, toMinor } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { asDate } from '@/parts/fields'
import { formatInstant, isDate } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { kinds, OrderState, states, useSays, waitsForBank, type Order } from './shared'
import './payments.css'

/** How many that wait are counted; beyond that it says "more". */
const most = 100

/** Payments of all customers. */
export default function Orders() {
  const say = useSays()
  const { w } = say
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const bankOf = useBanks()
  const given = (name: string) => search.get(name) ?? undefined
  const day = (name: string) => { const d = given(name); return d && isDate(d) ? d : undefined }
  const money = (name: string) => { const n = Number(toMinor(given(name) ?? '') ?? -1); return n >= 0 && Number.isSafeInteger(n) ? n : undefined }
  const query = {
    kind: kinds.find((k) => k === given('kind')), state: states.find((s) => s === given('state')), account: given('account'), batch: given('batch'),
    from: day('from'), to: day('to'), least: money('least'), most: money('most'),
  }
  const filtered = Object.values(query).some((v) => v !== undefined)
  const side = (name: string, number: string) => <span className="order-side"><span>{name || w.none}</span>{number && <span className="figures note">{maskAccount(number)}</span>}</span>
  const columns: Column<Order>[] = [
    { key: 'at', title: w.madeAt, always: true, render: (o) => <Time at={o.madeAt} precision="second" />, csv: (o) => formatInstant(o.madeAt, 'second') },
    { key: 'payer', title: w.payer, wrap: true, render: (o) => side(o.fromName, o.fromNumber), csv: (o) => `${o.fromName} ${maskAccount(o.fromNumber)}` },
    { key: 'payee', title: w.payee, wrap: true, phone: 'title', render: (o) => side(say.payee(o), o.to.account ?? ''), csv: (o) => `${say.payee(o)} ${maskAccount(o.to.account ?? '')}` },
    { key: 'bank', title: w.bank, wrap: true, render: (o) => other(o, bankOf) ?? w.thisBank, csv: (o) => other(o, bankOf) ?? '' },
    { key: 'amount', title: w.amount, align: 'end', render: (o) => <Money minor={o.amount} currency={o.currency} />, csv: (o) => plainMoney(o.amount, o.currency) },
    { key: 'state', title: w.state, render: (o) => <span className="order-side"><span><OrderState of={o} /></span>{o.reason && <span className="note">{say.reason(o.reason)}</span>}</span>, csv: say.state },
    { key: 'kind', title: w.kind, render: say.kind, csv: say.kind },
    { key: 'channel', title: w.channel, render: say.channel, csv: say.channel },
    { key: 'purpose', title: w.purpose, wrap: true, spare: true, render: (o) => o.purpose ?? w.none, csv: (o) => o.purpose ?? '' },
    { key: 'fee', title: w.fee, align: 'end', spare: true, render: (o) => <Money minor={o.fee} currency={o.currency} />, csv: (o) => plainMoney(o.fee, o.currency) },
    { key: 'date', title: w.bankDate, spare: true, render: (o) => o.bankDate ?? w.none, csv: (o) => o.bankDate ?? '' },
    { key: 'number', title: w.number, spare: true, render: (o) => <span className="figures">{o.number}</span>, csv: (o) => o.number },
  ]
  return (
    <Page title={w.title} lead={w.lead}>
      <Waiting />
      {(query.account ?? query.batch) && (
        <div className="facet"><span>{query.account ? w.ofAccount : w.ofBatch}</span><Button size="small" onClick={() => { set('account', undefined); set('batch', undefined) }}>{w.showAll}</Button></div>
      )}
      <Section flush>
        <DataTable<Order>
          id="ops.payments" caption={w.title} columns={columns} rowKey={(o) => o.id} rowName={(o) => `${say.payee(o)} ${o.number}`} queryKey={['payments', 'bank', query]} filtered={filtered}
          empty={<Empty title={w.empty} />} onOpen={(o) => { go(`/payments/${o.id}`) }}
          load={(after, signal) => must(api.GET('/v1/payment/orders', { params: { query: { ...query, limit: 50, after: after || undefined } }, signal }))}
          filters={<Filters />}
        />
      </Section>
    </Page>
  )
}

/** The bank on the other side, if it is another one. */
function other(o: Order, bankOf: (code: string) => string): string | undefined {
  const code = o.kind === 'inward' ? o.fromBank : o.to.bank
  return code ? bankOf(code) : undefined
}

/** What the bank is asked about, if anything. */
function Waiting() {
  const { w } = useSays()
  const may = useMay()
  const { data } = useQuery({
    queryKey: ['payments', 'bank', 'waiting'], enabled: may('payment.operate'), refetchInterval: 15_000,
    queryFn: ({ signal }) => must(api.GET('/v1/payment/orders', { params: { query: { state: 'proposed', limit: most } }, signal })),
  })
  const asked = (data?.items ?? []).filter(waitsForBank)
  const first = asked.at(-1) // the oldest comes first
  if (!data || !first) return null
  const firms = data.items.length - asked.length
  const more = data.next ? '+' : ''
  return (
    <div className="amber order-waits" role="status">
      <span><strong>{w.waitsN(`${String(asked.length)}${more}`)}</strong>{firms > 0 && <span className="note"> · {w.firmN(`${String(firms)}${more}`)}</span>}</span>
      <Link href={`/payments/${first.id}`}>{w.waitsSee}</Link>
    </div>
  )
}

function Filters() {
  const { w } = useSays()
  const [search, set] = useFilter()
  const names = w as unknown as Record<string, string>
  const [more, setMore] = useState(() => ['from', 'to', 'least', 'most'].some((n) => search.has(n)))
  const any = ['kind', 'state', 'from', 'to', 'least', 'most'].some((n) => search.has(n))
  return (
    <>
      <Select aria-label={w.state} value={search.get('state') ?? ''} popupMatchSelectWidth={false} options={[{ value: '', label: w.anyState }, ...states.map((value) => ({ value: value as string, label: names[value] }))]} onChange={(v) => { set('state', v || undefined) }} />
      <Select aria-label={w.kind} value={search.get('kind') ?? ''} popupMatchSelectWidth={false} options={[{ value: '', label: w.anyKind }, ...kinds.map((value) => ({ value: value as string, label: value === 'batch' ? w.batchKind : names[value] }))]} onChange={(v) => { set('kind', v || undefined) }} />
      {!more && <Button type="link" onClick={() => { setMore(true) }}>{w.more}</Button>}
      {more && (
        <span className="order-more">
          <Kept name="from" label={w.from} write={asDate} good={isDate} />
          <Kept name="to" label={w.to} write={asDate} good={isDate} />
          <Kept name="least" label={w.least} good={(t) => toMinor(t) !== undefined} />
          <Kept name="most" label={w.most} good={(t) => toMinor(t) !== undefined} />
        </span>
      )}
      {any && <Button type="link" onClick={() => { for (const n of ['kind', 'state', 'from', 'to', 'least', 'most']) set(n, undefined) }}>{w.clear}</Button>}
    </>
  )
}

/** A field that goes into the address once it says something. */
function Kept({ name, label, good, write = (t) => t }: { name: string; label: string; good: (text: string) => boolean; write?: (text: string) => string }) {
  const [search, set] = useFilter()
  const kept = search.get(name) ?? ''
  const [typed, setTyped] = useState(kept)
  const [seen, setSeen] = useState(kept)
  if (kept !== seen) { setSeen(kept); setTyped(kept) } // the address changed by itself
  const bad = typed !== '' && !good(write(typed))
  return (
    <Input
      className="order-field figures" aria-label={label} placeholder={label} value={typed} inputMode="decimal" maxLength={20} allowClear aria-invalid={bad}
      onChange={(e) => {
        const text = write(e.target.value)
        setTyped(text)
        if (text === '' || good(text)) { setSeen(text); set(name, text || undefined) }
      }}
    />
  )
}
