import { useWords } from '@/app/i18n'
import { useFace } from '@/app/frame'
import { usePreferences } from '@/app/preferences'
import { maskAccount } from '@/parts/AccountNo'
import { Status, type Tone } from '@/parts/Status'
import { daysUntil, soon } from '../dates'
import { useAccounts, useRoles, type S } from '../reads'
import { wordOf } from '../words'
import { words } from './words'

export type Right = S['Mandate']

/** On what ground somebody acts; an agency's legal representative is its head. */
export function useBasis(): (m: Right) => string {
  const w = useWords(words)
  const face = useFace()
  return (m) => (m.basis === 'legal_representative' && face === 'government' ? w.head_agency : wordOf(w, m.basis))
}

/** What somebody may do, a line each: an agent's items, a member's duties. */
export function useDoes(): (m: Right) => string[] {
  const w = useWords(words)
  const { nameOf } = useRoles()
  const accounts = useAccounts()
  return (m) => {
    if (m.items?.length) {
      return m.items.map((i) => {
        if (i.permission !== 'ledger.read') return wordOf(w, i.permission)
        const id = i.object?.split('/')[1]
        if (!id) return w.allAccounts
        return w.oneAccount(maskAccount(accounts.data?.find((a) => a.account === id)?.number ?? id))
      })
    }
    return (m.roles ?? []).map(nameOf)
  }
}

const tones: Record<string, Tone> = { in_force: 'good', suspended: 'bad', removed: 'idle', expired: 'idle' }

/** The state of a right, amber when its end is near. */
export function RightState({ right: m, now }: { right: Right; now: Date }) {
  const w = useWords(words)
  if (m.state === 'in_force' && m.until && soon(m.until, 30, now)) return <Status tone="wait">{w.soonEnds(daysUntil(m.until, now))}</Status>
  return <Status tone={tones[m.state] ?? 'info'}>{wordOf(w, m.state)}</Status>
}

/** A list in a sentence. */
export function useJoin(): (parts: readonly string[]) => string {
  const { language } = usePreferences()
  return (parts) => parts.join(language === 'zh' ? '、' : ', ')
}
