import Segmented from 'antd/es/segmented'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { DataTable, TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { daysUntil } from '../dates'
import { awaits, type Statement } from './balance'
import { StatementState } from './parts'
import { useDueStatements } from './reads'
import { words } from './words'

/** The statements of all accounts; those that have to be answered first. */
export default function Statements() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const [now] = useState(() => new Date())
  const answers = may('reconcile.confirm')
  const view = search.get('view') === 'all' || !answers ? 'all' : 'todo'
  const due = useDueStatements()
  const when = (s: Statement) => (s.state === 'overdue' ? w.late : awaits(s) ? w.dueIn(daysUntil(`${s.dueOn}T23:59:59+08:00`, now)) : '')
  const columns: Column<Statement>[] = [
    { key: 'asOf', title: w.asOf, always: true, phone: 'title', render: (s) => s.asOf, csv: (s) => s.asOf },
    { key: 'account', title: w.account, render: (s) => <AccountNo value={s.number} />, csv: (s) => s.number },
    { key: 'name', title: w.name, wrap: true, phone: 'hide', render: (s) => s.name, csv: (s) => s.name },
    { key: 'balance', title: w.balance, align: 'end', render: (s) => <Money minor={s.balance} />, csv: (s) => plainMoney(s.balance) },
    { key: 'dueOn', title: w.dueOn, render: (s) => <>{s.dueOn}{when(s) && <span className="soft"> {when(s)}</span>}</>, csv: (s) => s.dueOn },
    { key: 'state', title: w.state, render: (s) => <StatementState state={s.state} />, csv: (s) => w[s.state] },
  ]
  const shared = { id: 'own.reconcile', caption: w.list, columns, rowKey: (s: Statement) => s.id, rowName: (s: Statement) => `${s.asOf} ${s.name}`, onOpen: (s: Statement) => { go(`/reconcile/${s.id}`) } }
  const filters = answers && <Segmented aria-label={w.list} value={view} options={[{ value: 'todo', label: w.todo }, { value: 'all', label: w.all }]} onChange={(v) => { setSearch(v === 'all' ? { view: 'all' } : {}, { replace: true }) }} />
  return (
    <Page title={w.title} lead={w.lead}>
      <Section flush>
        {view === 'todo'
          ? <TableView<Statement> {...shared} rows={due.data} error={due.error ?? undefined} busy={due.isFetching} retry={() => { void due.refetch() }} filters={filters} empty={<Empty title={w.emptyTodo}>{w.emptyTodoText}</Empty>} />
          : (
            <DataTable<Statement>
              {...shared} filters={filters} queryKey={['reconcile', 'list']} empty={<Empty title={w.empty}>{w.emptyText}</Empty>}
              load={(after, signal) => must(api.GET('/v1/reconcile/statements', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
            />
          )}
      </Section>
    </Page>
  )
}
