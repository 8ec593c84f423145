import { PrinterOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useBranches, type S } from '@/faces/ops/parties/shared'
import { AccountNo } from '@/parts/AccountNo'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { useProductNames } from '../deposits/shared'
import { Ways } from './shared'
import { words } from './words'

type Line = S['ReportDeposit']

/** Accounts that their owners have left alone. */
export default function Dormant() {
  const w = useWords(words)
  const [, go] = useLocation()
  const { nameOf } = useBranches()
  const productName = useProductNames()
  const columns: Column<Line>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (a) => a.name, csv: (a) => a.name },
    { key: 'number', title: w.number, render: (a) => <AccountNo value={a.number} />, csv: (a) => a.number },
    { key: 'product', title: w.product, wrap: true, render: (a) => productName(a.product), csv: (a) => productName(a.product) },
    { key: 'natural', title: w.natural, render: (a) => (a.natural ? w.person : w.unit), csv: (a) => (a.natural ? w.person : w.unit) },
    { key: 'branch', title: w.branch, wrap: true, render: (a) => nameOf(a.branch), csv: (a) => a.branch },
    { key: 'lastUse', title: w.lastUse, render: (a) => a.lastUseOn ?? '—', csv: (a) => a.lastUseOn ?? '' },
  ]
  return (
    <Page title={w.dormant} crumbs={[{ title: w.reports, href: '/reports' }]} lead={w.dormantLead} action={<Button icon={<PrinterOutlined />} onClick={() => { print() }}>{w.print}</Button>}>
      <Ways />
      <Section flush>
        <DataTable<Line>
          id="ops.report.dormant" caption={w.dormant} columns={columns} rowKey={(a) => a.account} rowName={(a) => `${a.name} ${a.number}`} queryKey={['report', 'dormant']} onOpen={(a) => { go(`/accounts/${a.account}`) }} empty={<Empty title={w.noDormant} />}
          load={(after, signal) => must(api.GET('/v1/report/dormant-accounts', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
    </Page>
  )
}
