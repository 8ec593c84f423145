import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { common } from '../parties/common'
import { endOfDay, FormDialog, keyed, PartyName, Proposed, statusTone, text, useMay, useRoles, why, type S } from '../parties/shared'
import { words } from './words'

type Client = S['Client']
const given = (v: unknown) => (typeof v === 'string' && v.trim() !== '' ? v.trim() : undefined)

/** Programs that call the bank. */
export default function Clients() {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const [, go] = useLocation()
  const roles = useRoles()
  const [asking, setAsking] = useState(false)
  const [proposal, setProposal] = useState<S['Approval']>()
  const propose = useWrite((body: S['ClientProposeClientInBody'], { key }) => must(api.POST('/v1/clients', { params: { header: keyed(key) }, body })), { refresh: [['approvals'], ['clients']] })
  const names = (x: Client) => x.roles.map(roles.nameOf).join(c.and)
  const columns: Column<Client>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (x) => x.name, csv: (x) => x.name },
    { key: 'party', title: w.party, render: (x) => (x.party ? <PartyName id={x.party} plain /> : w.bankOwn), csv: (x) => x.party ?? '' },
    { key: 'roles', title: w.roles, wrap: true, render: names, csv: names },
    { key: 'networks', title: w.networks, spare: true, render: (x) => x.networks?.join(', ') ?? w.anywhere, csv: (x) => x.networks?.join(' ') ?? '' },
    { key: 'until', title: w.until, render: (x) => (x.until ? formatInstant(x.until, 'date') : w.noEnd), csv: (x) => (x.until ? formatInstant(x.until, 'date') : '') },
    { key: 'id', title: w.id, phone: 'hide', render: (x) => <span className="figures">{x.id}</span>, csv: (x) => x.id },
    { key: 'state', title: w.state, render: (x) => <Status tone={statusTone[x.state] ?? 'idle'}>{w[x.state]}</Status>, csv: (x) => w[x.state] },
  ]
  return (
    <Page title={w.clients} lead={w.lead} action={may('client.write') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.register}</Button>}>
      <Section flush>
        <DataTable<Client>
          id="ops.clients" caption={w.clients} columns={columns} rowKey={(x) => x.id} rowName={(x) => x.name} queryKey={['clients']} onOpen={(x) => { go(`/clients/${x.id}`) }} empty={<Empty title={w.empty} />}
          load={(after, signal) => must(api.GET('/v1/clients', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
      {asking && (
        <FormDialog
          title={w.registerTitle} lead={w.registerLead} submit={w.propose} onClose={() => { setAsking(false) }}
          schema={{ type: 'object', required: ['name', 'roles', 'reason'], properties: {
            name: text(w.name, { maxLength: 100 }),
            roles: { type: 'array', title: w.roleChoices, minItems: 1, items: { type: 'string', oneOf: roles.items.filter((r) => r.kinds.includes('client')).map((r) => ({ const: r.role, title: r.zh, 'x-en': { title: r.en } })) } },
            party: text(w.partyId, { description: w.partyHint, pattern: '^\\d{1,19}$' }), networks: text(w.networks, { description: w.networksHint, 'x-widget': 'area' }),
            publicKey: text(w.publicKey, { description: w.publicKeyHint, 'x-widget': 'area' }), until: { type: 'string', format: 'date', title: w.until }, reason: why(w.reason, w.reasonHint),
          } }}
          onSubmit={async (v) => {
            const until = given(v.until)
            const publicKey = given(v.publicKey)
            setProposal(await propose.mutateAsync({
              name: String(v.name), roles: (v.roles ?? []) as string[], party: given(v.party), networks: given(v.networks)?.split(/\s+/), keys: publicKey ? [{ publicKey }] : undefined, until: until && endOfDay(until), reason: String(v.reason),
            }))
          }}
        />
      )}
      {proposal && <Proposed approval={proposal} onClose={() => { setProposal(undefined) }} />}
    </Page>
  )
}
