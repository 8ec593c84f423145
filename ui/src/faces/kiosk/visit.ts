import { useSyncExternalStore } from 'react'
import { useLocation } from 'wouter'
import type { components } from '@/api/schema'
import { preferences } from '@/app/preferences'
import { endVisit } from '@/parts/visit'

export type Who = components['schemas']['StatusAnswer']
export type Hat = components['schemas']['HatAnswer']

/** What somebody came for. */
export type Goal = 'accounts' | 'transfer' | 'cards' | 'looks' | 'rights'

/**
 * What is known of whoever stands here. It lives in this module only: never in the address, never in storage. A page that is
 * loaded anew knows nothing of it, and then begins at the start.
 */
export interface Visit {
  /** The start page was left. */
  begun: boolean
  goal?: Goal
  /** Proved by; so that the end can say what to take along. */
  by?: 'card' | 'document'
  card: string
  /** What she proved it with: the card that is in the reader, or the document's number. Some business asks for the proof again. */
  proof?: { by: 'card' | 'document'; number: string }
  /** Wrong PINs of this card during this visit. */
  wrong: number
  number: string
  who?: Who
  /** As whom she is here: herself, or an agent. */
  hat?: Hat
  /** Pages behind this one. */
  trail: string[]
}

const fresh: Visit = { begun: false, card: '', wrong: 0, number: '', trail: [] }
let visit: Visit = fresh
const listeners = new Set<() => void>()

export const current = () => visit

export function change(more: Partial<Visit>): void {
  visit = { ...visit, ...more }
  for (const l of listeners) l()
}

function subscribe(l: () => void): () => void {
  listeners.add(l)
  return () => listeners.delete(l)
}

export const useVisit = () => useSyncExternalStore(subscribe, current)

/** Hats that count at a terminal: for herself, or for another person. */
export const hatsHere = (who: Who) => who.hats.filter((h) => h.kind === 'self' || h.kind === 'agent')

export interface Ways {
  go: (to: string) => void
  /** Forgets what lies behind: nobody goes back into signing in. */
  goFresh: (to: string) => void
  back?: () => void
}

/**
 * The ways between pages. Each page takes the place of the one before in the browser's history, so that the browser's own
 * back button finds nothing of a visit; the way back is remembered here.
 */
export function useWays(): Ways {
  const [at, navigate] = useLocation()
  const { trail } = useVisit()
  const to = (path: string) => { navigate(path, { replace: true }) }
  const before = trail.at(-1)
  return {
    go: (path) => { change({ begun: true, trail: [...trail, at] }); to(path) },
    goFresh: (path) => { change({ begun: true, trail: [] }); to(path) },
    back: before === undefined ? undefined : () => {
      change({ trail: trail.slice(0, -1), begun: before !== '/' })
      to(before)
    },
  }
}

/** Ends the visit: wiped, and then a page that says what to take along, in the language and size of who leaves. */
export function leave(idle = false): void {
  const { language, size, theme } = preferences()
  const said = new URLSearchParams({ language, size, theme })
  if (visit.by) said.set('by', visit.by)
  if (idle) said.set('idle', 'yes')
  endVisit(`/kiosk/bye?${said.toString()}`)
}
