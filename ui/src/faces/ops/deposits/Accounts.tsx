import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { PartyName, useBranches } from '@/faces/ops/parties/shared'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { kinds, stateTones, tidyNumber, useFilter, useMay, useProductNames, type Deposit } from './shared'
import { words } from './words'

const states = ['active', 'dormant', 'closed'] as const
type State = (typeof states)[number]

/** Deposit accounts within the hat's reach. A whole number opens its account at once. */
export default function Accounts() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const branches = useBranches()
  const productName = useProductNames()
  const [number, kind, owner] = ['number', 'kind', 'owner'].map((n) => search.get(n) ?? undefined)
  const state = states.find((s) => s === search.get('state'))
  const find = (typed: string) => {
    const n = tidyNumber(typed)
    set({ number: n || undefined })
    if (!n) return
    void must(api.GET('/v1/account/accounts', { params: { query: { number: n, limit: 1 } } })).then((p) => { if (p.items[0]) go(`/accounts/${p.items[0].id}`) }, () => undefined)
  }
  const load = (after: string, signal: AbortSignal): Promise<ListPage<Deposit>> =>
    must(api.GET('/v1/account/accounts', { params: { query: { limit: 50, after: after || undefined, number, kind, state, owner } }, signal }))
  const columns: Column<Deposit>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (a) => a.name, csv: (a) => a.name },
    { key: 'number', title: w.number, render: (a) => <AccountNo value={a.number} />, csv: (a) => a.number },
    { key: 'product', title: w.product, wrap: true, render: (a) => (a.title ? `${productName(a.product)} · ${a.title}` : productName(a.product)), csv: (a) => productName(a.product) },
    { key: 'branch', title: w.branch, wrap: true, render: (a) => branches.nameOf(a.branch), csv: (a) => a.branch },
    { key: 'state', title: w.state, render: (a) => <Status tone={stateTones[a.state] ?? 'idle'}>{w[a.state as State]}</Status>, csv: (a) => w[a.state as State] },
    { key: 'opened', title: w.openedOn, spare: true, render: (a) => a.openedOn, csv: (a) => a.openedOn },
    { key: 'lastUse', title: w.lastUse, render: (a) => a.lastUseOn, csv: (a) => a.lastUseOn },
    { key: 'matures', title: w.maturesOn, spare: true, render: (a) => a.maturesOn ?? '—', csv: (a) => a.maturesOn ?? '' },
    { key: 'balance', title: w.balance, align: 'end', render: (a) => <Money minor={a.booked} currency={a.currency} />, csv: (a) => plainMoney(a.booked, a.currency) },
  ]
  return (
    <Page title={w.deposits} lead={w.depositsLead} action={may('account.open') && <Button type="primary" onClick={() => { go(owner ? `/accounts/open?owner=${owner}` : '/accounts/open') }}>{w.open}</Button>}>
      {owner && <p className="note-line">{w.ofOwner} · <PartyName id={owner} /> <Button type="link" onClick={() => { set({ owner: undefined }) }}>{w.showAll}</Button></p>}
      <Section flush>
        <DataTable<Deposit>
          id="ops.deposits" caption={w.deposits} columns={columns} rowKey={(a) => a.id} rowName={(a) => `${a.name} ${a.number}`} queryKey={['deposits', { number, kind, state, owner }]} load={load}
          filtered={Boolean(number ?? kind ?? state ?? owner)} onOpen={(a) => { go(`/accounts/${a.id}`) }}
          empty={<Empty action={may('account.open') && <Button onClick={() => { go('/accounts/open') }}>{w.open}</Button>}>{w.empty}</Empty>}
          filters={
            <>
              <Input.Search key={number} className="find" allowClear defaultValue={number} aria-label={w.findNumber} placeholder={w.findNumber} inputMode="numeric" onSearch={find} />
              <Select className="wide-field" allowClear aria-label={w.kind} placeholder={w.anyKind} value={kind} onChange={(v: string | undefined) => { set({ kind: v }) }} options={kinds.map((k) => ({ value: k as string, label: w[k] }))} />
              <Select className="wide-field" allowClear aria-label={w.state} placeholder={w.anyState} value={state} onChange={(v: State | undefined) => { set({ state: v }) }} options={states.map((s) => ({ value: s, label: w[s] }))} />
            </>
          }
        />
      </Section>
    </Page>
  )
}
