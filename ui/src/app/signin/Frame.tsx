import { useEffect, useRef, type ReactNode } from 'react'
import { Problem, problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Display } from '@/parts/Display'
import { Logo } from '@/parts/Logo'
import { words as partWords } from '@/parts/words'
import { words } from './words'

/** A page before a face: the bank's name, one question, nothing else. */
export function Plain({ title, lead, wide, children }: { title: string; lead?: string; wide?: boolean; children?: ReactNode }) {
  const w = useWords(partWords)
  useEffect(() => { document.title = `${title} · ${w.bank}` }, [title, w])
  return (
    <div className="plain">
      <header className="plain-bar">
        <Logo size={32} />
        <span className="brand-name">{w.bank}</span>
        <Display />
      </header>
      <main className={wide ? 'plain-main plain-wide' : 'plain-main'}>
        <h1>{title}</h1>
        {lead && <p className="page-lead">{lead}</p>}
        {children}
      </main>
    </div>
  )
}

/** A refusal that belongs to no field: it takes focus. */
export function Trouble({ error, children }: { error: unknown; children?: ReactNode }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => { box.current?.focus() }, [error])
  const problem = problemOf(error)
  const title = problem.status === 429 ? w.waitTitle : problem.code === 'signin.suspended' ? w.suspendedTitle : w.failedTitle
  return (
    <div className="error" role="alert" tabIndex={-1} ref={box}>
      <p className="error-title">{title}</p>
      <p className="error-text">{problem.sentence(language)}</p>
      {children}
    </div>
  )
}

/** What is true before anything was typed: why the last session ended, that one has signed out. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="signin-notice" role="status">
      <p><strong>{title}</strong></p>
      <p>{children}</p>
    </div>
  )
}

/** What the browser throws when a passkey was not used becomes a sentence. */
export function passkeyProblem(error: unknown, word: 'passkeyFailed' | 'passkeyNotMade' = 'passkeyFailed'): Problem {
  if (!(error instanceof DOMException)) return problemOf(error)
  return new Problem({ status: 400, code: 'ui.passkey', detailZh: words.zh[word], detailEn: words.en[word] })
}
