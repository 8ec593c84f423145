import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { ago, formatInstant, toDate, type Instant } from './instant'
import { words } from './words'

export interface TimeProps {
  at: Instant
  precision?: 'date' | 'minute' | 'second'
  /** Adds how long ago that is, beside the absolute time. */
  relative?: boolean
}

/** A moment in bank time. */
export function Time({ at, precision = 'minute', relative }: TimeProps) {
  const w = useWords(words)
  const [now] = useState(() => new Date())
  const text = formatInstant(at, precision)
  if (!text) return <span>—</span>
  const a = relative ? ago(at, now) : undefined
  return (
    <span className="time">
      <time dateTime={toDate(at).toISOString()} title={w.bankTime}>{text}</time>
      {a && <span className="time-ago">{a.unit === 'now' ? w.now : w[a.unit](a.n)}</span>}
    </span>
  )
}
