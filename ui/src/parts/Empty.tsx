import type { ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { words } from './words'

export interface EmptyProps {
  title?: string
  /** Why there is nothing, and what to do next. */
  children?: ReactNode
  /** The button that does it. */
  action?: ReactNode
}

/** An empty place that says why and what next. */
export function Empty({ title, children, action }: EmptyProps) {
  const w = useWords(words)
  return (
    <div className="empty">
      <svg className="empty-mark" viewBox="0 0 64 40" aria-hidden="true">
        <path d="M4 10c10 0 10 6 20 6s10-6 20-6 8 4 16 4M4 24c10 0 10 6 20 6s10-6 20-6 8 4 16 4" fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
      </svg>
      <p className="empty-title">{title ?? w.emptyTitle}</p>
      {children && <div className="empty-text">{children}</div>}
      {action}
    </div>
  )
}
