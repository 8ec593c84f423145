import { RightOutlined } from '@ant-design/icons'
import { useEffect, useRef, type ReactNode } from 'react'
import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { words } from './words'

export interface Crumb {
  title: string
  /** Path within the face. */
  href: string
}

export interface PageProps {
  /** Also the window's title. */
  title: string
  /** What leads here, the face's start left out. */
  crumbs?: Crumb[]
  /** Usually a Status, beside the title. */
  state?: ReactNode
  /** One line below the title: what this is, in plain words. */
  lead?: ReactNode
  /** The one main action, then lesser ones. */
  action?: ReactNode
  /** The right column of a thing: its timeline. Below the rest on a phone. */
  aside?: ReactNode
  /** `read` for texts and forms (one column that is easy to read), `full` for tables and dashboards. */
  width?: 'read' | 'full'
  children: ReactNode
}

/** One page: a title that takes focus when the page opens by a link, its state, its main action, and its content. */
export function Page({ title, crumbs, state, lead, action, aside, width = 'full', children }: PageProps) {
  const w = useWords(words)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${w.bank}`
  }, [title, w])
  useEffect(() => {
    // After a link inside the face focus has nowhere to be; the first page of a visit leaves it with the browser.
    if (document.activeElement === document.body && performance.now() > 3000) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <article className={`page page-${width}`}>
      {crumbs && crumbs.length > 0 && (
        <nav className="crumbs" aria-label={w.crumbs}>
          <ol>
            {[{ title: w.home, href: '/' }, ...crumbs].map((c) => (
              <li key={c.href}><Link href={c.href}>{c.title}</Link><RightOutlined aria-hidden="true" /></li>
            ))}
          </ol>
        </nav>
      )}
      <header className="page-head">
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {state}
        </div>
        {action && <div className="page-action">{action}</div>}
        {lead && <p className="page-lead">{lead}</p>}
      </header>
      <div className={aside ? 'page-body page-split' : 'page-body'}>
        <div className="page-main">{children}</div>
        {aside && <aside className="page-aside">{aside}</aside>}
      </div>
    </article>
  )
}

export interface SectionProps {
  title?: ReactNode
  /** Beside the title: a link, a count. */
  extra?: ReactNode
  /** No padding: for a table that fills the card. */
  flush?: boolean
  children: ReactNode
}

/** A titled part of a page, on paper. */
export function Section({ title, extra, flush, children }: SectionProps) {
  return (
    <section className={flush ? 'section section-flush' : 'section'}>
      {title && <div className="section-head"><h2>{title}</h2>{extra}</div>}
      <div className="section-body">{children}</div>
    </section>
  )
}

export interface Fact {
  label: string
  value: ReactNode
  /** A link or button beside it: 修改. */
  change?: ReactNode
}

/** Facts of a thing, a label and a value each. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((f) => (
        <div key={f.label} className="fact">
          <dt>{f.label}</dt>
          <dd>{f.value}{f.change && <span className="fact-change">{f.change}</span>}</dd>
        </div>
      ))}
    </dl>
  )
}
