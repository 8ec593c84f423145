import { PrinterOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { PartyName, useBranches, type S } from '@/faces/ops/parties/shared'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { AccountLink, useFilter, useMay } from '../deposits/shared'
import { BranchPick, Dates, useReach, Ways } from './shared'
import { words } from './words'

type Movement = S['ReportMovement']

/** What must be reported: each customer's day that reached the threshold. */
export default function Large() {
  const w = useWords(words)
  const may = useMay()
  const [search, set] = useFilter()
  const { whole } = useReach()
  const { nameOf } = useBranches()
  const [date, branch] = ['date', 'branch'].map((n) => search.get(n) ?? undefined)
  const columns: Column<Movement>[] = [
    { key: 'date', title: w.chooseDate, always: true, render: (m) => <span className="figures">{m.date}</span>, csv: (m) => m.date },
    { key: 'party', title: w.party, always: true, wrap: true, phone: 'title', render: (m) => (may('party.read') ? <PartyName id={m.party} /> : <AccountLink id={m.account} />), csv: (m) => m.party },
    { key: 'natural', title: w.natural, render: (m) => (m.natural ? w.person : w.unit), csv: (m) => (m.natural ? w.person : w.unit) },
    { key: 'way', title: w.side, render: (m) => w[m.way], csv: (m) => w[m.way] },
    { key: 'form', title: w.form, render: (m) => w[m.form], csv: (m) => w[m.form] },
    { key: 'entries', title: w.entries, align: 'end', render: (m) => <Link href={`/ledger/accounts/${m.account}`}>{m.entries}</Link>, csv: (m) => String(m.entries) },
    { key: 'branch', title: w.branch, wrap: true, render: (m) => nameOf(m.branch), csv: (m) => m.branch },
    { key: 'amount', title: w.amount, align: 'end', render: (m) => <Money minor={m.amount} currency={m.currency} />, csv: (m) => plainMoney(m.amount, m.currency) },
  ]
  return (
    <Page title={w.large} crumbs={[{ title: w.reports, href: '/reports' }]} lead={`${w.largeLead}${w.rule}`} action={<Button icon={<PrinterOutlined />} onClick={() => { print() }}>{w.print}</Button>}>
      <Ways />
      <Section flush>
        <DataTable<Movement>
          id="ops.report.large" caption={w.large} columns={columns} rowKey={(m) => `${m.date}${m.party}${m.way}${m.form}${m.currency}`} rowName={(m) => `${m.date} ${m.party}`} queryKey={['report', 'large', { date, branch }]} filtered={Boolean(branch)} empty={<Empty title={w.noLarge} />}
          load={(after, signal) => must(api.GET('/v1/report/large-movements', { params: { query: { limit: 50, after: after || undefined, date, branch } }, signal }))}
          filters={<><Dates key={date} date={date} every onDates={(d) => { set({ date: d.date }) }} /><BranchPick branch={branch} whole={whole} onBranch={(b) => { set({ branch: b }) }} /></>}
        />
      </Section>
    </Page>
  )
}
