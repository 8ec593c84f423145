import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { keyed, useMandates, useParty, type S } from '../reads'
import { wordOf } from '../words'
import { BoundDialog } from './BoundDialog'
import { holds, whole, type Bound, type ChannelLimit, type Limits } from './bounds'
import { limitKeys, useFirmLimits, usePersonLimits } from './reads'
import { words } from './words'
import './limits.css'

/** What one of the organisation's people may pay, within the organisation's own limits. */
export default function Person() {
  const { person = '' } = useParams<{ person: string }>()
  const w = useWords(words)
  const members = useMandates()
  const firm = useFirmLimits()
  const limits = usePersonLimits(person)
  const name = members.data?.items.find((m) => m.person === person)?.personName ?? person
  return (
    <Page title={w.personTitle(name)} lead={w.personLead} width="read" crumbs={[{ title: w.title, href: '/payments/limits' }]}>
      <Await query={limits}>{(l) => <Await query={firm}>{(f) => <Channels person={person} limits={l} firm={f} />}</Await>}</Await>
    </Page>
  )
}

function Channels({ person, limits: l, firm }: { person: string; limits: Limits; firm: Limits }) {
  const w = useWords(words)
  const may = useMay()
  const party = useParty()
  const [changing, setChanging] = useState<ChannelLimit>()
  const set = useWrite((body: S['PaymentPersonLimitsInBody'], { key }) => must(api.PUT('/v1/payment/limits/{person}', { params: { path: { person }, header: keyed(key) }, body })), { refresh: [limitKeys.person(party, person)] })
  const most = (c: ChannelLimit): Bound => holds(firm.channels.find((f) => f.channel === c.channel) ?? c)
  const columns: Column<ChannelLimit>[] = [
    { key: 'channel', title: w.channel, always: true, phone: 'title', render: (c) => wordOf(w, c.channel) },
    { key: 'order', title: w.order, align: 'end', always: true, render: (c) => (c.own ? <Money minor={c.own.order} /> : <span className="soft">{w.none}</span>) },
    { key: 'day', title: w.day, align: 'end', always: true, render: (c) => (c.own ? <Money minor={c.own.day} /> : <span className="soft">{w.none}</span>) },
    { key: 'used', title: w.used, align: 'end', always: true, render: (c) => <Money minor={c.used} /> },
    ...(may('payment.limit') ? [{ key: 'act', title: w.edit, always: true, align: 'end' as const, render: (c: ChannelLimit) => <button type="button" className="link-button" aria-label={`${w.edit} ${wordOf(w, c.channel)}`} onClick={() => { set.reset(); setChanging(c) }}>{w.edit}</button> }] : []),
  ]
  return (
    <Section flush>
      <TableView<ChannelLimit> id="own.limits.person" caption={w.channels} columns={columns} rows={l.channels} rowKey={(c) => c.channel} rowName={(c) => wordOf(w, c.channel)} />
      {changing && (
        <BoundDialog
          title={w.editChannel(wordOf(w, changing.channel))} own={changing.own} most={most(changing)} busy={set.isPending} error={set.error}
          onSave={(b) => { set.mutate({ channels: whole(l, changing.channel, b).channels }, { onSuccess: () => { setChanging(undefined) } }) }} onClose={() => { setChanging(undefined) }}
        />
      )}
    </Section>
  )
}
