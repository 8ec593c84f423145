import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { useMay } from '@/faces/ops/parties/shared'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { Switch } from './acts'
import { takeWhen } from './when'
import { words } from './words'
import './jobs.css'

type Schedule = components['schemas']['JobsScheduleInfo']

/** What makes jobs by itself, and when. */
export default function Schedules() {
  const w = useWords(words)
  const may = useMay()
  const list = useQuery({ queryKey: ['jobs', 'schedules'], queryFn: ({ signal }) => must(api.GET('/v1/jobs/schedules', { signal })), refetchInterval: 10_000 })
  const when = (raw: string) => {
    const t = takeWhen(raw)
    if (t.day) return w.day(t.day)
    return t.every ? w.every(`${String(t.every.n)} ${w[t.every.unit]}`) : t.raw
  }
  const columns: Column<Schedule>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (s) => s.name, csv: (s) => s.name },
    { key: 'state', title: w.state, render: (s) => (s.trouble ? <Status tone="bad">{w.trouble}</Status> : <Status tone={s.paused ? 'idle' : 'good'}>{s.paused ? w.off : w.on}</Status>), csv: (s) => (s.paused ? w.off : w.on) },
    { key: 'when', title: w.when, render: (s) => <span title={s.when}>{when(s.when)}</span>, csv: (s) => when(s.when) },
    { key: 'missed', title: w.missed, render: (s) => w[s.missed], csv: (s) => w[s.missed] },
    { key: 'last', title: w.last, render: (s) => (s.lastDay ? <span className="figures">{s.lastDay}</span> : s.lastAt ? <Time at={s.lastAt} precision="second" /> : w.none), csv: (s) => s.lastDay ?? (s.lastAt ? formatInstant(s.lastAt, 'second') : '') },
    { key: 'next', title: w.next, render: (s) => (s.nextAt && !s.paused ? <Time at={s.nextAt} precision="second" /> : w.none), csv: (s) => (s.nextAt ? formatInstant(s.nextAt, 'second') : '') },
    { key: 'trouble', title: w.trouble, wrap: true, spare: !list.data?.schedules.some((s) => s.trouble), render: (s) => s.trouble ?? w.none, csv: (s) => s.trouble ?? '' },
    { key: 'job', title: w.lastJob, render: (s) => (s.lastJob ? <Link href={`/jobs/${s.lastJob}`} aria-label={`${w.seeJob} ${s.name}`}>{w.seeJob}</Link> : w.none) },
  ]
  if (may('jobs.operate')) columns.push({ key: 'switch', title: `${w.pause} / ${w.resume}`, render: (s) => <Switch of={{ sort: 'schedule', name: s.name, paused: s.paused }} /> })
  return (
    <Page title={w.schedules} lead={w.schedulesLead} crumbs={[{ title: w.jobs, href: '/jobs' }]}>
      <Section flush>
        <TableView<Schedule> id="ops.jobs.schedules" caption={w.schedules} columns={columns} rows={list.data?.schedules} error={list.error} retry={() => { void list.refetch() }} rowKey={(s) => s.name} rowName={(s) => s.name} empty={<Empty title={w.noSchedules} />} />
      </Section>
    </Page>
  )
}
