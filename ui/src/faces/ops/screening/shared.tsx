import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { speak, useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import type { Tone } from '@/parts/Status'
import type { S } from '../parties/shared'
import { words } from './words'

export type W = ReturnType<typeof speak<(typeof words)['zh']>>

export const hitTones: Record<S['ScreeningHit']['state'], Tone> = { open: 'wait', cleared: 'good', confirmed: 'bad', escalated: 'info', lapsed: 'idle' }
export const versionTones: Record<S['ScreeningVersion']['state'], Tone> = { proposed: 'wait', in_force: 'good', replaced: 'idle', withdrawn: 'idle' }

/** The lists, and their names by id. */
export function useLists() {
  const { language } = usePreferences()
  const query = useQuery({ queryKey: ['screening', 'lists'], queryFn: ({ signal }) => must(api.GET('/v1/screening/lists', { signal })), staleTime: 60_000 })
  const nameOf = (id: string) => {
    const l = query.data?.items.find((x) => x.id === id)
    return l ? (language === 'zh' ? l.nameZh : l.nameEn) : id
  }
  return { query, nameOf }
}

/** The ways between the four pages of screening. */
export function Ways() {
  const w = useWords(words)
  const [at] = useLocation()
  const ways = [['/screening/hits', w.hits], ['/screening/lists', w.lists], ['/screening/try', w.tryName], ['/screening/runs', w.runs]] as const
  return (
    <nav className="ways" aria-label={w.hits}>
      {ways.map(([href, title]) => <Link key={href} href={href} aria-current={at === href ? 'page' : undefined}>{title}</Link>)}
    </nav>
  )
}

/** A score in thousandths, as a bar would read: 1000 is the same. */
export function Score({ score }: { score: number }) {
  return <strong className="figures">{score}</strong>
}

/** What an entry says, line by line. */
export function entryFacts(e: S['ScreeningEntry'], w: W): { label: string; value: string }[] {
  const facts: [string, string | undefined | null][] = [
    [w.names, e.names?.join(' · ')], [w.weak, e.weak?.join(' · ')], [w.sort, (w as unknown as Record<string, string>)[e.sort] ?? e.sort], [w.births, e.births?.join(' · ')], [w.nationalities, e.nationalities?.join(' · ')], [w.identifiers, e.identifiers?.join(' · ')],
    [w.programme, e.programme], [w.court, e.court], [w.caseNo, e.case], [w.published, e.published], [w.remarks, e.remarks], [w.ref, e.ref], [w.line, e.line ? String(e.line) : ''],
  ]
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}
