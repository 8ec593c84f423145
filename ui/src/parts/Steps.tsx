import { useWords } from '@/app/i18n'
import { words } from './words'

export interface StepsProps {
  steps: { key: string; title: string }[]
  /** Index of the step that is open; `steps.length` when all are done. */
  current: number
}

/** Where a task stands. On a phone one line says it. */
export function Steps({ steps, current }: StepsProps) {
  const w = useWords(words)
  const at = steps[current]
  return (
    <div className="steps">
      <p className="steps-line">{at ? w.stepOf(current + 1, steps.length, at.title) : w.done}</p>
      <span className="steps-track" aria-hidden="true">
        {steps.map((s, i) => <span key={s.key} className={i < current ? 'past' : i === current ? 'here' : ''} />)}
      </span>
      <ol>
        {steps.map((s, i) => (
          <li key={s.key} className={i < current ? 'past' : i === current ? 'here' : ''} aria-current={i === current ? 'step' : undefined}>
            <span className="steps-number" aria-hidden="true">{i < current ? '✓' : i + 1}</span>
            {s.title}
            <span className="unseen">{i < current ? w.done : i === current ? w.current : w.todo}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
