import type { ReactNode } from 'react'
import { Mark, type Tone } from './Status'
import { Time } from './Time'
import type { Instant } from './instant'

export interface Happening {
  key: string
  at: Instant
  title: ReactNode
  /** Who did it, under which hat. */
  by?: ReactNode
  detail?: ReactNode
  tone?: Tone
}

/** What happened to a thing, newest first as given. */
export function Timeline({ items }: { items: Happening[] }) {
  return (
    <ol className="timeline">
      {items.map((i) => (
        <li key={i.key}>
          <span className={`timeline-dot tone-${i.tone ?? 'idle'}`}><Mark tone={i.tone ?? 'idle'} /></span>
          <div className="timeline-text">
            <p className="timeline-title">{i.title}</p>
            {i.detail && <div className="timeline-detail">{i.detail}</div>}
            <p className="timeline-by"><Time at={i.at} relative />{i.by && <> · {i.by}</>}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}
