import { useEffect, useState, type ReactNode } from 'react'
import { Redirect } from 'wouter'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { KioskQuestion, type KioskQuestionProps } from '@/parts/KioskQuestion'
import { leave, useVisit, useWays, type Hat } from './visit'
import { words } from './words'

/** A page of a visit: back goes where she came from, the end wipes. */
export function Ask(props: Omit<KioskQuestionProps, 'onEnd' | 'onBack'> & { onBack?: () => void; onEnd?: () => void }) {
  const { back } = useWays()
  return <KioskQuestion onBack={back} onEnd={() => { leave() }} {...props} />
}

/** Shows a page only to who has signed in. */
export function Known({ children }: { children: (hat: Hat) => ReactNode }) {
  const { who, hat } = useVisit()
  if (!who) return <Redirect to="/" replace />
  return hat ? children(hat) : <Redirect to="/for" replace />
}

/** Whether somebody reads the largest type: less on each page then. */
export const useElder = () => usePreferences().size === 'huge'

interface Asked<T> {
  data: T | undefined
  error: unknown
  refetch: () => Promise<unknown>
}

/** What was asked of the bank: the answer, that it is on its way, or what went wrong. A session that has ended ends the visit. */
export function Answered<T>({ query, children }: { query: Asked<T>; children: (data: T) => ReactNode }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [again, setAgain] = useState(false)
  const problem = query.error ? problemOf(query.error) : undefined
  const over = problem?.status === 401
  useEffect(() => { if (over) leave(true) }, [over])
  if (query.data !== undefined && !problem) return children(query.data)
  if (!problem || over || again) return <p className="kiosk-wait" role="status">{w.loading}</p>
  const retry = () => {
    setAgain(true)
    void query.refetch().finally(() => { setAgain(false) })
  }
  return (
    <div className="kiosk-trouble" role="alert">
      <strong>{w.troubled}</strong>
      <p>{problem.sentence(language)}</p>
      <button type="button" className="kiosk-button" onClick={retry}>{w.again}</button>
    </div>
  )
}

/** Why a page is empty. */
export function Nothing({ title, children }: { title: string; children: ReactNode }) {
  return <div className="kiosk-nothing"><strong>{title}</strong><p>{children}</p></div>
}

/** Newer and older, both at their places; nothing when there is one page only. */
export function Turn({ newer, older }: { newer?: () => void; older?: () => void }) {
  const w = useWords(words)
  if (!newer && !older) return null
  return (
    <div className="kiosk-turn">
      <button type="button" className="kiosk-button" disabled={!newer} onClick={newer}>{w.later}</button>
      <button type="button" className="kiosk-button" disabled={!older} onClick={older}>{older ? w.earlier : w.noMore}</button>
    </div>
  )
}

/** Pages of a list by keyset: where each one begins. Starts anew when the number of lines changes. */
export function useTurns(limit: number): { after: string; page: number; turn: (next: string | undefined) => { newer?: () => void; older?: () => void } } {
  const [state, setState] = useState({ limit, marks: [''] })
  const marks = state.limit === limit ? state.marks : ['']
  return {
    after: marks.at(-1) ?? '', page: marks.length,
    turn: (next) => ({
      newer: marks.length > 1 ? () => { setState({ limit, marks: marks.slice(0, -1) }) } : undefined,
      older: next ? () => { setState({ limit, marks: [...marks, next] }) } : undefined,
    }),
  }
}
