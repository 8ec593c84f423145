import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { Timeline } from '@/parts/Timeline'
import { PartyName } from '@/faces/ops/parties/shared'
import { Acts, tones, useActWords, type Job } from './acts'
import { Done } from './Jobs'
import { words } from './words'
import './jobs.css'

/** One job: where it stands, what went wrong, what operators did to it. */
export default function JobPage() {
  const w = useWords(words)
  const { id = '' } = useParams()
  const job = useQuery({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => must(api.GET('/v1/jobs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (q) => (q.state.data && ['running', 'waiting'].includes(q.state.data.state) ? 2_000 : false),
  })
  const crumbs = [{ title: w.jobs, href: '/jobs' }]
  const j = job.data
  if (!j) return <Page title={w.job} crumbs={crumbs}><Await query={job} rows={6}>{() => null}</Await></Page>
  return (
    <Page
      title={j.kind} crumbs={crumbs} action={<Acts job={j} main />}
      state={<><Status tone={tones[j.state]}>{w[j.state]}</Status>{j.wish && <Status tone="wait">{j.wish === 'pause' ? w.wishPause : w.wishCancel}</Status>}</>}
      aside={<Section title={w.notes}><Notes job={j} /></Section>}
    >
      {j.error && <Section title={w.error}><pre className="job-error-block">{j.error}</pre></Section>}
      <div className="dense"><Section><What job={j} /></Section></div>
    </Page>
  )
}

function What({ job: j }: { job: Job }) {
  const w = useWords(words)
  const time = (at: string) => <Time at={at} precision="second" relative />
  const facts: (Fact | false)[] = [
    j.progress !== undefined && { label: w.progress, value: <><Done of={j.progress} />{j.progress.note && ` · ${j.progress.note}`}</> },
    { label: w.attempts, value: <span className="figures">{j.attempts}</span> },
    { label: w.enqueued, value: time(j.enqueuedAt) },
    j.runAt !== undefined && { label: w.runAt, value: time(j.runAt) },
    j.startedAt !== undefined && { label: w.started, value: time(j.startedAt) },
    j.endedAt !== undefined && { label: w.ended, value: time(j.endedAt) },
    j.lane !== undefined && { label: w.lane, value: w[j.lane] },
    j.origin !== undefined && { label: w.origin, value: j.origin },
    j.key !== undefined && { label: w.key, value: <code>{j.key}</code> },
    j.bytes !== undefined && { label: w.bytes, value: <span className="figures">{j.bytes.toLocaleString('en-US')} B</span> },
    { label: w.kind, value: <Link href={`/jobs?state=${j.state}&kind=${j.kind}`}>{j.kind}</Link> },
    { label: w.id, value: <span className="figures">{j.id}</span> },
  ]
  return <Facts facts={facts.filter((f) => f !== false)} />
}

const noteTones: Record<string, Tone> = { retry: 'busy', discard: 'bad', cancel: 'bad', pause: 'idle', resume: 'good' }

function Notes({ job: j }: { job: Job }) {
  const w = useWords(words)
  const says = useActWords()
  if (!j.notes || j.notes.length === 0) return <p className="kind-note">{w.noNotes}</p>
  // The person stands first in whoever acted: person/role/client.
  const who = (actor: string) => { const person = actor.split('/')[0] ?? ''; return /^\d{10,}$/.test(person) ? <PartyName id={person} /> : actor }
  return <Timeline items={[...j.notes].reverse().map((n) => ({ key: n.at + n.verb, at: n.at, title: says(n.verb, 'dead').act, detail: n.reason, by: who(n.actor), tone: noteTones[n.verb] }))} />
}
