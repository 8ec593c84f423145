import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useBranches, useMay } from '@/faces/ops/parties/shared'
import { plainMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { AccountLink, Balance, EntryLink, type S } from './shared'
import { words } from './words'

type Entry = S['LedgerEntryAnswer']
/** Names of so many accounts are read; an entry of a payroll may have thousands. */
const named = 40

/** One entry: its postings, what it reverses or was reversed by, and the audit record that covers it. */
export default function EntryPage() {
  const w = useWords(words)
  const { id = '' } = useParams()
  const entry = useQuery({ queryKey: ['ledger', 'entries', id], queryFn: ({ signal }) => must(api.GET('/v1/ledger/entries/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.entries, href: '/ledger/entries' }]
  const e = entry.data
  if (!e) return <Page title={w.entry} crumbs={crumbs}><Await query={entry} rows={6}>{() => null}</Await></Page>
  return (
    <Page
      title={e.summary ?? w.entryTitle(e.kind)} crumbs={crumbs}
      state={<>{e.reverses && <Status tone="info">{w.reversal}</Status>}{e.reversedBy ? <Status tone="wait">{w.reversed}</Status> : <Status tone="good">{w.normal}</Status>}</>}
    >
      <div className="page-split dense">
        <Section><What entry={e} /></Section>
        <div className="page-aside"><Records entry={e} /></div>
      </div>
      <Section title={w.postings} flush><Postings entry={e} /></Section>
      {e.metadata !== undefined && e.metadata !== null && <Section title={w.metadata}><pre className="json">{JSON.stringify(e.metadata, null, 2)}</pre></Section>}
    </Page>
  )
}

function What({ entry: e }: { entry: Entry }) {
  const w = useWords(words)
  const { nameOf } = useBranches()
  const figures = (t: string) => <span className="figures">{t}</span>
  const facts: (Fact | false)[] = [
    { label: w.kind, value: e.kind }, { label: w.reference, value: figures(e.reference) },
    { label: w.bankDate, value: <Link href={`/ledger/trial-balance?from=${e.bankDate}&date=${e.bankDate}`}>{figures(e.bankDate)}</Link> }, { label: w.valueDate, value: figures(e.valueDate) },
    { label: w.bookedAt, value: <Time at={e.bookedAt} precision="second" /> },
    e.branch !== undefined && { label: w.where, value: nameOf(e.branch) },
    e.code !== undefined && { label: w.statCode, value: figures(e.code) },
    e.hold !== undefined && { label: w.hold, value: figures(e.hold) },
    { label: w.id, value: figures(e.id) },
    e.reverses !== undefined && { label: w.reverses, value: <EntryLink id={e.reverses} /> },
    e.reversedBy !== undefined && { label: w.reversedBy, value: <EntryLink id={e.reversedBy} /> },
  ]
  return <Facts facts={facts.filter((f) => f !== false)} />
}

function Postings({ entry: e }: { entry: Entry }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const ids = [...new Set(e.postings.map((p) => p.account))].slice(0, named)
  const accounts = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['ledger', 'accounts', 'one', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => must(api.GET('/v1/ledger/accounts/{id}', { params: { path: { id } }, signal })),
      staleTime: 10_000,
    })),
  })
  const of = (id: string) => accounts[ids.indexOf(id)]?.data
  type Line = Entry['postings'][number]
  const currency = (p: Line) => of(p.account)?.currency ?? 'CNY'
  const size = (p: Line) => p.amount.replace('-', '')
  const debit = (p: Line) => !p.amount.startsWith('-')
  const onSide = (isDebit: boolean) => ({
    align: 'end' as const,
    render: (p: Line) => (debit(p) === isDebit && of(p.account) ? <Money minor={size(p)} currency={currency(p)} /> : ''),
    csv: (p: Line) => (debit(p) === isDebit ? plainMoney(size(p), currency(p)) : ''),
  })
  const columns: Column<Line>[] = [
    { key: 'account', title: w.account, always: true, phone: 'title', wrap: true, render: (p) => { const a = of(p.account); return a ? a.name : <span className="figures">{p.account}</span> }, csv: (p) => of(p.account)?.number ?? p.account },
    { key: 'number', title: w.number, render: (p) => { const a = of(p.account); return a ? <AccountLink id={a.id} number={a.number} name={`${a.code} · ${a.currency}`} /> : <Link href={`/ledger/accounts/${p.account}`}>{w.account}</Link> } },
    { key: 'sequence', title: w.sequence, align: 'end', spare: true, render: (p) => p.sequence, csv: (p) => String(p.sequence) },
    { key: 'debit', title: w.debitAmount, ...onSide(true) },
    { key: 'credit', title: w.creditAmount, ...onSide(false) },
    { key: 'after', title: w.after, align: 'end', render: (p) => { const a = of(p.account); return a && <Balance minor={p.balance} currency={a.currency} of="asset" /> }, csv: (p) => plainMoney(p.balance, currency(p)) },
  ]
  const all = e.postings.every((p) => of(p.account))
  return (
    <>
      <TableView<Line>
        id="ops.ledger.entry" caption={w.postings} columns={columns} rows={e.postings} rowKey={(p) => `${p.account}.${String(p.sequence)}`} rowName={(p) => of(p.account)?.name ?? p.account}
        onOpen={(p) => { go(`/ledger/accounts/${p.account}`) }}
      />
      {all && <p className="trial-tie"><Sums lines={e.postings.map((p) => ({ currency: currency(p), amount: p.amount }))} /></p>}
      {e.postings.length > named && <p className="trial-tie small-note">{w.manyPostings(named)}</p>}
    </>
  )
}

/** Debits and credits of each currency, and whether they are equal. */
function Sums({ lines }: { lines: { currency: string; amount: string }[] }) {
  const w = useWords(words)
  return [...new Set(lines.map((l) => l.currency))].map((c) => {
    const own = lines.filter((l) => l.currency === c).map((l) => BigInt(l.amount))
    const debit = own.filter((n) => n > 0n).reduce((s, n) => s + n, 0n)
    const tied = own.reduce((s, n) => s + n, 0n) === 0n
    return (
      <span key={c} className="dates">
        <Status tone={tied ? 'good' : 'bad'}>{tied ? w.tied : w.untied}</Status>{w.sum} <Money minor={debit} currency={c} />
      </span>
    )
  })
}

/** The audit records that cover the entry; only for who may read them. */
function Records({ entry: e }: { entry: Entry }) {
  const w = useWords(words)
  const may = useMay()
  const records = useQuery({
    queryKey: ['audit', 'records', 'ledger.entry', e.id],
    queryFn: ({ signal }) => must(api.GET('/v1/audit/records', { params: { query: { kind: 'ledger.entry', object: e.id, limit: 10 } }, signal })),
    enabled: may('audit.read'),
  })
  if (!may('audit.read')) return null
  return (
    <Section title={w.audit}>
      <Await query={records} rows={2}>
        {({ items }) => (items.length === 0 ? <p className="small-empty">{w.entryAuditNone}</p> : (
          <ul className="small-list">
            {items.map((r) => (
              <li key={r.id}>
                <span className="small-list-head"><strong>{r.verb}</strong><Link href={`/audit/records/${r.id}`}>{w.proof}</Link></span>
                <span className="small-note"><Time at={r.at} precision="second" /></span>
                {r.count !== undefined && <span className="small-note">{w.covers(r.count)}</span>}
              </li>
            ))}
          </ul>
        ))}
      </Await>
    </Section>
  )
}
