import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Segmented from 'antd/es/segmented'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { PartyName, startOfDay } from '@/faces/ops/parties/shared'
import { DataTable, type Column, type ListPage } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { asDate } from '@/parts/fields'
import { formatInstant, isDate } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { useStaff } from './staff'
import { kindOf, knownKinds, pageOf, plainId, verbOf } from './verbs'
import { words } from './words'
import './audit.css'

export type AuditRecord = components['schemas']['AuditRecord']
type By = 'all' | 'object' | 'person'

/** The object of a record, with its page where it has one. */
export function ObjectLink({ record: r }: { record: AuditRecord }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const page = pageOf(r.kind, r.object)
  return (
    <span className="object">
      <span>{kindOf(r.kind)[language]}{r.count !== undefined && r.count > 1 && <span className="object-count"> {w.rows(r.count)}</span>}</span>
      <span className="object-id figures">{page ? <Link href={page}>{plainId(r.object)}</Link> : plainId(r.object)}</span>
    </span>
  )
}

/** The audit log: all of it, of one object, or of one person; of a stretch of days. */
export default function Records() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const asked: Record<'kind' | 'object' | 'person' | 'from' | 'to', string | undefined> = { kind: undefined, object: undefined, person: undefined, from: undefined, to: undefined }
  for (const n of Object.keys(asked) as (keyof typeof asked)[]) asked[n] = search.get(n) ?? undefined
  const { kind, object, person, from, to } = asked
  const load = (after: string, signal: AbortSignal): Promise<ListPage<AuditRecord>> => must(api.GET('/v1/audit/records', {
    params: { query: { limit: 50, after: after || undefined, kind: object ? kind : undefined, object: kind ? object : undefined, person: object ? undefined : person, from: from ? startOfDay(from) : undefined, to: to ? afterDay(to) : undefined } }, signal,
  }))
  const columns: Column<AuditRecord>[] = [
    { key: 'verb', title: w.verb, always: true, phone: 'title', render: (r) => <span title={r.verb}>{verbOf(r.verb)[language]}</span>, csv: (r) => r.verb },
    { key: 'object', title: w.what, render: (r) => <ObjectLink record={r} />, csv: (r) => `${r.kind} ${plainId(r.object)}` },
    { key: 'who', title: w.who, render: (r) => (r.erased ? w.erased : r.person ? <PartyName id={r.person} /> : (r.client ?? w.system)), csv: (r) => r.person ?? r.client ?? '' },
    { key: 'reason', title: w.reason, wrap: true, spare: true, render: (r) => r.reason ?? '', csv: (r) => r.reason ?? '' },
    { key: 'at', title: w.at, render: (r) => <Time at={r.at} precision="second" />, csv: (r) => formatInstant(r.at, 'second') },
    { key: 'day', title: w.day, spare: true, render: (r) => <span className="figures">{r.day ?? ''}</span>, csv: (r) => r.day ?? '' },
    { key: 'client', title: w.client, spare: true, render: (r) => r.client ?? '', csv: (r) => r.client ?? '' },
    { key: 'address', title: w.address, spare: true, render: (r) => <span className="figures">{r.address ?? ''}</span>, csv: (r) => r.address ?? '' },
    { key: 'leaf', title: w.leaf, align: 'end', render: (r) => (r.leaf === undefined ? w.notYet : <span className="figures">{r.leaf.toLocaleString('en-US')}</span>), csv: (r) => (r.leaf === undefined ? '' : String(r.leaf)) },
  ]
  return (
    <Page title={w.records} lead={w.recordsLead} action={<Link href="/audit/looked">{w.looked}</Link>}>
      <Section flush>
        <DataTable<AuditRecord>
          id="ops.audit.records" caption={w.records} columns={columns} rowKey={(r) => r.id} rowName={(r) => `${verbOf(r.verb)[language]} ${r.id}`} queryKey={['audit', 'records', 'list', asked]} load={load}
          onOpen={(r) => { go(`/audit/records/${r.id}`) }} filtered={Object.values(asked).some(Boolean)} filters={<Filters key={JSON.stringify(asked)} {...asked} />} empty={<Empty title={w.noRecords}>{w.noRecordsText}</Empty>}
        />
      </Section>
    </Page>
  )
}

