import Button from 'antd/es/button'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { ErrorView } from './ErrorView'
import { Reason } from './Party'
import { Section } from './Page'
import { Status } from './Status'
import { words } from './words'

export type Decision = 'approve' | 'return' | 'refuse'

export interface Change {
  label: string
  /** Absent: there was nothing. */
  before?: ReactNode
  after?: ReactNode
}

export interface Trace {
  rule: string
  passed: boolean
  detail?: ReactNode
}

export interface ApproveProps {
  /** Key of the item: a new one begins afresh and takes focus. */
  item: string
  title: ReactNode
  /** Who asks, when, for what. */
  evidence: ReactNode
  changes?: Change[]
  trace?: Trace[]
  /** What may be decided here; all three by default. */
  allowed?: Decision[]
  /** The one who looks has made it herself: nothing to press, and why. */
  own?: boolean
  /** How many wait behind this one. */
  left?: number
  onDecide: (decision: Decision, reason: string) => Promise<unknown>
  /** Called after a decision: open the next item, or go back to the list. */
  onNext: () => void
}

/** One decision: evidence, what changes, what the rules said; approve, return or refuse. The next opens by itself. */
export function Approve(props: ApproveProps) {
  const { item, title, evidence, changes, trace, allowed = ['approve', 'return', 'refuse'], own, left, onDecide, onNext } = props
  const w = useWords(words)
  const [asking, setAsking] = useState<'return' | 'refuse'>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [said, setSaid] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(item)
  useEffect(() => {
    if (before.current === item) return
    before.current = item
    setError(undefined)
    heading.current?.focus()
  }, [item])

  const decide = async (decision: Decision, reason: string) => {
    await onDecide(decision, reason)
    setAsking(undefined)
    setSaid(w.decided)
    onNext()
  }
  const approve = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await decide('approve', '')
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="approve">
      <div className="approve-head">
        <h2 ref={heading} tabIndex={-1}>{title}</h2>
        {left !== undefined && <span className="approve-left">{left > 0 ? w.left(left) : w.lastOne}</span>}
      </div>
      <span className="unseen" role="status">{said}</span>
      <Section title={w.evidence}>{evidence}</Section>
      {changes && changes.length > 0 && <Section title={w.difference} flush><Difference changes={changes} /></Section>}
      {trace && trace.length > 0 && (
        <Section title={w.trace}>
          <ul className="trace">
            {trace.map((t) => (
              <li key={t.rule}><Status tone={t.passed ? 'good' : 'bad'}>{t.passed ? w.passed : w.failed}</Status><span>{t.rule}</span>{t.detail && <span className="trace-detail">{t.detail}</span>}</li>
            ))}
          </ul>
        </Section>
      )}
      {error !== undefined && <ErrorView error={error} />}
      <div className="approve-foot">
        {own ? <p className="approve-own">{w.ownMake}</p> : (
          <>
            {allowed.includes('approve') && <Button type="primary" loading={busy} onClick={() => { void approve() }}>{w.approve}</Button>}
            {allowed.includes('return') && <Button disabled={busy} onClick={() => { setAsking('return') }}>{w.sendBack}</Button>}
            {allowed.includes('refuse') && <Button danger disabled={busy} onClick={() => { setAsking('refuse') }}>{w.refuse}</Button>}
          </>
        )}
      </div>
      {asking && (
        <Reason
          title={asking === 'return' ? w.returnTitle : w.refuseTitle} text={asking === 'return' ? w.returnWhy : w.refuseWhy}
          act={asking === 'return' ? w.sendBack : w.refuse} danger={asking === 'refuse'}
          onReason={(reason) => decide(asking, reason)} onCancel={() => { setAsking(undefined) }}
        />
      )}
    </div>
  )
}

/** Before and after, side by side; on a phone one under the other. */
export function Difference({ changes }: { changes: Change[] }) {
  const w = useWords(words)
  return (
    <table className="difference">
      <thead><tr><th scope="col">{w.field}</th><th scope="col">{w.before}</th><th scope="col">{w.after}</th></tr></thead>
      <tbody>
        {changes.map((c) => (
          <tr key={c.label}>
            <th scope="row">{c.label}</th>
            <td data-title={w.before}>{c.before === undefined ? <span className="nothing">{w.nothingBefore}</span> : <del>{c.before}</del>}</td>
            <td data-title={w.after}>{c.after === undefined ? <span className="nothing">{w.nothingBefore}</span> : <ins>{c.after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
