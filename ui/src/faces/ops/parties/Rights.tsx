import { useQuery } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { formatInstant } from '@/parts/instant'
import { common } from './common'
import { PartyName, useRoles, type S } from './shared'
import { words } from './words'

const tones: Record<string, Tone> = { in_force: 'good', not_yet: 'wait', ended: 'idle', removed: 'idle' }

/** Mandates both ways, and who stands behind a business. */
export function Rights({ party }: { party: S['Party'] }) {
  const w = useWords(words)
  const [ended, setEnded] = useState(false)
  const query = { params: { path: { id: party.id }, query: { limit: 50, ended: ended || undefined } } }
  const given = useQuery({ queryKey: ['parties', party.id, 'mandates', ended], queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/mandates', { ...query, signal })) })
  const acting = useQuery({ queryKey: ['parties', party.id, 'acting', ended], queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/acting', { ...query, signal })), enabled: party.sort === 'person' })
  return (
    <>
      <Section title={w.mandatesFor} flush extra={<Checkbox checked={ended} onChange={(e) => { setEnded(e.target.checked) }}>{w.ended}</Checkbox>}>
        <Await query={given}>{(page) => <Mandates items={page.items} side="person" empty={w.mandatesForEmpty} />}</Await>
      </Section>
      {party.sort === 'person' && (
        <Section title={w.actingFor} flush><Await query={acting}>{(page) => <Mandates items={page.items} side="for" empty={w.actingEmpty} />}</Await></Section>
      )}
      {party.sort === 'business' && <Owners id={party.id} />}
    </>
  )
}

function Mandates({ items, side, empty }: { items: S['Mandate'][]; side: 'person' | 'for'; empty: string }) {
  const w = useWords(words)
  const c = useWords(common)
  const { nameOf } = useRoles()
  const states: Record<string, string> = { in_force: w.in_force, not_yet: w.not_yet, ended: w.endedState, removed: w.removedState }
  if (items.length === 0) return <p className="lines-empty note">{empty}</p>
  return (
    <ul className="lines">
      {items.map((m) => (
        <li key={m.id}>
          <span className="lines-text">
            <PartyName id={m[side]} />
            <span className="lines-note">
              {w[m.basis as 'agent']}{m.title ? ` · ${m.title}` : ''}{m.roles?.length ? ` · ${m.roles.map(nameOf).join(c.and)}` : ''}{m.items?.length ? ` · ${m.items.map((i) => i.permission).join(', ')}` : ''}
            </span>
          </span>
          <span className="lines-side">
            <span className="lines-note">{m.until ? c.span(formatInstant(m.from, 'date'), formatInstant(m.until)) : c.sinceOf(formatInstant(m.from, 'date'))}</span>
            <Status tone={tones[m.state] ?? 'idle'}>{states[m.state] ?? m.state}</Status>
            {m.evidence && <span className="unseen">{c.reason} {m.evidence}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Owners({ id }: { id: string }) {
  const w = useWords(words)
  const query = useQuery({ queryKey: ['parties', id, 'owners'], queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/beneficial-owners', { params: { path: { id } }, signal })) })
  return (
    <Section title={w.owners} flush extra={<span className="note">{w.ownersLead}</span>}>
      <Await query={query}>
        {(o) => o.owners.length === 0
          ? <p className="lines-empty note">{w.ownersEmpty}</p>
          : (
            <ul className="lines">
              {o.owners.map((x) => (
                <li key={x.party}>
                  <span className="lines-text"><PartyName id={x.party} /><span className="lines-note">{[w.shares(x.shares), ...(x.votes === '0%' ? [] : [w.votes(x.votes)])].join(' · ')}</span></span>
                  {x.beneficial && <Status tone="info">{w.beneficial}</Status>}
                </li>
              ))}
              {o.undeclared !== '0%' && <li><span className="note">{w.undeclared(o.undeclared)}</span></li>}
            </ul>
          )}
      </Await>
    </Section>
  )
}
