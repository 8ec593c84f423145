import { PrinterOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useEffect, useRef, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { Copy } from './AccountNo'
import { Facts, type Fact } from './Page'
import { Mark } from './Status'
import { words } from './words'

export interface ReceiptProps {
  /** What happened, as a sentence: 转账已受理. */
  title: string
  /** By which it can be found again. */
  number: string
  facts: Fact[]
  /** What happens next, and when. */
  next?: { when: string; what: ReactNode }[]
  /** Where to go from here. */
  action?: ReactNode
}

/** The end of a task: what happened, its number, what happens next. Takes focus. */
export function Receipt({ title, number, facts, next, action }: ReceiptProps) {
  const w = useWords(words)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { heading.current?.focus() }, [])
  return (
    <section className="receipt" aria-label={w.receipt}>
      <span className="receipt-mark tone-good"><Mark tone="good" /></span>
      <h2 ref={heading} tabIndex={-1}>{title}</h2>
      <p className="receipt-number">{w.number} <span className="figures">{number}</span> <Copy text={number} label={w.copy} /></p>
      <Facts facts={facts} />
      {next && next.length > 0 && (
        <>
          <h3>{w.whatNext}</h3>
          <ol className="receipt-next">{next.map((n) => <li key={n.when}><span>{n.when}</span><span>{n.what}</span></li>)}</ol>
        </>
      )}
      <div className="receipt-foot">
        {action}
        <Button icon={<PrinterOutlined />} onClick={() => { print() }}>{w.printReceipt}</Button>
      </div>
    </section>
  )
}
