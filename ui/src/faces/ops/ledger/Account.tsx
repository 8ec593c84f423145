import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { Link, useLocation, useParams, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { FormDialog, useBranches, useMay, choices } from '@/faces/ops/parties/shared'
import { AccountNo } from '@/parts/AccountNo'
import { formatMoney, plainMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { DataTable, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { FieldFrame } from '@/parts/FieldFrame'
import { asDate } from '@/parts/fields'
import { formatInstant, isDate } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { AccountLink, Balance, dayAfter, download, EntryLink, normalSide, stateOf, useAccount, useCodes, type S } from './shared'
import { words } from './words'

type Account = S['LedgerAccount']

/** One account: what it holds and may, its postings, freezes and holds, its statement. */
export default function AccountPage() {
  const w = useWords(words)
  const { id = '' } = useParams()
  const account = useAccount(id)
  if (account.data) return <Shown key={id} account={account.data} />
  return <Page title={w.account} crumbs={[{ title: w.accounts, href: '/ledger/accounts' }]}><Await query={account} rows={6}>{() => null}</Await></Page>
}

function Shown({ account: a }: { account: Account }) {
  const w = useWords(words)
  const [exporting, setExporting] = useState(false)
  const [tone, state] = stateOf(a)
  return (
    <Page
      title={a.name} crumbs={[{ title: w.accounts, href: '/ledger/accounts' }]} state={<Status tone={tone}>{w[state]}</Status>}
      action={<Button type="primary" icon={<DownloadOutlined />} onClick={() => { setExporting(true) }}>{w.statement}</Button>}
    >
      {/* Postings want the whole width, so the column beside stands above them only. */}
      <div className="page-split dense">
        <Section><What account={a} /></Section>
        <div className="page-aside"><Beside account={a} /></div>
      </div>
      <Section title={w.postings} flush><Postings account={a} /></Section>
      {exporting && <Statement account={a} onClose={() => { setExporting(false) }} />}
    </Page>
  )
}

function What({ account: a }: { account: Account }) {
  const w = useWords(words)
  const codes = useCodes()
  const { nameOf } = useBranches()
  const b = a.balance
  const money = (minor: string) => <Money minor={minor} currency={a.currency} />
  const limit = (minor: string | undefined) => (minor === undefined ? w.unlimited : minor.startsWith('-') ? w.overdraft(formatMoney(minor.slice(1), a.currency)) : money(minor))
  const facts: (Fact | false)[] = [
    { label: w.booked, value: <Balance minor={b.booked} currency={a.currency} of={a.class} size="hero" /> },
    b.available !== undefined && { label: w.available, value: money(b.available) },
    { label: w.held, value: money(b.held) },
    { label: w.frozen, value: b.frozenAll ? w.wholeFrozen : money(b.frozen) },
    { label: w.number, value: <AccountNo value={a.number} full copy /> },
    { label: w.code, value: <Link href={`/ledger/accounts?code=${a.code}`}><span className="figures">{a.code}</span> {codes.nameOf(a.code)}</Link> },
    { label: w.class, value: `${w[a.class]} · ${w[normalSide(a.class)]}` },
    { label: w.branch, value: <Link href={`/ledger/accounts?branch=${a.branch}`}>{nameOf(a.branch)}</Link> },
    { label: w.currency, value: a.currency },
    { label: w.opened, value: <span className="figures">{a.openedOn}</span> },
    a.closedOn !== undefined && { label: w.closedOn, value: <span className="figures">{a.closedOn}</span> },
    { label: w.floor, value: limit(a.limits.floor) },
    { label: w.ceiling, value: limit(a.limits.ceiling) },
    { label: w.postingsCount, value: <span className="figures">{b.sequence.toLocaleString('en-US')}</span> },
    a.buffered === true && { label: w.buffered, value: b.pending ? w.pendingText(b.pending) : w.bufferedText },
  ]
  return <Facts facts={facts.filter((f) => f !== false)} />
}

function Postings({ account: a }: { account: Account }) {
  const w = useWords(words)
  const [, go] = useLocation()
  type Line = S['LedgerLineAnswer']
  const load = (after: string, signal: AbortSignal): Promise<ListPage<Line>> =>
    must(api.GET('/v1/ledger/accounts/{id}/postings', { params: { path: { id: a.id }, query: { limit: 50, after: after || undefined } }, signal }))
  const size = (l: Line) => l.amount.replace('-', '')
  const onSide = (side: Line['side']) => ({
    align: 'end' as const,
    render: (l: Line) => (l.side === side ? <Money minor={size(l)} currency={a.currency} /> : ''),
    csv: (l: Line) => (l.side === side ? plainMoney(size(l), a.currency) : ''),
  })
  const columns: Column<Line>[] = [
    { key: 'summary', title: w.summary, always: true, phone: 'title', wrap: true, render: (l) => l.summary ?? l.kind, csv: (l) => l.summary ?? l.kind },
    { key: 'date', title: w.bankDate, render: (l) => <span className="figures">{l.bankDate}</span>, csv: (l) => l.bankDate },
    { key: 'value', title: w.valueDate, spare: true, render: (l) => <span className="figures">{l.valueDate}</span>, csv: (l) => l.valueDate },
    { key: 'booked', title: w.bookedAt, spare: true, render: (l) => <Time at={l.bookedAt} precision="second" />, csv: (l) => formatInstant(l.bookedAt, 'second') },
    { key: 'contra', title: w.contra, render: (l) => (l.contra ? <AccountLink id={l.contra} number={l.contraNumber ?? ''} name={l.contraName ?? l.contra} /> : w.several), csv: (l) => l.contraNumber ?? '' },
    { key: 'reference', title: w.reference, spare: true, render: (l) => <EntryLink id={l.entry}>{`${l.kind} ${l.reference}`}</EntryLink>, csv: (l) => `${l.kind} ${l.reference}` },
    { key: 'debit', title: w.debitAmount, ...onSide('debit') },
    { key: 'credit', title: w.creditAmount, ...onSide('credit') },
    { key: 'after', title: w.after, align: 'end', render: (l) => <Balance minor={l.balance} currency={a.currency} of={a.class} />, csv: (l) => plainMoney(l.balance, a.currency) },
  ]
  return (
    <DataTable<Line>
      id="ops.ledger.postings" caption={`${w.postings} ${a.number}`} columns={columns} rowKey={(l) => String(l.sequence)} rowName={(l) => `${w.entry} ${l.reference}`}
      queryKey={['ledger', 'accounts', 'postings', a.id]} load={load} onOpen={(l) => { go(`/ledger/entries/${l.entry}`) }} empty={<Empty>{w.noPostings}</Empty>}
    />
  )
}

function Beside({ account: a }: { account: Account }) {
  const w = useWords(words)
  const may = useMay()
  return (
    <>
      <Section title={w.asOf}><AsOf account={a} /></Section>
      <Section title={w.freezes}><Freezes account={a} /></Section>
      <Section title={w.holds}><Holds account={a} /></Section>
      {may('audit.read') && <Section title={w.audit}><Link href={`/audit/records?kind=ledger.account&object=${a.id}`}>{w.auditOf}</Link></Section>}
    </>
  )
}

/** The balance at the end of a date; the date stands in the address. */
function AsOf({ account: a }: { account: Account }) {
  const w = useWords(words)
  const [search, setSearch] = useSearchParams()
  const date = search.get('asOf') ?? ''
  const basis = search.get('basis') === 'value' ? 'value' : 'bank'
  const [typed, setTyped] = useState(date)
  const [wrong, setWrong] = useState(false)
  const show = (day: string, by: string) => {
    const ok = isDate(day)
    setWrong(!ok)
    if (ok) setSearch({ asOf: day, basis: by }, { replace: true })
  }
  const answer = useQuery({
    queryKey: ['ledger', 'accounts', 'balance', a.id, date, basis],
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/accounts/{id}/balance', { params: { path: { id: a.id }, query: { as_of: date, basis } }, signal })),
    enabled: isDate(date),
  })
  return (
    <form className="small-form" onSubmit={(e) => { e.preventDefault(); show(asDate(typed), basis) }}>
      <div className="small-form-row">
        <FieldFrame label={w.asOfDate} error={wrong ? w.badDates : undefined}>
          {(c) => <Input {...c} className="figures" placeholder="2026-11-23" inputMode="numeric" maxLength={10} value={typed} onChange={(e) => { setTyped(e.target.value) }} />}
        </FieldFrame>
        <Button htmlType="submit">{w.look}</Button>
      </div>
      <Radio.Group
        aria-label={w.basis} value={basis} options={[{ value: 'bank', label: w.bankBasis }, { value: 'value', label: w.valueBasis }]}
        onChange={(e) => { setSearch({ ...(isDate(date) ? { asOf: date } : {}), basis: e.target.value as string }, { replace: true }) }}
      />
      {isDate(date) && (
        <Await query={answer} rows={1}>
          {(x) => <div className="as-of-answer"><span className="small-note">{w.endOf(date)}</span><Balance minor={x.booked} currency={a.currency} of={a.class} size="large" /></div>}
        </Await>
      )}
    </form>
  )
}

function Freezes({ account: a }: { account: Account }) {
  const w = useWords(words)
  const freezes = useQuery({
    queryKey: ['ledger', 'accounts', 'freezes', a.id],
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/accounts/{id}/freezes', { params: { path: { id: a.id }, query: { limit: 50 } }, signal })),
  })
  return (
    <Await query={freezes} rows={1}>
      {({ items }) => (items.length === 0 ? <p className="small-empty">{w.noFreezes}</p> : (
        <ul className="small-list">
          {items.map((f) => (
            <li key={f.id}>
              <span className="small-list-head"><strong>{w[f.kind]}</strong><Status tone={f.state === 'in_force' ? 'bad' : 'wait'}>{w[f.state]}</Status></span>
              <span>{f.whole ? w.whole : <Money minor={f.amount} currency={a.currency} />}</span>
              <span className="small-note">{f.authority} · {f.document}</span>
              <span className="small-note">{w.expires} <Time at={f.expiresAt} /></span>
            </li>
          ))}
        </ul>
      ))}
    </Await>
  )
}

function Holds({ account: a }: { account: Account }) {
  const w = useWords(words)
  const holds = useQuery({
    queryKey: ['ledger', 'accounts', 'holds', a.id],
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/accounts/{id}/holds', { params: { path: { id: a.id }, query: { limit: 50 } }, signal })),
  })
  const left = (h: S['LedgerHold']) => BigInt(h.amount) - BigInt(h.captured) - BigInt(h.released)
  return (
    <Await query={holds} rows={1}>
      {({ items }) => (items.length === 0 ? <p className="small-empty">{w.noHolds}</p> : (
        <ul className="small-list">
          {items.map((h) => (
            <li key={h.id}>
              <span className="small-list-head"><strong>{h.summary ?? h.kind}</strong><Money minor={left(h)} currency={a.currency} /></span>
              <span className="small-note">{h.kind} {h.reference}</span>
              <span className="small-note">{w.expires} <Time at={h.expiresAt} /></span>
            </li>
          ))}
        </ul>
      ))}
    </Await>
  )
}

const endings = { csv: 'csv', jsonl: 'jsonl', camt053: 'xml' } as const

function Statement({ account: a, onClose }: { account: Account; onClose: () => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const today = formatInstant(new Date(), 'date')
  return (
    <FormDialog
      title={w.statement} lead={w.statementLead} submit={w.export} onClose={onClose} initial={{ from: dayAfter(today, -30), to: today, format: 'csv' }}
      schema={{
        type: 'object', required: ['from', 'to', 'format'],
        properties: {
          from: { type: 'string', format: 'date', title: w.from }, to: { type: 'string', format: 'date', title: w.to },
          format: choices(w.format, [['csv', w.csvFile], ['jsonl', w.jsonFile], ['camt053', w.camtFile]]),
        },
      }}
      onSubmit={async (v) => {
        const format = v.format as keyof typeof endings
        const query = new URLSearchParams({ from: v.from as string, to: v.to as string, format, ...(format === 'csv' ? { lang: language, bom: 'true' } : {}) })
        await download(`/v1/ledger/accounts/${a.id}/statement?${query.toString()}`, `${a.number} ${v.from as string} ${v.to as string}.${endings[format]}`)
      }}
    />
  )
}
