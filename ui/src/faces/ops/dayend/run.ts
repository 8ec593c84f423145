import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, headersFor, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { readEvents } from '@/faces/ops/dashboard/events'
import { useMay, type S } from '@/faces/ops/parties/shared'

export type Run = S['DayendRun']
export type Step = S['DayendProgress']
export type StepState = 'waiting' | 'active' | 'finished' | 'failed'

/** What the bank tells whoever watches a run, about twice a second. */
export interface Told {
  date: string
  state: Run['state']
  step: string
  done: number
  total: number
}

/** Where a step stands: the run knows at which it is, and whether it stopped there. */
export function stateOf(run: Run, step: Step): StepState {
  if (step.endedAt) return 'finished'
  if (run.step === step.name) return run.state === 'stopped' ? 'failed' : 'active'
  return 'waiting'
}

/** How far a run is, from 0 to 1: each step counts alike, the present one by its share. */
export function overall(run: Run): number {
  if (run.state === 'done') return 1
  if (run.steps.length === 0) return 0
  const sum = run.steps.reduce((n, s) => n + (s.endedAt ? 1 : s.total > 0 ? Math.min(1, s.done / s.total) : 0), 0)
  return sum / run.steps.length
}

/** A run with what an event says of the step that it names. An event of a step already behind changes nothing. */
export function apply(run: Run, told: Told): Run {
  return { ...run, steps: run.steps.map((s) => (s.name === told.step && !s.endedAt ? { ...s, done: Math.max(s.done, told.done), total: told.total || s.total } : s)) }
}

export type Span = { unit: 'ms'; n: number } | { unit: 'seconds'; n: number } | { unit: 'minutes'; m: number; s: number } | { unit: 'hours'; h: number; m: number }

/** How long something took, in the unit that fits. */
export function span(millis: number): Span {
  if (millis < 1000) return { unit: 'ms', n: Math.max(0, Math.round(millis)) }
  if (millis < 60_000) return { unit: 'seconds', n: Math.round(millis / 100) / 10 }
  const s = Math.round(millis / 1000)
  if (s < 3600) return { unit: 'minutes', m: Math.floor(s / 60), s: s % 60 }
  return { unit: 'hours', h: Math.floor(s / 3600), m: Math.floor((s % 3600) / 60) }
}

export const runKey = (date: string) => ['dayend', 'run', date] as const

/** One run, read again every two seconds while it goes on, and told of between that where the hat may watch. */
export function useRun(date: string, first?: Run) {
  const client = useQueryClient()
  const may = useMay()
  const run = useQuery({
    queryKey: runKey(date), enabled: date !== '', initialData: first, initialDataUpdatedAt: 0,
    queryFn: ({ signal }) => must(api.GET('/v1/dayend/runs/{date}', { params: { path: { date } }, signal })),
    refetchInterval: (q) => (q.state.data?.state === 'running' ? 2_000 : false),
  })
  const watching = may('jobs.watch') && run.data?.state === 'running'
  useEffect(() => {
    if (!watching) return
    const over = new AbortController()
    let last = ''
    void watch(date, over.signal, (told) => {
      client.setQueryData<Run>(runKey(date), (old) => old && apply(old, told))
      // Another step, or the end: what the event doesn't carry is read.
      if (told.step !== last || told.state !== 'running') void client.invalidateQueries({ queryKey: ['dayend'] })
      last = told.step
    })
    return () => { over.abort() }
  }, [watching, date, client])
  return { run, live: watching }
}

/** Reads the events of a run until the page is left; a connection that breaks is made anew, a refusal is final: the reading goes on by itself. */
async function watch(date: string, over: AbortSignal, on: (told: Told) => void): Promise<void> {
  while (!over.aborted) {
    try {
      const response = await fetch(`/v1/events?topic=${encodeURIComponent(`dayend/${date}`)}`, { credentials: 'same-origin', cache: 'no-store', signal: over, headers: { ...headersFor('GET'), Accept: 'text/event-stream' } })
      if (!response.ok || !response.body) throw problemOf(await response.json().catch(() => undefined), response.status)
      await readEvents(response.body, (data) => { try { on(JSON.parse(data) as Told) } catch { /* a gap says so in words; the next reading mends it */ } })
    } catch (e) {
      const { status } = problemOf(e)
      if (status >= 400 && status < 500 && status !== 429) return
    }
    await new Promise((r) => { setTimeout(r, 3_000) })
  }
}
