import { useQuery } from '@tanstack/react-query'
import Select from 'antd/es/select'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { useMay } from '@/faces/ops/parties/shared'
import { DataTable, TableView, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { BulkActs, actsOf, states, Switch, type Job, type State } from './acts'
import { words } from './words'
import './jobs.css'

type Kind = components['schemas']['KindAnswer']

/** Jobs by state, dead letters first, and how each kind is doing. */
export default function Jobs() {
  const w = useWords(words)
  const [search, setSearch] = useSearchParams()
  const wanted = search.get('state')
  const state: State = states.find((s) => s === wanted) ?? 'dead'
  const kind = search.get('kind') ?? undefined
  const kinds = useQuery({ queryKey: ['jobs', 'kinds'], queryFn: ({ signal }) => must(api.GET('/v1/jobs/kinds', { signal })), refetchInterval: 5_000 })
  const of = kinds.data?.kinds ?? []
  const sum = (f: (k: Kind) => number) => of.filter((k) => !kind || k.kind === kind).reduce((n, k) => n + f(k), 0)
  const counts: Partial<Record<State, number>> = kinds.data ? { dead: sum((k) => k.dead), running: sum((k) => k.running), waiting: sum((k) => k.waiting), paused: sum((k) => k.paused) } : {}
  const set = (change: { state?: State; kind?: string }) => {
    const next = { state, kind, ...change }
    setSearch({ ...(next.state === 'dead' ? {} : { state: next.state }), ...(next.kind ? { kind: next.kind } : {}) }, { replace: true })
  }
  return (
    <Page title={w.jobs} lead={w.jobsLead} state={counts.dead ? <Status tone="bad">{w.dead} {counts.dead}</Status> : undefined} action={<Link href="/jobs/schedules">{w.schedules}</Link>}>
      <Section flush>
        <div className="state-tabs" role="group" aria-label={w.state}>
          {states.map((s) => (
            <button key={s} type="button" aria-pressed={s === state} onClick={() => { set({ state: s }) }}>
              {w[s]}{counts[s] !== undefined && <span className="state-count figures">{counts[s]}</span>}
            </button>
          ))}
        </div>
        <List
          key={state} state={state} kind={kind}
          filter={<Select className="kind-field" allowClear showSearch aria-label={w.kind} placeholder={w.anyKind} value={kind} onChange={(v: string | undefined) => { set({ kind: v ?? '' }) }} options={of.map((k) => ({ value: k.kind, label: k.kind }))} />}
        />
      </Section>
      <Section title={w.kinds} extra={<span className="kind-note">{w.sinceStart}</span>} flush><Kinds kinds={kinds.data?.kinds} error={kinds.error} /></Section>
    </Page>
  )
}

function List({ state, kind, filter }: { state: State; kind?: string; filter: React.ReactNode }) {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [said, setSaid] = useState('')
  const load = (after: string, signal: AbortSignal): Promise<ListPage<Job>> => must(api.GET('/v1/jobs', { params: { query: { limit: 50, after: after || undefined, state, kind } }, signal }))
  const time = (at: string | undefined) => (at ? <Time at={at} precision="second" /> : w.none)
  const columns: Column<Job>[] = [
    { key: 'kind', title: w.kind, always: true, phone: 'title', render: (j) => j.kind, csv: (j) => j.kind },
    { key: 'error', title: w.error, wrap: true, spare: !['dead', 'waiting', 'discarded'].includes(state), render: (j) => (j.error ? <span className="job-error">{j.error}</span> : w.none), csv: (j) => j.error ?? '' },
    { key: 'attempts', title: w.attempts, align: 'end', render: (j) => j.attempts, csv: (j) => String(j.attempts) },
    { key: 'enqueued', title: w.enqueued, spare: state === 'dead', render: (j) => time(j.enqueuedAt), csv: (j) => formatInstant(j.enqueuedAt, 'second') },
    { key: 'started', title: w.started, spare: state !== 'running', render: (j) => time(j.startedAt), csv: (j) => (j.startedAt ? formatInstant(j.startedAt, 'second') : '') },
    { key: 'run', title: w.runAt, spare: state !== 'waiting', render: (j) => time(j.runAt), csv: (j) => (j.runAt ? formatInstant(j.runAt, 'second') : '') },
    { key: 'ended', title: w.ended, spare: ['waiting', 'running', 'paused'].includes(state), render: (j) => time(j.endedAt), csv: (j) => (j.endedAt ? formatInstant(j.endedAt, 'second') : '') },
    { key: 'progress', title: w.progress, spare: state !== 'running', render: (j) => (j.progress ? <Done of={j.progress} /> : w.none) },
    { key: 'id', title: w.id, spare: true, render: (j) => <span className="figures">{j.id}</span>, csv: (j) => j.id },
  ]
  return (
    <>
      {said && <p className="job-said" role="status">{said}</p>}
      <DataTable<Job>
        id={`ops.jobs.${state}`} caption={`${w.jobs} · ${w[state]}`} columns={columns} rowKey={(j) => j.id} rowName={(j) => `${j.kind} ${j.id}`} queryKey={['jobs', 'list', { state, kind }]} load={load}
        onOpen={(j) => { go(`/jobs/${j.id}`) }} filtered={kind !== undefined} filters={filter}
        empty={state === 'dead' ? <Empty title={w.noDead}>{w.noDeadText}</Empty> : <Empty title={w.noJobs} />}
        bulk={may('jobs.operate') && actsOf[state].length > 0 ? (rows, clear) => (
          <BulkActs jobs={rows} state={state} onDone={(failed) => { setSaid(failed > 0 ? w.someFailed(failed, rows.length) : ''); clear() }} />
        ) : undefined}
      />
    </>
  )
}

/** How far a long job is. */
export function Done({ of: { done, total } }: { of: NonNullable<Job['progress']> }) {
  const n = (x: number) => x.toLocaleString('en-US')
  return <span className="figures">{n(done)}{total ? ` / ${n(total)} · ${String(Math.floor((done * 100) / total))}%` : ''}</span>
}

function Kinds({ kinds, error }: { kinds?: Kind[]; error: unknown }) {
  const w = useWords(words)
  const may = useMay()
  const n = (value: number, state?: State, kind?: string) => (state && value > 0 ? <Link href={`/jobs?${new URLSearchParams({ state, kind: kind ?? '' }).toString()}`}>{value.toLocaleString('en-US')}</Link> : value.toLocaleString('en-US'))
  const columns: Column<Kind>[] = [
    { key: 'kind', title: w.kind, always: true, phone: 'title', render: (k) => k.kind, csv: (k) => k.kind },
    { key: 'dead', title: w.deadNow, align: 'end', render: (k) => n(k.dead, 'dead', k.kind), csv: (k) => String(k.dead) },
    { key: 'running', title: w.runningNow, align: 'end', render: (k) => n(k.running, 'running', k.kind), csv: (k) => String(k.running) },
    { key: 'waiting', title: w.waitingNow, align: 'end', render: (k) => n(k.waiting, 'waiting', k.kind), csv: (k) => String(k.waiting) },
    { key: 'paused', title: w.paused, align: 'end', spare: true, render: (k) => n(k.paused, 'paused', k.kind), csv: (k) => String(k.paused) },
    { key: 'stuck', title: w.stuck, align: 'end', spare: true, render: (k) => n(k.stuck), csv: (k) => String(k.stuck) },
    { key: 'late', title: w.late, align: 'end', render: (k) => (k.oldestAgeMillis > 0 ? w.secondsShort((k.oldestAgeMillis / 1000).toFixed(1)) : w.none), csv: (k) => String(k.oldestAgeMillis) },
    { key: 'done', title: w.doneSince, align: 'end', render: (k) => n(k.done), csv: (k) => String(k.done) },
    { key: 'failed', title: w.failed, align: 'end', render: (k) => n(k.failed), csv: (k) => String(k.failed) },
  ]
  if (may('jobs.operate')) columns.push({ key: 'switch', title: `${w.pause} / ${w.resume}`, render: (k) => <Switch of={{ sort: 'kind', name: k.kind }} /> })
  return <TableView<Kind> id="ops.jobs.kinds" caption={w.kinds} columns={columns} rows={kinds} error={kinds ? undefined : error} rowKey={(k) => k.kind} rowName={(k) => k.kind} />
}
