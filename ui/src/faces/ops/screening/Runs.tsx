import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { toDate } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import type { S } from '../parties/shared'
import { Ways } from './shared'
import { words } from './words'

type Run = S['ScreeningRunInfo']

/** The runs over all customers. */
export default function Runs() {
  const w = useWords(words)
  const took = (r: Run) => (r.endedAt ? w.seconds(((toDate(r.endedAt).getTime() - toDate(r.startedAt).getTime()) / 1000).toFixed(1)) : '—')
  const columns: Column<Run>[] = [
    { key: 'started', title: w.startedAt, always: true, phone: 'title', render: (r) => <Time at={r.startedAt} precision="second" />, csv: (r) => r.startedAt },
    { key: 'state', title: w.state, render: (r) => <Status tone={r.endedAt ? 'good' : 'busy'}>{r.endedAt ? w.finished : w.running}</Status>, csv: (r) => (r.endedAt ? w.finished : w.running) },
    { key: 'parties', title: w.parties, align: 'end', render: (r) => r.parties.toLocaleString('en'), csv: (r) => String(r.parties) },
    { key: 'found', title: w.found, align: 'end', render: (r) => r.found.toLocaleString('en'), csv: (r) => String(r.found) },
    { key: 'lapsed', title: w.lapsedN, align: 'end', render: (r) => r.lapsed.toLocaleString('en'), csv: (r) => String(r.lapsed) },
    { key: 'took', title: w.duration, align: 'end', render: took, csv: took },
  ]
  return (
    <Page title={w.runs} lead={w.runsLead}>
      <Ways />
      <Section flush>
        <DataTable<Run>
          id="ops.runs" caption={w.runs} columns={columns} rowKey={(r) => r.id} rowName={(r) => r.startedAt} queryKey={['screening', 'runs']} empty={<Empty title={w.runsEmpty} />}
          load={(after, signal) => must(api.GET('/v1/screening/runs', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
    </Page>
  )
}
