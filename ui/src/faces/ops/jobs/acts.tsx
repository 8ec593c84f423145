import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite, type Attempt } from '@/api/queries'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { keyed, useMay } from '@/faces/ops/parties/shared'
import { Reason } from '@/parts/Party'
import type { Tone } from '@/parts/Status'
import { words } from './words'

export type Job = components['schemas']['JobsInfo']
export type State = Job['state']
export const states: readonly State[] = ['dead', 'running', 'waiting', 'paused', 'done', 'discarded', 'cancelled']
export const tones: Record<State, Tone> = { dead: 'bad', running: 'busy', waiting: 'wait', paused: 'idle', done: 'good', discarded: 'idle', cancelled: 'idle' }

/** What an operator does to a job. */
export type Act = 'retry' | 'discard' | 'cancel' | 'pause' | 'resume'

/** What may be done to a job in a state; the first is the main one. */
export const actsOf: Record<State, readonly Act[]> = {
  dead: ['retry', 'discard'], waiting: ['retry', 'pause', 'cancel'], running: ['pause', 'cancel'], paused: ['resume', 'cancel'], done: [], discarded: [], cancelled: [],
}

/** Words of an act: on a waiting job a retry means to run it now. */
export function useActWords() {
  const w = useWords(words)
  return (act: Act, state: State): { act: string; why: string } => {
    if (act === 'retry' && state === 'waiting') return { act: w.runNow, why: w.runNowWhy }
    const why = { retry: w.retryWhy, discard: w.discardWhy, cancel: w.cancelWhy, pause: w.pauseWhy, resume: w.resumeWhy }
    return { act: w[act], why: why[act] }
  }
}

export const act = (id: string, what: Act, reason: string, { key }: Attempt): Promise<Job> => {
  const options = { params: { path: { id }, header: keyed(key) }, body: { reason } }
  switch (what) {
    case 'retry': return must(api.POST('/v1/jobs/{id}/retry', options))
    case 'discard': return must(api.POST('/v1/jobs/{id}/discard', options))
    case 'cancel': return must(api.POST('/v1/jobs/{id}/cancel', options))
    case 'pause': return must(api.POST('/v1/jobs/{id}/pause', options))
    case 'resume': return must(api.POST('/v1/jobs/{id}/resume', options))
  }
}

const refresh = { refresh: [['jobs'], ['ops', 'needs']] }

/** The buttons of one job, each with its reason. */
export function Acts({ job, main }: { job: Job; main?: boolean }) {
  const says = useActWords()
  const may = useMay()
  const [asking, setAsking] = useState<Act>()
  const write = useWrite((v: { what: Act; reason: string }, attempt) => act(job.id, v.what, v.reason, attempt), refresh)
  if (!may('jobs.operate')) return null
  return (
    <>
      {actsOf[job.state].map((a, i) => (
        <Button key={a} type={main && i === 0 ? 'primary' : 'default'} size={main ? 'middle' : 'small'} danger={a === 'discard' || a === 'cancel'} onClick={() => { setAsking(a) }}>{says(a, job.state).act}</Button>
      ))}
      {asking && (
        <Reason
          title={`${says(asking, job.state).act} · ${job.kind}`} text={says(asking, job.state).why} act={says(asking, job.state).act} danger={asking === 'discard' || asking === 'cancel'}
          onCancel={() => { setAsking(undefined) }} onReason={async (reason) => { await write.mutateAsync({ what: asking, reason }); setAsking(undefined) }}
        />
      )}
    </>
  )
}

/** The same for several chosen jobs of one state, one after the other. */
export function BulkActs({ jobs, state, onDone }: { jobs: Job[]; state: State; onDone: (failed: number) => void }) {
  const w = useWords(words)
  const says = useActWords()
  const [asking, setAsking] = useState<Act>()
  const write = useWrite((v: { id: string; what: Act; reason: string }, attempt) => act(v.id, v.what, v.reason, attempt), refresh)
  const all = async (what: Act, reason: string) => {
    let failed = 0
    for (const j of jobs) await write.mutateAsync({ id: j.id, what, reason }).catch(() => { failed++ })
    setAsking(undefined)
    onDone(failed)
  }
  return (
    <>
      {actsOf[state].map((a) => <Button key={a} size="small" danger={a === 'discard' || a === 'cancel'} onClick={() => { setAsking(a) }}>{says(a, state).act}</Button>)}
      {asking && (
        <Reason
          title={w.doSome(says(asking, state).act, jobs.length)} text={says(asking, state).why} act={says(asking, state).act} danger={asking === 'discard' || asking === 'cancel'}
          onCancel={() => { setAsking(undefined) }} onReason={(reason) => all(asking, reason)}
        />
      )}
    </>
  )
}

/** `paused` is left out where the bank doesn't say: then both are offered. */
export type Switched = { sort: 'kind' | 'schedule'; name: string; paused?: boolean }

/** Stops a kind of job or a schedule, or lets it go on. */
export function Switch({ of: { sort, name, paused } }: { of: Switched }) {
  const w = useWords(words)
  const may = useMay()
  const [asking, setAsking] = useState<'pause' | 'resume'>()
  const write = useWrite((v: { what: 'pause' | 'resume'; reason: string }, { key }) => {
    const options = { params: { path: { name }, header: keyed(key) }, body: { reason: v.reason } }
    if (sort === 'kind') return v.what === 'resume' ? must(api.POST('/v1/jobs/kinds/{name}/resume', options)) : must(api.POST('/v1/jobs/kinds/{name}/pause', options))
    return v.what === 'resume' ? must(api.POST('/v1/jobs/schedules/{name}/resume', options)) : must(api.POST('/v1/jobs/schedules/{name}/pause', options))
  }, refresh)
  if (!may('jobs.operate')) return null
  const why = {
    pause: sort === 'kind' ? w.pauseKindWhy : w.pauseScheduleWhy,
    resume: sort === 'kind' ? w.resumeKindWhy : w.resumeScheduleWhy,
  }
  return (
    <span className="switch">
      {(['pause', 'resume'] as const).filter((a) => paused === undefined || paused === (a === 'resume')).map((a) => (
        <Button key={a} size="small" type="link" aria-label={`${w[a]} ${name}`} onClick={() => { setAsking(a) }}>{w[a]}</Button>
      ))}
      {asking && (
        <Reason
          title={`${w[asking]} · ${name}`} text={why[asking]} act={w[asking]} onCancel={() => { setAsking(undefined) }}
          onReason={async (reason) => { await write.mutateAsync({ what: asking, reason }); setAsking(undefined) }}
        />
      )}
    </span>
  )
}