/** The moment after a day: the bank's list ends before it. */
function afterDay(date: string): string {
  return new Date(new Date(startOfDay(date)).getTime() + 86_400_000).toISOString()
}

interface Asked {
  kind?: string
  object?: string
  person?: string
  from?: string
  to?: string
}

function Filters(asked: Asked) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, setSearch] = useSearchParams()
  const staff = useStaff()
  const id = useId()
  const [by, setBy] = useState<By>(asked.object ? 'object' : asked.person ? 'person' : 'all')
  const [kind, setKind] = useState(asked.kind)
  const [object, setObject] = useState(asked.object ?? '')
  const [person, setPerson] = useState(asked.person)
  const [from, setFrom] = useState(asked.from ?? '')
  const [to, setTo] = useState(asked.to ?? '')
  const [wrong, setWrong] = useState('')
  const go = (change: { by?: By; person?: string } = {}) => {
    const how = change.by ?? by
    const [a, b] = [asDate(from), asDate(to)]
    const next: Record<string, string | undefined> = { from: a, to: b }
    if (how === 'object') Object.assign(next, { kind, object: object.trim() })
    if (how === 'person') next.person = change.person ?? person
    if (![a, b].every((d) => d === '' || isDate(d))) { setWrong(w.badMoment); return }
    if (how === 'object' && (!kind || !object.trim())) { setWrong(w.both); return }
    setWrong('')
    setSearch(Object.fromEntries(Object.entries(next).filter((e): e is [string, string] => Boolean(e[1]))), { replace: true })
  }
  const kindChoices = [...knownKinds, ...(kind && !knownKinds.includes(kind) ? [kind] : [])].map((k) => ({ value: k, label: kindOf(k)[language] }))
  const people = person && !staff.some((s) => s.value === person) ? [{ value: person, label: person }, ...staff] : staff
  const date = (name: string, value: string, put: (v: string) => void) => (
    <Input id={id + name} className="date-field figures" placeholder="2026-11-23" inputMode="numeric" maxLength={10} value={value} onChange={(e) => { put(e.target.value) }} />
  )
  return (
    <form className="audit-filters" onSubmit={(e) => { e.preventDefault(); go() }}>
      <Segmented aria-label={w.by} value={by} options={[{ value: 'all', label: w.all }, { value: 'object', label: w.byObject }, { value: 'person', label: w.byPerson }]} onChange={(v: By) => { setBy(v); if (v === 'all') go({ by: v }) }} />
      {by === 'object' && (
        <>
          <Select className="kind-choice" showSearch={{ optionFilterProp: 'label' }} aria-label={w.kind} placeholder={w.anyKind} value={kind} options={kindChoices} onChange={setKind} />
          <Input className="id-field figures" aria-label={w.object} placeholder={w.objectHint} value={object} onChange={(e) => { setObject(e.target.value) }} />
        </>
      )}
      {by === 'person' && (staff.length > 0
        ? <Select className="person-choice" showSearch={{ optionFilterProp: 'label' }} aria-label={w.person} placeholder={w.chooseStaff} value={person} options={people} onChange={(v: string) => { setPerson(v); go({ person: v }) }} />
        : <Input className="id-field figures" aria-label={w.person} placeholder={w.anyPerson} value={person} onChange={(e) => { setPerson(e.target.value.trim() || undefined) }} />)}
      <span className="dates"><label htmlFor={`${id}from`}>{w.from}</label>{date('from', from, setFrom)}<label htmlFor={`${id}to`}>{w.to}</label>{date('to', to, setTo)}</span>
      <Button htmlType="submit">{w.apply}</Button>
      <span className="field-error" role="alert">{wrong}</span>
    </form>
  )
}
