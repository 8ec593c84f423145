import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import type { Change } from '@/parts/Approve'
import { Facts, type Fact } from '@/parts/Page'
import { Time } from '@/parts/Time'
import type { S } from '../parties/shared'
import { words } from './words'

/** Where the object of a proposal is shown; undefined for what has no page or doesn't exist yet. */
export function pageOf(object: string): string | undefined {
  const [kind, id] = object.split('/')
  const rooms: Record<string, string> = { 'party.party': '/parties', 'parameter.value': '/parameters', 'mandate.staff': '/staff', 'client.client': '/clients', 'screening.version': '/screening/versions' }
  const room = rooms[kind ?? '']
  return room && id && id !== 'new' ? `${room}/${id}` : undefined
}

/** The lines of a proposal: what changes, and what is named but stays. */
export function linesOf(a: S['Approval'], language: 'zh' | 'en'): { changes: Change[]; stays: Fact[] } {
  const lines = (a.lines ?? []).map((l) => ({ label: language === 'zh' ? l.labelZh : l.labelEn, before: l.old, after: l.value }))
  return {
    changes: lines.filter((l) => l.before !== l.after),
    stays: lines.filter((l) => l.before === l.after).map((l) => ({ label: l.label, value: l.after ?? '—' })),
  }
}

/** Who asks, when, for what. */
export function Evidence({ approval: a }: { approval: S['Approval'] }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const page = pageOf(a.object)
  const { stays } = linesOf(a, language)
  return (
    <>
      <p className="evidence-why">{a.reason}</p>
      <Facts facts={[
        { label: w.maker, value: a.maker.name || w.program }, { label: w.proposedAt, value: <Time at={a.proposedAt} relative /> },
        ...(a.state === 'open' ? [{ label: w.expiresAt, value: <Time at={a.expiresAt} /> }] : []),
        ...(page ? [{ label: w.object, value: <Link href={page}>{w.openObject}</Link> }] : []),
        ...(a.decidedAt ? [{ label: w.decider, value: a.decider?.name ?? '—' }, { label: w.decidedAt, value: <Time at={a.decidedAt} /> }] : []),
        ...(a.note ? [{ label: w.note, value: a.note }] : []),
        ...stays.map((f) => ({ ...f, label: `${f.label} · ${w.unchanged}` })),
      ]} />
    </>
  )
}

/** The activation code that an approved invitation or reset gave, for the two who made it. */
export function Code({ result }: { result: unknown }) {
  const w = useWords(words)
  const code = result && typeof result === 'object' && 'code' in result ? String(result.code) : ''
  if (!code) return null
  return <div className="amber" role="status"><strong>{w.code}</strong> <span className="figures">{code}</span> <p>{w.codeText}</p></div>
}
