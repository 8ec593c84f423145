import Button from 'antd/es/button'
import { useEffect, useRef, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { Section } from '@/parts/Page'
import { Steps } from '@/parts/Steps'
import { common } from './words'

export interface TaskProps {
  steps: { key: string; title: string }[]
  at: number
  /** The question of the step. */
  title: string
  children: ReactNode
  /** Goes on when the step is filled in; the last one commits. */
  onNext: () => void
  /** Absent where there is no way back. */
  onBack?: () => void
  /** The word of the last step's button. */
  commit: string
  busy?: boolean
}

/** One step of a task: where it stands, one decision, back and on. The question takes focus when the step opens. */
export function Task({ steps, at, title, children, onNext, onBack, commit, busy }: TaskProps) {
  const c = useWords(common)
  const heading = useRef<HTMLHeadingElement>(null)
  const box = useRef<HTMLFormElement>(null)
  const first = useRef(true)
  useEffect(() => {
    if (first.current) first.current = false
    else heading.current?.focus()
  }, [at])
  const next = () => {
    onNext()
    setTimeout(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"], .field-bad input')?.focus(), 60)
  }
  const last = at === steps.length - 1
  return (
    <form ref={box} className="own-task" noValidate onSubmit={(e) => { e.preventDefault(); if (!busy) next() }}>
      <Steps steps={steps} current={at} />
      <Section>
        <div className="task-step">
          <h2 ref={heading} tabIndex={-1}>{title}</h2>
          {children}
          <div className="form-foot">
            <Button type="primary" htmlType="submit" loading={busy}>{last ? commit : c.next}</Button>
            {onBack && <Button onClick={onBack}>{at === 0 ? c.cancel : c.previous}</Button>}
          </div>
        </div>
      </Section>
    </form>
  )
}
