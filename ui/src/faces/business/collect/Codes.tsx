import { PlusOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { useAccounts } from '@/faces/own/reads'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { CodeState, collectKeys, Tabs, type Code } from './shared'
import { words } from './words'

export default function Codes() {
  const w = useWords(words)
  const may = useMay()
  const accounts = useAccounts()
  const [, go] = useLocation()
  const number = (c: Code) => accounts.data?.find((a) => a.account === c.account)?.number ?? ''
  const columns: Column<Code>[] = [
    { key: 'title', title: w.shop, always: true, phone: 'title', wrap: true, render: (c) => [c.title, c.note].filter(Boolean).join(' · '), csv: (c) => c.title },
    { key: 'sort', title: w.sort, render: (c) => (c.once ? w.bill : w.printed), csv: (c) => (c.once ? w.bill : w.printed) },
    { key: 'amount', title: w.amount, align: 'end', render: (c) => (c.amount === '0' ? <span className="soft">{w.anyAmount}</span> : <Money minor={c.amount} />), csv: (c) => plainMoney(c.amount) },
    { key: 'account', title: w.account, phone: 'hide', render: (c) => (number(c) ? <AccountNo value={number(c)} /> : '—') },
    { key: 'state', title: w.state, render: (c) => <CodeState code={c} />, csv: (c) => w[c.state] },
    { key: 'made', title: w.madeAt, render: (c) => <Time at={c.madeAt} /> },
    { key: 'until', title: w.until, spare: true, render: (c) => (c.expiresAt ? <Time at={c.expiresAt} /> : '—') },
  ]
  const make = may('collect.make') && <Button type="primary" icon={<PlusOutlined />} onClick={() => { go('/collect/codes/new') }}>{w.newCode}</Button>
  return (
    <Page title={w.codes} crumbs={[{ title: w.title, href: '/collect' }]} action={make}>
      <Tabs at="codes" />
      <Section flush>
        <DataTable<Code>
          id="own.collect.codes" caption={w.codes} columns={columns} rowKey={(c) => c.id} rowName={(c) => c.title} queryKey={[...collectKeys.codes, 'list']} onOpen={(c) => { go(`/collect/codes/${c.id}`) }}
          load={(after, signal) => must(api.GET('/v1/collect/codes', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
          empty={<Empty title={w.codesEmpty} action={make}>{w.codesEmptyText}</Empty>}
        />
      </Section>
    </Page>
  )
}
