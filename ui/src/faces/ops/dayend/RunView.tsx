import { useState } from 'react'
import { Link } from 'wouter'
import Button from 'antd/es/button'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { StaffName } from '@/faces/ops/deposits/shared'
import { FormDialog, keyed, useMay, why } from '@/faces/ops/parties/shared'
import { Facts, Section } from '@/parts/Page'
import { formatInstant } from '@/parts/instant'
import { Mark, Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { overall, span, stateOf, useRun, type Run, type Step, type StepState } from './run'
import { words } from './words'
import './dayend.css'

export const runTones: Record<Run['state'], Tone> = { running: 'busy', stopped: 'bad', done: 'good' }
const stepTones: Record<StepState, Tone> = { waiting: 'idle', active: 'busy', finished: 'good', failed: 'bad' }
type W = ReturnType<typeof useWords<(typeof words)['zh']>>
const count = (n: number) => n.toLocaleString('en-US')

/** A span in words. */
export function spanText(millis: number, w: W): string {
  const s = span(millis)
  switch (s.unit) {
    case 'ms': return w.ms(s.n)
    case 'seconds': return w.seconds(String(s.n))
    case 'minutes': return w.minutes(s.m, s.s)
    case 'hours': return w.hours(s.h, s.m)
  }
}

/** Who started it: somebody of the bank, or the clock. */
export function StartedBy({ run }: { run: Run }) {
  const w = useWords(words)
  return /^\d{10,}/.test(run.startedBy) ? <StaffName actor={run.startedBy} /> : <>{w.byClock}</>
}

/** One end of day as it goes: how far, each step, and what stopped it. */
export function RunView({ first }: { first: Run }) {
  const w = useWords(words)
  const { run: query, live } = useRun(first.date, first)
  const run = query.data ?? first
  const share = overall(run)
  const steps = run.steps.filter((s) => s.endedAt).length
  const millis = Date.parse(run.endedAt ?? new Date(query.dataUpdatedAt || Date.parse(run.startedAt)).toISOString()) - Date.parse(run.startedAt)
  return (
    <>
      {run.state === 'stopped' && <Finding run={run} />}
      <Section>
        <div className="run-head">
          <div className="run-head-line">
            <span><strong className="figures">{Math.floor(share * 100)}%</strong> {w.stepsDone(steps, run.steps.length)}</span>
            <span className="run-note">
              {run.state === 'running' && <span>{live ? w.live : w.polled}</span>}
              {run.endsAbout && run.state === 'running' && <span>{w.endsAbout} <span className="figures">{formatInstant(run.endsAbout, 'second').slice(11)}</span></span>}
            </span>
          </div>
          <progress className="run-overall" max={1} value={share} aria-label={w.overall} />
          <Facts facts={[
            { label: w.startedAt, value: <Time at={run.startedAt} precision="second" relative={run.state === 'running'} /> },
            ...(run.endedAt ? [{ label: w.endedAt, value: <Time at={run.endedAt} precision="second" /> }] : []),
            { label: w.took, value: spanText(millis, w) }, { label: w.next, value: run.next }, { label: w.startedBy, value: <StartedBy run={run} /> },
            ...(run.attempt > 1 ? [{ label: w.attempt, value: w.times(run.attempt) }] : []),
          ]} />
        </div>
      </Section>
      <Section title={w.steps} extra={<span className="run-links"><Link href={`/reports/trial-balance?date=${run.date}`}>{w.toTrial}</Link><Link href="/ledger/days">{w.toDays}</Link></span>} flush>
        <ol className="run-steps">{run.steps.map((s) => <StepLine key={s.name} run={run} step={s} />)}</ol>
      </Section>
    </>
  )
}

function StepLine({ run, step }: { run: Run; step: Step }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const state = stateOf(run, step)
  const title = language === 'zh' ? step.titleZh : step.titleEn
  const took = step.startedAt && step.endedAt ? Date.parse(step.endedAt) - Date.parse(step.startedAt) : undefined
  const notes = state === 'waiting' ? [w.waiting] : [
    state === 'finished' && step.done === 0 ? w.nothing : step.total > 0 && state !== 'finished' ? w.ofThings(count(step.done), count(step.total)) : w.things(count(step.done)),
    step.perSecond && state === 'active' ? w.rate(count(step.perSecond)) : '',
    took !== undefined ? spanText(took, w) : '',
  ].filter(Boolean)
  return (
    <li className="run-step" data-state={state}>
      <span className={`tone-${stepTones[state]}`}><Mark tone={stepTones[state]} /></span>
      <span className="run-title">{title}<span className="unseen"> {w[state]}</span></span>
      <span className="run-note figures">{notes.map((n) => <span key={n}>{n}</span>)}</span>
      {(state === 'active' || state === 'failed') && <progress className="run-bar" aria-label={w.progressOf(title)} max={step.total || 1} value={step.total > 0 ? step.done : undefined} />}
    </li>
  )
}

/** What stopped it and what to do, in the bank's words; then on with it. */
function Finding({ run }: { run: Run }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const retry = useWrite((reason: string, { key }) => must(api.POST('/v1/dayend/runs/{date}/retry', { params: { path: { date: run.date }, header: keyed(key) }, body: { reason } })), { refresh: [['dayend'], ['ops', 'needs']] })
  const step = run.steps.find((s) => s.name === run.step)
  return (
    <div className="run-finding" role="alert">
      <h2>{w.finding}{step && <> · {language === 'zh' ? step.titleZh : step.titleEn}</>}</h2>
      {run.finding && <p>{language === 'zh' ? run.finding.detailZh : run.finding.detail}</p>}
      {run.finding && <p className="note-line">{w.code} <code>{run.finding.code}</code></p>}
      <div className="links">
        {may('dayend.run') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.retry}</Button>}
        <Link href={`/ledger/trial-balance?from=${run.date}&date=${run.date}`}>{w.toTrial}</Link>
        {may('jobs.read') && <Link href="/jobs?state=dead">{w.toJobs}</Link>}
      </div>
      {asking && (
        <FormDialog
          title={w.retryTitle(run.date)} lead={w.retryLead} submit={w.retry} onClose={() => { setAsking(false) }}
          schema={{ type: 'object', required: ['reason'], properties: { reason: { ...why(w.retryReason, w.retryHint), maxLength: 160 } } }}
          onSubmit={(v) => retry.mutateAsync(String(v.reason))}
        />
      )}
    </div>
  )
}

/** The state of a run in a word. */
export function RunState({ state }: { state: Run['state'] }) {
  const w = useWords(words)
  return <Status tone={runTones[state]}>{w[state]}</Status>
}
