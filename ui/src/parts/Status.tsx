import type { ReactNode } from 'react'

/** good: finished well · busy: under way · wait: somebody has to act · bad: failed or stopped · idle: nothing happens · info */
export type Tone = 'good' | 'busy' | 'wait' | 'bad' | 'idle' | 'info'

const shapes: Record<Tone, string> = {
  good: 'M3.5 8.5l3 3 6-7',
  busy: 'M8 3.5a4.5 4.5 0 1 1-4.5 4.5',
  wait: 'M8 4v4.5l2.5 1.5',
  bad: 'M4.5 4.5l7 7m0-7l-7 7',
  idle: 'M4 8h8',
  info: 'M8 7.5v4M8 4.2v.6',
}

/** A state in a word, with a shape beside the colour. The word says it alone. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`status tone-${tone}`}>
      <Mark tone={tone} />
      {children}
    </span>
  )
}

/** The shape of a tone, for where the word stands elsewhere. */
export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg className="mark" viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapes[tone]} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
