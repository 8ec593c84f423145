import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { PartyName, useBranches } from '@/faces/ops/parties/shared'
import { DataTable, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { accountByNumber, cardNo, CardState, Ways, type CardOf } from './shared'
import { words } from './words'

/** The cards within the desk's reach; those of one account by its number. */
export default function Desk() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const number = search.get('account') ?? ''
  const { nameOf } = useBranches()
  const columns: Column<CardOf>[] = [
    { key: 'number', title: w.number, always: true, phone: 'title', render: (c) => <span className="figures">{cardNo(c.number)}</span>, csv: (c) => cardNo(c.number) },
    { key: 'state', title: w.state, render: (c) => <CardState card={c} />, csv: (c) => w[c.state] },
    { key: 'holder', title: w.holder, render: (c) => <PartyName id={c.holder} /> },
    { key: 'owner', title: w.owner, spare: true, render: (c) => <PartyName id={c.owner} /> },
    { key: 'account', title: w.account, phone: 'hide', render: (c) => <Link href={`/accounts/${c.account}`}>{w.accountOpen}</Link> },
    { key: 'branch', title: w.branch, render: (c) => nameOf(c.branch), csv: (c) => nameOf(c.branch) },
    { key: 'pin', title: w.pin, render: (c) => (c.pinBlocked ? w.pinBlocked : c.hasPin ? w.pinSet : w.pinNone), csv: (c) => (c.pinBlocked ? w.pinBlocked : c.hasPin ? w.pinSet : w.pinNone) },
    { key: 'expires', title: w.expires, render: (c) => c.expiresOn, csv: (c) => c.expiresOn },
    { key: 'issued', title: w.issuedAt, spare: true, render: (c) => <Time at={c.issuedAt} precision="date" />, csv: (c) => c.issuedAt.slice(0, 10) },
    { key: 'kind', title: w.kind, spare: true, render: (c) => w[c.kind], csv: (c) => w[c.kind] },
  ]
  const load = async (after: string, signal: AbortSignal): Promise<ListPage<CardOf>> => {
    const account = number ? await accountByNumber(number, signal) : undefined
    if (number && !account) return { items: [] }
    return must(api.GET('/v1/card/cards', { params: { query: { limit: 50, after: after || undefined, account: account?.id } }, signal }))
  }
  const issue = may('card.issue')
  const issueAt = number ? `/cards/issue?account=${number}` : '/cards/issue'
  return (
    <Page title={w.title} lead={w.lead} action={issue && <Button type="primary" onClick={() => { go(issueAt) }}>{w.issue}</Button>}>
      <Ways at="cards" />
      <Section flush>
        <DataTable<CardOf>
          id="ops.cards" caption={w.cards} columns={columns} rowKey={(c) => c.id} rowName={(c) => cardNo(c.number)} queryKey={['cards', 'desk', number]} load={load} filtered={number !== ''} onOpen={(c) => { go(`/cards/${c.id}`) }}
          empty={<Empty title={w.empty} action={issue && <Button onClick={() => { go('/cards/issue') }}>{w.issue}</Button>}>{w.emptyText}</Empty>}
          filters={
            <>
              <Input.Search
                key={number} className="find" allowClear enterButton aria-label={w.byAccount} placeholder={w.byAccountPlaceholder} defaultValue={number} inputMode="numeric" autoComplete="off"
                onSearch={(t) => { const n = t.replace(/\s/g, ''); setSearch(n ? { account: n } : {}, { replace: true }) }}
              />
              {may('party.read') && <Link href="/parties">{w.toCustomer}</Link>}
            </>
          }
        />
      </Section>
    </Page>
  )
}
