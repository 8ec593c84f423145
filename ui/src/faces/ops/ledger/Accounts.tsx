import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { useBranches } from '@/faces/ops/parties/shared'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Balance, stateOf, useCodes, type S } from './shared'
import { words } from './words'

type Account = S['LedgerAccount']
const names = ['prefix', 'branch', 'code', 'currency'] as const

/** One account by its whole number, if there is one: it opens by itself. */
async function byNumber(number: string, signal: AbortSignal): Promise<Account | undefined> {
  return must(api.GET('/v1/ledger/accounts/by-number', { params: { query: { number } }, signal })).catch((e: unknown) => {
    if (problemOf(e).status === 404) return undefined
    throw e
  })
}

/** All accounts of the bank, by branch, code, currency and the beginning of the number. */
export default function Accounts() {
  const w = useWords(words)
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const codes = useCodes()
  const branches = useBranches()
  const [prefix, branch, code, currency] = names.map((n) => search.get(n) ?? undefined)
  const set = (name: (typeof names)[number], value: string | undefined) => {
    setSearch((old) => {
      const next = new URLSearchParams(old)
      if (value) next.set(name, value)
      else next.delete(name)
      return next
    }, { replace: true })
  }
  const find = (typed: string) => {
    const number = typed.normalize('NFKC').replace(/\s/g, '')
    set('prefix', number || undefined)
    if (number.length < 12) return
    void byNumber(number, new AbortController().signal).then((a) => { if (a) go(`/ledger/accounts/${a.id}`) }, () => undefined)
  }
  const load = async (after: string, signal: AbortSignal): Promise<ListPage<Account>> =>
    must(api.GET('/v1/ledger/accounts', { params: { query: { limit: 50, after: after || undefined, prefix, branch, code, currency } }, signal }))
  const columns: Column<Account>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (a) => a.name, csv: (a) => a.name },
    { key: 'number', title: w.number, render: (a) => <AccountNo value={a.number} full />, csv: (a) => a.number },
    { key: 'code', title: w.code, wrap: true, render: (a) => <span><span className="trial-code figures">{a.code}</span>{codes.nameOf(a.code)}</span>, csv: (a) => a.code },
    { key: 'branch', title: w.branch, wrap: true, render: (a) => branches.nameOf(a.branch), csv: (a) => a.branch },
    { key: 'opened', title: w.opened, spare: true, render: (a) => <span className="figures">{a.openedOn}</span>, csv: (a) => a.openedOn },
    { key: 'state', title: w.state, render: (a) => { const [tone, s] = stateOf(a); return <Status tone={tone}>{w[s]}</Status> }, csv: (a) => w[stateOf(a)[1]] },
    { key: 'available', title: w.available, align: 'end', spare: true, render: (a) => (a.balance.available === undefined ? '—' : <Balance minor={a.balance.available} currency={a.currency} of={a.class} />), csv: (a) => (a.balance.available === undefined ? '' : plainMoney(a.balance.available, a.currency)) },
    { key: 'balance', title: w.balance, align: 'end', render: (a) => <Balance minor={a.balance.booked} currency={a.currency} of={a.class} />, csv: (a) => plainMoney(a.balance.booked, a.currency) },
  ]
  const currencies = ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP', 'CZK']
  if (currency && !currencies.includes(currency)) currencies.push(currency)
  return (
    <Page title={w.accounts} lead={w.accountsLead}>
      <Section flush>
        <DataTable<Account>
          id="ops.ledger.accounts" caption={w.accounts} columns={columns} rowKey={(a) => a.id} rowName={(a) => `${a.name} ${a.number}`}
          queryKey={['ledger', 'accounts', { prefix, branch, code, currency }]} load={load} filtered={Boolean(prefix ?? branch ?? code ?? currency)}
          onOpen={(a) => { go(`/ledger/accounts/${a.id}`) }} empty={<Empty>{w.accountsEmpty}</Empty>}
          filters={
            <>
              <Input.Search key={prefix} className="find" allowClear defaultValue={prefix} aria-label={w.numberHint} placeholder={w.numberHint} inputMode="numeric" onSearch={find} />
              <Select className="code-field" allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={w.branch} placeholder={w.anyBranch} value={branch} onChange={(v: string | undefined) => { set('branch', v) }} options={branches.items.map((b) => ({ value: b.code, label: `${b.code} ${branches.nameOf(b.code)}` }))} />
              <Select className="code-field" allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={w.code} placeholder={w.anyCode} value={code} onChange={(v: string | undefined) => { set('code', v) }} options={codes.items.map((c) => ({ value: c.code, label: `${c.code} ${codes.nameOf(c.code)}` }))} />
              <Select allowClear aria-label={w.currency} placeholder={w.anyCurrency} value={currency} onChange={(v: string | undefined) => { set('currency', v) }} options={currencies.map((c) => ({ value: c, label: c }))} />
            </>
          }
        />
      </Section>
    </Page>
  )
}
