import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { useFilter } from '../deposits/shared'
import { DayPick, DayState, Lines, Ways } from './shared'
import { rateName, tierLines, type Rate } from './values'
import { words } from './words'

/** Rates on a day and what is set already behind it. */
export function useRates(on?: string) {
  return useQuery({ queryKey: ['rates', on ?? ''], queryFn: ({ signal }) => must(api.GET('/v1/interest/rates', { params: { query: { on } }, signal })) })
}

const order = ['demand', 'agreed', 'notice.1d', 'notice.7d', 'time.3m', 'time.6m', 'time.1y', 'time.2y', 'time.3y', 'time.5y', 'interbank']
const rank = (code: string) => { const i = order.indexOf(code); return i < 0 ? order.length : i }

/** The posted rates. */
export default function Rates() {
  const w = useWords(words)
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const on = search.get('on') ?? undefined
  const rates = useRates(on)
  const today = useRates()
  const later = (code: string) => (rates.data?.later ?? []).filter((r) => r.code === code)
  const rows = rates.data && [...rates.data.items].sort((a, b) => rank(a.code) - rank(b.code))
  const next = (r: Rate) => later(r.code).map((x) => `${w.comingFrom(x.from)} ${tierLines(x, w).join(w.comma)}`)
  const columns: Column<Rate>[] = [
    { key: 'name', title: w.rateName, always: true, phone: 'title', render: (r) => rateName(r.code, w), csv: (r) => rateName(r.code, w) },
    { key: 'percent', title: w.percent, align: 'end', render: (r) => <strong className="figures"><Lines text={tierLines(r, w).join('\n')} /></strong>, csv: (r) => tierLines(r, w).join('; ') },
    { key: 'since', title: w.from, render: (r) => r.from, csv: (r) => r.from },
    { key: 'next', title: w.next, wrap: true, render: (r) => (later(r.code).length > 0 ? <Status tone="wait">{next(r).join(w.comma)}</Status> : w.noneComing), csv: (r) => next(r).join('; ') },
    { key: 'code', title: w.code, render: (r) => <code>{r.code}</code>, csv: (r) => r.code },
  ]
  return (
    <Page title={w.rates} lead={w.ratesLead} state={rates.data && today.data && <DayState on={rates.data.on} today={today.data.on} />}>
      <Ways />
      <Section flush>
        <TableView<Rate>
          id="ops.rates" caption={w.rates} columns={columns} rows={rows} error={rates.error ?? undefined} retry={() => { void rates.refetch() }} rowKey={(r) => r.id} rowName={(r) => rateName(r.code, w)} onOpen={(r) => { go(`/interest/rates/${r.code}`) }}
          filters={<DayPick key={on} on={on} onDay={(d) => { set({ on: d }) }} />} empty={<Empty title={w.notRates} />}
        />
      </Section>
    </Page>
  )
}
