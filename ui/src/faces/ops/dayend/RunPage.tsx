import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/faces/ops/parties/shared'
import { Await } from '@/parts/Await'
import { Page } from '@/parts/Page'
import { runKey } from './run'
import { RunState, RunView } from './RunView'
import { words } from './words'

/** One end of day by its date. */
export default function RunPage() {
  const { date = '' } = useParams<{ date: string }>()
  const w = useWords(words)
  const may = useMay()
  const run = useQuery({ queryKey: runKey(date), queryFn: ({ signal }) => must(api.GET('/v1/dayend/runs/{date}', { params: { path: { date } }, signal })) })
  return (
    <Page
      title={`${w.title} ${date}`} crumbs={[{ title: w.title, href: '/dayend' }]} state={run.data && <RunState state={run.data.state} />}
      action={run.data?.state === 'done' && may('report.read') && <Link href={`/reports/balance-sheet?date=${date}`}>{w.seeReports}</Link>}
    >
      <Await query={run} rows={6}>{(r) => <RunView key={date} first={r} />}</Await>
    </Page>
  )
}
