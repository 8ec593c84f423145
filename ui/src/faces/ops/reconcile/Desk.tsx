import { useQuery } from '@tanstack/react-query'
import Select from 'antd/es/select'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { statementTone, type Statement } from '@/faces/own/reconcile/balance'
import { StatementState } from '@/faces/own/reconcile/parts'
import { words } from '@/faces/own/reconcile/words'
import { useMay } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { DataTable, TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { months, percent, type Month } from './rates'

const states = Object.keys(statementTone) as Statement['state'][]

/** How each month stands, and the statements; disputes come first because somebody has to look into them. */
export default function Desk() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const state = states.find((s) => s === search.get('state')) ?? (search.has('asOf') || search.get('state') === 'any' ? undefined : 'disputed')
  const asOf = search.get('asOf') ?? undefined
  const counts = useQuery({ queryKey: ['reconcile', 'counts'], enabled: may('reconcile.operate'), queryFn: ({ signal }) => must(api.GET('/v1/reconcile/counts', { signal })).then((c) => months(c.items)) })
  const show = (next: { state?: string; asOf?: string }) => { setSearch(Object.fromEntries(Object.entries({ state: next.state ?? 'any', asOf: next.asOf ?? '' }).filter(([, v]) => v)), { replace: true }) }
  const columns: Column<Statement>[] = [
    { key: 'asOf', title: w.asOf, always: true, render: (s) => s.asOf, csv: (s) => s.asOf },
    { key: 'name', title: w.firm, wrap: true, phone: 'title', render: (s) => s.name, csv: (s) => s.name },
    { key: 'number', title: w.account, render: (s) => <AccountNo value={s.number} />, csv: (s) => s.number },
    { key: 'balance', title: w.balance, align: 'end', render: (s) => <Money minor={s.balance} />, csv: (s) => plainMoney(s.balance) },
    { key: 'gap', title: w.gap, align: 'end', render: (s) => (s.gap === undefined || s.gap === '0' ? '—' : <Money minor={s.gap} />), csv: (s) => (s.gap ? plainMoney(s.gap) : '') },
    { key: 'dueOn', title: w.dueOn, render: (s) => s.dueOn, csv: (s) => s.dueOn },
    { key: 'state', title: w.state, render: (s) => <StatementState state={s.state} />, csv: (s) => w[s.state] },
  ]
  return (
    <Page title={w.opsTitle} lead={w.opsLead}>
      {may('reconcile.operate') && <Section title={w.counts} flush><Counts months={counts.data} error={counts.error} onShow={show} /></Section>}
      <Section title={w.list} flush>
        <DataTable<Statement>
          id="ops.reconcile" caption={w.list} columns={columns} rowKey={(s) => s.id} rowName={(s) => `${s.name} ${s.asOf}`} queryKey={['reconcile', 'desk', state, asOf]} filtered onOpen={(s) => { go(`/reconcile/${s.id}`) }}
          load={(after, signal) => must(api.GET('/v1/reconcile/statements', { params: { query: { limit: 50, after: after || undefined, state, asOf } }, signal }))} empty={<Empty title={w.emptyOps} />}
          filters={(
            <>
              <Select aria-label={w.filterState} value={state ?? 'any'} popupMatchSelectWidth={false} options={[{ value: 'any', label: w.anyState }, ...states.map((s) => ({ value: s as string, label: w[s] }))]} onChange={(v: string) => { show({ state: v, asOf }) }} />
              <Select aria-label={w.filterDate} value={asOf ?? ''} popupMatchSelectWidth={false} options={[{ value: '', label: w.anyDate }, ...(counts.data ?? []).map((m) => ({ value: m.asOf, label: m.asOf }))]} onChange={(v: string) => { show({ state: state ?? 'any', asOf: v }) }} />
            </>
          )}
        />
      </Section>
    </Page>
  )
}

/** Every figure opens what it counts. */
function Counts({ months: rows, error, onShow }: { months?: Month[]; error: unknown; onShow: (v: { state?: string; asOf?: string }) => void }) {
  const w = useWords(words)
  const figure = (m: Month, n: number, label: string, state?: string) => (n === 0 ? '0' : <button type="button" className="rate-button figures" aria-label={`${m.asOf} ${label} ${n}`} onClick={() => { onShow({ state, asOf: m.asOf }) }}>{n}</button>)
  const columns: Column<Month>[] = [
    { key: 'asOf', title: w.asOf, always: true, phone: 'title', render: (m) => m.asOf, csv: (m) => m.asOf },
    { key: 'rate', title: w.rate, align: 'end', always: true, render: (m) => <strong>{percent(m.done, m.total)}</strong>, csv: (m) => percent(m.done, m.total) },
    { key: 'total', title: w.total, align: 'end', always: true, render: (m) => figure(m, m.total, w.total), csv: (m) => String(m.total) },
    { key: 'done', title: w.done, align: 'end', always: true, render: (m) => m.done, csv: (m) => String(m.done) },
    { key: 'waits', title: w.waits, align: 'end', always: true, render: (m) => figure(m, m.waits, w.waits, 'open'), csv: (m) => String(m.waits) },
    { key: 'disputed', title: w.inDispute, align: 'end', always: true, render: (m) => figure(m, m.disputed, w.inDispute, 'disputed'), csv: (m) => String(m.disputed) },
    { key: 'overdue', title: w.opsDue, align: 'end', always: true, render: (m) => figure(m, m.overdue, w.opsDue, 'overdue'), csv: (m) => String(m.overdue) },
  ]
  return <TableView<Month> id="ops.reconcile.counts" caption={w.counts} columns={columns} rows={rows} error={error ?? undefined} rowKey={(m) => m.asOf} rowName={(m) => m.asOf} empty={<Empty title={w.noCounts} />} />
}
