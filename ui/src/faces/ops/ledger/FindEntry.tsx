import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { text } from '@/faces/ops/parties/shared'
import { Page, Section } from '@/parts/Page'
import { SchemaForm } from '@/parts/SchemaForm'
import { words } from './words'
import './ledger.css'

/** Finding an entry by what names it. There is no list of all entries: they are read by account. */
export default function FindEntry() {
  const w = useWords(words)
  const [, go] = useLocation()
  return (
    <Page title={w.findTitle} lead={w.findLead}>
      <div className="find-forms">
        <Section title={w.byReference}>
          <SchemaForm
            submit={w.find}
            schema={{ type: 'object', required: ['kind', 'reference'], properties: { kind: text(w.kind, { description: w.kindHint }), reference: text(w.reference, { description: w.referenceHint }) } }}
            onSubmit={async (v) => {
              const e = await must(api.GET('/v1/ledger/entries/by-reference', { params: { query: { kind: (v.kind as string).trim(), reference: (v.reference as string).trim() } } }))
              go(`/ledger/entries/${e.id}`)
            }}
          />
        </Section>
        <Section title={w.byId}>
          <SchemaForm
            submit={w.find} schema={{ type: 'object', required: ['id'], properties: { id: text(w.id, { description: w.badId, pattern: '^\\s*\\d{1,20}\\s*$' }) } }}
            onSubmit={async (v) => {
              const id = (v.id as string).trim()
              await must(api.GET('/v1/ledger/entries/{id}', { params: { path: { id } } }))
              go(`/ledger/entries/${id}`)
            }}
          />
        </Section>
      </div>
      <p>{w.orFromAccount} <Link className="in-text" href="/ledger/accounts">{w.toAccounts}</Link></p>
    </Page>
  )
}
