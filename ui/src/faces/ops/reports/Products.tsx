import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { PrinterOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Segmented from 'antd/es/segmented'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useBranches } from '@/faces/ops/parties/shared'
import { plainMoney, sumMinor } from '@/parts/amount'
import { Chart } from '@/parts/Chart'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { useFilter, useProductNames } from '../deposits/shared'
import { BranchPick, Dates, useReach, Ways } from './shared'
import { share, summed } from './table'
import { words } from './words'

/** What customers have in each product when a date closed. */
export default function Products() {
  const w = useWords(words)
  const [search, set] = useFilter()
  const { whole } = useReach()
  const { nameOf } = useBranches()
  const productName = useProductNames()
  const [date, branch] = ['date', 'branch'].map((n) => search.get(n) ?? undefined)
  const by = search.get('by') === 'branch' ? 'branch' : 'product'
  const report = useQuery({ queryKey: ['report', 'products', date ?? '', branch ?? ''], queryFn: ({ signal }) => must(api.GET('/v1/report/products', { params: { query: { date, branch } }, signal })), placeholderData: keepPreviousData })
  const rows = report.data && summed(report.data.items, by)
  const name = (key: string) => (by === 'branch' ? nameOf(key) : key === '' ? w.noProductName : productName(key))
  const currencies = [...new Set((rows ?? []).map((r) => r.currency))]
  const totals = currencies.map((c) => { const of = (rows ?? []).filter((r) => r.currency === c); return { currency: c, accounts: of.reduce((n, r) => n + r.accounts, 0), total: sumMinor(of.map((r) => r.total)) } })
  const whole1 = (c: string) => totals.find((t) => t.currency === c)?.total ?? '0'
  type Line = NonNullable<typeof rows>[number]
  const columns: Column<Line>[] = [
    { key: 'name', title: by === 'branch' ? w.branch : w.product, always: true, phone: 'title', render: (r) => name(r.key), csv: (r) => name(r.key) },
    ...(currencies.length > 1 ? [{ key: 'currency', title: w.currency, render: (r: Line) => r.currency, csv: (r: Line) => r.currency }] : []),
    { key: 'accounts', title: w.accounts, align: 'end', render: (r) => r.accounts.toLocaleString('en-US'), csv: (r) => String(r.accounts) },
    { key: 'share', title: w.share, align: 'end', render: (r) => share(r.total, whole1(r.currency)), csv: (r) => share(r.total, whole1(r.currency)) },
    { key: 'total', title: w.total, align: 'end', render: (r) => <Money minor={r.total} currency={r.currency} />, csv: (r) => plainMoney(r.total, r.currency) },
  ]
  const main = currencies.includes('CNY') ? 'CNY' : (currencies[0] ?? 'CNY')
  const drawn = (rows ?? []).filter((r) => r.currency === main)
  return (
    <Page title={w.products} crumbs={[{ title: w.reports, href: '/reports' }]} lead={report.data?.items[0] ? w.asOf(report.data.items[0].date) : w.productsLead} action={<Button icon={<PrinterOutlined />} onClick={() => { print() }}>{w.print}</Button>}>
      <Ways />
      {totals.length > 0 && <Section><Facts facts={totals.flatMap((t) => [{ label: `${w.sum} ${t.currency}`, value: <Money minor={t.total} currency={t.currency} size="large" /> }, { label: w.accounts, value: <span className="money-large">{t.accounts.toLocaleString('en-US')}</span> }])} /></Section>}
      <Section flush>
        <TableView<Line>
          id="ops.report.products" caption={w.products} columns={columns} rows={rows} error={report.error ?? undefined} retry={() => { void report.refetch() }} rowKey={(r) => r.currency + r.key} rowName={(r) => name(r.key)} empty={<Empty title={w.empty} />}
          filters={
            <>
              <Dates key={date} date={date} onDates={(d) => { set({ date: d.date }) }} />
              <BranchPick branch={branch} whole={whole} onBranch={(b) => { set({ branch: b }) }} />
              <Segmented aria-label={w.grouping} value={by} onChange={(v: string) => { set({ by: v === 'branch' ? v : undefined }) }} options={[{ value: 'product', label: w.byProduct }, { value: 'branch', label: w.byBranch }]} />
            </>
          }
        />
      </Section>
      {drawn.length > 1 && <Section><Chart kind="bar" title={by === 'branch' ? w.byBranch : w.chart} money={main} labels={drawn.map((r) => name(r.key))} series={[{ name: w.total, values: drawn.map((r) => r.total) }]} /></Section>}
    </Page>
  )
}
