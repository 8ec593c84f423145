import Input from 'antd/es/input'
import Segmented from 'antd/es/segmented'
import Select from 'antd/es/select'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { PartyName } from '@/faces/ops/parties/shared'
import { DataTable, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import type { AuditRecord } from './Records'
import { useStaff } from './staff'
import { words } from './words'
import './audit.css'

type Disclosure = components['schemas']['PartyDisclosure']

/** Who looked at protected data: of one party, or by one colleague. */
export default function Looked() {
  const w = useWords(words)
  const [search, setSearch] = useSearchParams()
  const party = search.get('party') ?? ''
  const staff = search.get('staff') ?? ''
  const [by, setBy] = useState<'party' | 'staff'>(staff ? 'staff' : 'party')
  const people = useStaff()
  const filters = (
    <>
      <Segmented aria-label={w.by} value={by} onChange={(v: 'party' | 'staff') => { setBy(v); setSearch({}, { replace: true }) }} options={[{ value: 'party', label: w.tabParty }, { value: 'staff', label: w.tabStaff }]} />
      {by === 'party'
        ? <Input.Search key={party} className="id-field" allowClear defaultValue={party} aria-label={w.partyId} placeholder={w.partyHint} inputMode="numeric" onSearch={(v) => { setSearch(v.trim() ? { party: v.trim() } : {}, { replace: true }) }} />
        : people.length > 0
          ? <Select className="person-choice" allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={w.staff} placeholder={w.chooseStaff} value={staff || undefined} options={people} onChange={(v: string | undefined) => { setSearch(v ? { staff: v } : {}, { replace: true }) }} />
          : <Input.Search className="id-field" allowClear defaultValue={staff} aria-label={w.person} placeholder={w.anyPerson} onSearch={(v) => { setSearch(v.trim() ? { staff: v.trim() } : {}, { replace: true }) }} />}
    </>
  )
  return (
    <Page title={w.looked} lead={w.lookedLead} crumbs={[{ title: w.records, href: '/audit/records' }]}>
      <Section flush>
        {by === 'party' && party && <OfParty party={party} filters={filters} />}
        {by === 'staff' && staff && <OfStaff staff={staff} filters={filters} />}
        {!(by === 'party' ? party : staff) && (
          <div className="table"><div className="table-tools"><div className="table-filters">{filters}</div></div><Empty title={w.choose}>{w.chooseText}</Empty></div>
        )}
      </Section>
    </Page>
  )
}

/** What a disclosure's field is called; one that has no word keeps its code. */
function useFields() {
  const w = useWords(words)
  const names: Record<string, string> = {
    citizen_id: w.citizen_id, passport: w.passport, hk_macao_permit: w.hk_macao_permit, taiwan_permit: w.taiwan_permit, credit_code: w.credit_code,
    phone: w.phone, email: w.email, address: w.address_field, birth: w.birth, document: w.document,
  }
  return (f: string) => names[f] ?? f
}

function OfParty({ party, filters }: { party: string; filters: React.ReactNode }) {
  const w = useWords(words)
  const field = useFields()
  const columns: Column<Disclosure>[] = [
    { key: 'who', title: w.who, always: true, phone: 'title', render: (d) => d.own ? w.own : (d.name ?? (d.person ? <PartyName id={d.person} /> : w.system)), csv: (d) => d.name ?? d.person ?? '' },
    { key: 'fields', title: w.fields, wrap: true, render: (d) => d.fields.map(field).join(', '), csv: (d) => d.fields.map(field).join(', ') },
    { key: 'reason', title: w.reason, wrap: true, render: (d) => d.reason, csv: (d) => d.reason },
    { key: 'at', title: w.at, render: (d) => <Time at={d.at} precision="second" />, csv: (d) => formatInstant(d.at, 'second') },
    { key: 'hat', title: w.hat, spare: true, render: (d) => d.hat, csv: (d) => d.hat },
    { key: 'client', title: w.client, spare: true, render: (d) => d.client, csv: (d) => d.client },
  ]
  return (
    <>
      <DataTable<Disclosure>
        id="ops.audit.looked.party" caption={w.ofParty} columns={columns} rowKey={(d) => d.id} rowName={(d) => `${d.name ?? ''} ${formatInstant(d.at)}`} queryKey={['parties', party, 'disclosures']} filters={filters}
        load={(after, signal) => must(api.GET('/v1/parties/{id}/disclosures', { params: { path: { id: party }, query: { limit: 50, after: after || undefined } }, signal }))}
        empty={<Empty title={w.noLooks}>{w.noLooksText}</Empty>}
      />
      <p className="looked-note">{w.party} <PartyName id={party} plain /></p>
    </>
  )
}

/** The log has no list by person and act: so many pages of the person's records are read for one page of looks. */
const pagesRead = 10

async function looksOf(person: string, after: string, signal: AbortSignal): Promise<ListPage<AuditRecord>> {
  const items: AuditRecord[] = []
  let next: string | undefined = after
  for (let i = 0; i < pagesRead && items.length < 20; i++) {
    const page: ListPage<AuditRecord> = await must(api.GET('/v1/audit/records', { params: { query: { person, limit: 100, after: next || undefined } }, signal }))
    items.push(...page.items.filter((r) => r.verb === 'party.reveal'))
    next = page.next
    if (!next) break
  }
  return { items, next }
}

function OfStaff({ staff, filters }: { staff: string; filters: React.ReactNode }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const columns: Column<AuditRecord>[] = [
    { key: 'party', title: w.party, always: true, phone: 'title', render: (r) => <PartyName id={r.object} plain />, csv: (r) => r.object },
    { key: 'reason', title: w.reason, wrap: true, render: (r) => r.reason ?? '', csv: (r) => r.reason ?? '' },
    { key: 'at', title: w.at, render: (r) => <Time at={r.at} precision="second" />, csv: (r) => formatInstant(r.at, 'second') },
    { key: 'address', title: w.address, spare: true, render: (r) => <span className="figures">{r.address ?? ''}</span>, csv: (r) => r.address ?? '' },
    { key: 'leaf', title: w.leaf, align: 'end', render: (r) => (r.leaf === undefined ? w.notYet : <span className="figures">{r.leaf.toLocaleString('en-US')}</span>), csv: (r) => String(r.leaf ?? '') },
  ]
  return (
    <DataTable<AuditRecord>
      id="ops.audit.looked.staff" caption={w.ofStaff} columns={columns} rowKey={(r) => r.id} rowName={(r) => `${r.object} ${formatInstant(r.at)}`} queryKey={['audit', 'looks', staff]} filters={filters}
      load={(after, signal) => looksOf(staff, after, signal)} onOpen={(r) => { go(`/audit/records/${r.id}`) }} empty={<Empty title={w.noLooks} />}
    />
  )
}
