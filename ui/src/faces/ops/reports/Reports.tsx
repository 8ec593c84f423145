import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { useClosed } from './shared'
import { words } from './words'

/** What can be reported, and up to which date. */
export default function Reports() {
  const w = useWords(words)
  const closed = useClosed()
  const list = [
    ['trial-balance', w.trialBalance, w.trialBalanceLead], ['balance-sheet', w.balanceSheet, w.balanceSheetLead], ['income-statement', w.incomeStatement, w.incomeStatementLead],
    ['products', w.products, w.productsLead], ['large-movements', w.large, w.largeLead], ['dormant', w.dormant, w.dormantLead],
  ] as const
  return (
    <Page title={w.reports} lead={w.reportsLead} state={closed.data?.[0] && <Status tone="good">{w.newest} <span className="figures">{closed.data[0]}</span></Status>}>
      <Section>
        <Await query={closed} rows={4}>
          {(days) => (days.length === 0 ? <Empty title={w.noneClosed} /> : <ul className="report-list">{list.map(([path, title, lead]) => <li key={path}><Link href={`/reports/${path}`}>{title}</Link><p>{lead}</p></li>)}</ul>)}
        </Await>
      </Section>
    </Page>
  )
}
