import { useRef, useState, type ReactNode, type SubmitEvent } from 'react'
import { problemOf, type Problem } from '@/api/problem'
import { passkeyProblem, Trouble } from './Frame'
import type { Progress } from './calls'

export interface Done {
  onDone: (p: Progress) => void
}

/** Runs one step of signing in: busy meanwhile, and what was refused afterwards. */
export function useStep(onDone: Done['onDone'], word?: 'passkeyNotMade') {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Problem>()
  const running = useRef(false)
  const run = (step: () => Promise<Progress>, refused?: (p: Problem) => void) => {
    if (running.current) return // a second click before the first answer
    running.current = true
    setBusy(true)
    setError(undefined)
    step().then(onDone, (e: unknown) => {
      const problem = e instanceof DOMException ? passkeyProblem(e, word) : problemOf(e)
      setError(problem)
      refused?.(problem)
    }).finally(() => { running.current = false; setBusy(false) })
  }
  return { busy, error, run, clear: () => { setError(undefined) } }
}

/** The form of a step. A refusal stands above, unless a field says it. */
export function Form({ error, more, onSubmit, children }: { error?: Problem; more?: ReactNode; onSubmit: () => void; children: ReactNode }) {
  return (
    <form noValidate className="plain-form" onSubmit={(e: SubmitEvent) => { e.preventDefault(); onSubmit() }}>
      {error && <Trouble error={error}>{more}</Trouble>}
      {children}
    </form>
  )
}

/** Moves to the first field of the form that has an error, a moment later: first the page has to show it. */
export function toFault(form: HTMLElement | null): void {
  setTimeout(() => form?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus(), 60)
}
