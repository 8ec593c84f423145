import type { ReactNode } from 'react'
import type { Problem } from '@/api/problem'
import type { Language } from '@/app/preferences'
import type { Same } from '@/app/i18n'
import type { words } from '../words'

/** A refusal of a sign-in in large clear words; `more` knows those of its own page. */
export function troubleOf(p: Problem, w: Same<(typeof words)['zh']>, language: Language, more: Record<string, readonly [string, string]>): ReactNode {
  const known = p.code === 'signin.suspended' ? ([w.suspended, w.suspendedDo] as const) : p.status === 429 ? ([w.troubled, w.busyTerminal] as const) : more[p.code]
  const [title, text] = known ?? [w.troubled, p.sentence(language)]
  return <><strong>{title}</strong><p>{text}</p></>
}
