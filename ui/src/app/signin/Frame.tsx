import { useEffect, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { Display } from '@/parts/Display'
import { Logo } from '@/parts/Logo'
import { words as partWords } from '@/parts/words'

/** A page before a face: the bank's name, one question, nothing else. */
export function Plain({ title, lead, wide, children }: { title: string; lead?: string; wide?: boolean; children: ReactNode }) {
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
