import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Facts, Page, Section } from '@/parts/Page'
import { SchemaForm } from '@/parts/SchemaForm'
import { Status } from '@/parts/Status'
import { choices, text, type S } from '../parties/shared'
import { entryFacts, useLists, Ways } from './shared'
import { words } from './words'

/** Whether a name would be a hit. */
export default function Try() {
  const w = useWords(words)
  const { language } = usePreferences()
  const { nameOf } = useLists()
  const [out, setOut] = useState<S['ScreeningCheckOut']>()
  const given = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
  return (
    <Page title={w.tryName} lead={w.tryLead} width="read">
      <Ways />
      <Section>
        <SchemaForm
          submit={w.check} initial={{ sort: 'person' }} onChange={() => { setOut(undefined) }}
          schema={{ type: 'object', required: ['names', 'sort'], properties: {
            names: text(w.tryNames, { description: w.tryNamesHint, 'x-widget': 'area', maxLength: 600 }), sort: choices(w.sort, [['person', w.person], ['organisation', w.organisation], ['unknown', w.unknown]]),
            birth: text(w.birth, { maxLength: 10 }), nationality: text(w.nationality, { description: w.nationalityHint, pattern: '^[A-Za-z]{3}$' }),
          } }}
          onSubmit={async (v) => {
            const names = String(v.names).split('\n').map((n) => n.trim()).filter(Boolean)
            setOut(await must(api.POST('/v1/screening/check', { body: { names, sort: String(v.sort), birth: given(v.birth), nationality: given(v.nationality)?.toUpperCase() } })))
          }}
        />
      </Section>
      <div role="status">
        {out && (
          <Section title={w.results} flush extra={<span className="note">{w.threshold(out.threshold)}</span>}>
            {out.items.length === 0
              ? <p className="lines-empty"><Status tone="good">{w.noMatch}</Status></p>
              : (
                <ul className="lines">
                  {out.items.map((x) => (
                    <li key={x.list + x.entry.ref}>
                      <span className="lines-text"><strong>{x.entry.names?.join(' · ')}</strong><span className="lines-note">{nameOf(x.list)} · {x.why[language]}</span></span>
                      <span className="lines-side"><Status tone="bad">{w.score} {x.score}</Status></span>
                      <div className="lines-whole"><Facts facts={entryFacts(x.entry, w).filter((f) => f.label !== w.names)} /></div>
                    </li>
                  ))}
                </ul>
              )}
          </Section>
        )}
      </div>
    </Page>
  )
}
