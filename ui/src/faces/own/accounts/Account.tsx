import { EyeInvisibleOutlined, EyeOutlined, FileTextOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useEffect, useMemo, useState } from 'react'
import { Link, useParams, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { asDate } from '@/parts/fields'
import { isDate } from '@/parts/instant'
import { Loading } from '@/parts/Loading'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import type { S } from '../reads'
import { words as deposit } from './deposit.words'
import { AccountLimits, AccountRestraints, Conditions, DepositFacts, Ending, Notices, VirtualAccounts } from './DepositFacts'
import { depositKeys, isFixed, paysOut, type Detail } from './deposits'
import { byDay, narrowed, wantsMore, type Line, type Narrow } from './lines'
import { Statement } from './Statement'
import { words } from './words'

/** One account: what it holds and on which terms, what came and went, and its statements. */
export default function Account() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const account = useQuery({ queryKey: ['account', id], queryFn: ({ signal }) => must(api.GET('/v1/ledger/accounts/{id}', { params: { path: { id } }, signal })) })
  // Not every account is a deposit: a refusal only means that there are no terms to show.
  const terms = useQuery({ queryKey: depositKeys.one(id), enabled: may('account.read'), retry: false, queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}', { params: { path: { id } }, signal })) })
  const [statement, setStatement] = useState(false)
  const a = account.data
  const d = terms.data
  const toStatement = (main: boolean) => <Button type={main ? 'primary' : undefined} icon={<FileTextOutlined />} onClick={() => { setStatement(true) }}>{w.statement}</Button>
  return (
    <Page
      title={(d?.title ?? (d && (language === 'zh' ? d.productZh : d.productEn)) ?? a?.name) || w.account} crumbs={[{ title: w.title, href: '/accounts' }]} width="read"
      state={a?.closedOn && <Status tone="idle">{w.closed}</Status>}
      action={a && !terms.isLoading && <><Main deposit={d} />{toStatement(!d || !acts(d, may))}</>}
    >
      <Await query={account}>
        {(got) => (
          <>
            <Holds account={got} />
            {d && <><AccountRestraints account={d.id} /><DepositFacts deposit={d} /><Conditions deposit={d} /><Notices deposit={d} /><VirtualAccounts deposit={d} /></>}
            <Postings account={got} />
            {d && <><AccountLimits deposit={d} /><Ending deposit={d} /></>}
          </>
        )}
      </Await>
      {statement && a && <Statement account={a} onClose={() => { setStatement(false) }} />}
    </Page>
  )
}

/** Whether the account has a main act: money is paid from it, or it is drawn. */
const acts = (d: Detail, may: (p: string) => boolean) => d.state === 'active' && ((paysOut(d) && may('payment.make')) || (isFixed(d.kind) && may('account.close')))

function Main({ deposit: d }: { deposit?: Detail }) {
  const w = useWords(deposit)
  const may = useMay()
  if (!d || !acts(d, may)) return null
  return isFixed(d.kind) ? <Link href={`/accounts/${d.id}/withdraw`}><Button type="primary">{w.withdraw}</Button></Link> : <Link href={`/payments/new?from=${d.id}`}><Button type="primary">{w.transfer}</Button></Link>
}

function Holds({ account: a }: { account: S['LedgerAccount'] }) {
  const w = useWords(words)
  const [full, setFull] = useState(false)
  const b = a.balance
  const money = (minor: string) => <Money minor={minor} currency={a.currency} />
  const facts: Fact[] = [
    { label: w.booked, value: <Money minor={b.booked} currency={a.currency} size="hero" /> },
    ...(b.available !== undefined && b.available !== b.booked ? [{ label: w.available, value: money(b.available) }] : []),
    ...(b.held !== '0' ? [{ label: w.held, value: money(b.held) }] : []),
    ...(b.frozen !== '0' ? [{ label: w.frozen, value: money(b.frozen) }] : []),
    {
      label: w.number, value: (
        <>
          <AccountNo value={a.number} full={full} copy />
          <button type="button" className="icon-button" aria-label={full ? w.hideNumber : w.showNumber} title={full ? w.hideNumber : w.showNumber} onClick={() => { setFull(!full) }}>{full ? <EyeInvisibleOutlined /> : <EyeOutlined />}</button>
        </>
      ),
    },
    { label: w.currency, value: a.currency },
    { label: w.branch, value: a.branch },
    { label: w.openedOn, value: a.openedOn },
  ]
  const stopped = b.frozenAll ? w.freezeAll : b.frozen !== '0' ? w.freezeSome : a.limits.debitFrozen ? w.debitFrozen : a.limits.creditFrozen ? w.creditFrozen : ''
  return (
    <Section>
      {stopped && <p className="stopped"><Status tone="bad">{stopped}</Status></p>}
      <div className="own-facts"><Facts facts={facts} /></div>
    </Section>
  )
}

const maxPages = 40

function Postings({ account }: { account: S['LedgerAccount'] }) {
  const w = useWords(words)
  const [search, setSearch] = useSearchParams()
  const date = (name: string) => { const v = search.get(name) ?? ''; return isDate(v) ? v : '' }
  const side = search.get('side')
  const narrow: Narrow = { from: date('from'), to: date('to'), side: side === 'in' || side === 'out' ? side : '', find: search.get('find') ?? '' }
  const set = (name: keyof Narrow, value: string) => {
    setSearch((p) => { if (value) p.set(name, value); else p.delete(name); return p }, { replace: true })
  }
  const list = useInfiniteQuery({
    queryKey: ['account', account.id, 'postings'],
    queryFn: ({ pageParam, signal }) => must(api.GET('/v1/ledger/accounts/{id}/postings', { params: { path: { id: account.id }, query: { after: pageParam, limit: 50 } }, signal })),
    initialPageParam: '',
    getNextPageParam: (p) => p.next,
  })
  const lines = useMemo(() => list.data?.pages.flatMap((p) => p.items) ?? [], [list.data])
  const shown = narrowed(lines, narrow)
  const filtered = narrow.from !== '' || narrow.to !== '' || narrow.side !== '' || narrow.find !== ''
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const pages = list.data?.pages.length ?? 0
  // A period that begins earlier than what is loaded is read to its beginning.
  const more = pages > 0 && pages < maxPages && hasNextPage && wantsMore(lines, narrow)
  useEffect(() => { if (more && !isFetchingNextPage) void fetchNextPage() }, [more, isFetchingNextPage, fetchNextPage])

  return (
    <Section title={w.postings} extra={<span className="soft" role="status">{filtered ? w.within(shown.length, lines.length) : lines.length > 0 && w.loaded(lines.length)}</span>} flush>
      <div className="line-filters">
        <DateField label={w.from} value={narrow.from} onChange={(v) => { set('from', v) }} />
        <DateField label={w.to} value={narrow.to} onChange={(v) => { set('to', v) }} />
        <Select aria-label={w.both} value={narrow.side} onChange={(v: string) => { set('side', v) }} options={[{ value: '', label: w.both }, { value: 'in', label: w.in }, { value: 'out', label: w.out }]} />
        <Input aria-label={w.findLabel} placeholder={w.find} allowClear value={narrow.find} onChange={(e) => { set('find', e.target.value) }} />
        {filtered && <Button type="link" onClick={() => { setSearch({}, { replace: true }) }}>{w.clear}</Button>}
      </div>
      {list.isPending && <div className="own-pad"><Loading rows={5} /></div>}
      {list.error && <div className="own-pad"><ErrorView error={list.error} retry={() => { void list.refetch() }} /></div>}
      {list.data && lines.length === 0 && <Empty title={w.noPostings}>{w.noPostingsText}</Empty>}
      {lines.length > 0 && shown.length === 0 && !more && <Empty title={w.noMatch} action={hasNextPage ? undefined : <Button onClick={() => { setSearch({}, { replace: true }) }}>{w.clear}</Button>} />}
      {byDay(shown).map((d) => (
        <section key={d.date} className="day" aria-label={d.date}>
          <h3>
            <time dateTime={d.date}>{d.date}</time>
            <span className="day-sums">
              {d.in !== '0' && <span>{w.dayIn} <Money minor={d.in} currency={account.currency} plus /></span>}
              {d.out !== '0' && <span>{w.dayOut} <Money minor={d.out} currency={account.currency} /></span>}
            </span>
          </h3>
          <ul>{d.lines.map((l) => <Posting key={l.sequence} line={l} currency={account.currency} />)}</ul>
        </section>
      ))}
      {lines.length > 0 && (
        <p className="list-foot">
          {hasNextPage ? <Button loading={isFetchingNextPage || more} onClick={() => { void fetchNextPage() }}>{w.loadMore}</Button> : <span className="soft">{w.allLoaded}</span>}
        </p>
      )}
    </Section>
  )
}

/** A date that goes into the address once it is one. */
function DateField({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) {
  const [typed, setTyped] = useState(value)
  const [from, setFrom] = useState(value)
  if (from !== value) { setFrom(value); setTyped(value) } // the address changed by itself
  return (
    <Input
      aria-label={label} title={`${label} 2026-11-23`} placeholder={label} inputMode="numeric" maxLength={11} className="figures" allowClear value={typed}
      status={typed !== '' && typed.length >= 10 && !isDate(typed) ? 'error' : undefined} aria-invalid={typed !== '' && typed.length >= 10 && !isDate(typed)}
      onChange={(e) => {
        const date = asDate(e.target.value)
        setTyped(date)
        if (date === '' || isDate(date)) { setFrom(date); onChange(date) }
      }}
    />
  )
}

/** One line: who and what for, how much, and the balance after it. Opens to all that is known. */
function Posting({ line: l, currency }: { line: Line; currency: string }) {
  const w = useWords(words)
  const [open, setOpen] = useState(false)
  return (
    <li className="posting">
      <button type="button" className="posting-line" aria-expanded={open} onClick={() => { setOpen(!open) }}>
        <span className="posting-text"><strong>{l.contraName || l.summary || l.kind}</strong>{l.contraName && l.summary && <span className="soft">{l.summary}</span>}</span>
        <span className="posting-money">
          <Money minor={l.amount} currency={currency} plus />
          <span className="soft">{w.balance} <Money minor={l.balance} currency={currency} /></span>
        </span>
      </button>
      {open && <PostingFacts line={l} />}
    </li>
  )
}

function PostingFacts({ line: l }: { line: Line }) {
  const w = useWords(words)
  return (
    <div className="posting-facts">
      <Facts
        facts={[
          { label: w.contra, value: l.contraName ? <>{l.contraName} {l.contraNumber && <AccountNo value={l.contraNumber} />}</> : w.noContra },
          ...(l.summary ? [{ label: w.summary, value: l.summary }] : []),
          { label: w.time, value: <Time at={l.bookedAt} precision="second" /> },
          { label: w.bankDate, value: l.bankDate },
          ...(l.valueDate !== l.bankDate ? [{ label: w.valueDate, value: l.valueDate }] : []),
          { label: w.reference, value: l.reference },
        ]}
      />
    </div>
  )
}
