import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { common } from './common'
import { statusTone, useBranches, useMay, type S } from './shared'
import { words } from './words'

type Line = S['PartyLine']
type By = 'name' | 'document' | 'phone'

/** A party found by two of its names comes twice; it is shown once, by the name that is its present one if that matched. */
export function once(lines: Line[]): Line[] {
  const out = new Map<string, Line>()
  for (const l of lines) if (!out.has(l.id) || !l.matched) out.set(l.id, l)
  return [...out.values()]
}

/** Finding a customer. A document or phone number stays out of the address and out of the history. */
export default function Search() {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const name = search.get('name') ?? ''
  const [by, setBy] = useState<By>('name')
  const [secret, setSecret] = useState('')
  const { nameOf } = useBranches()
  const columns: Column<Line>[] = [
    { key: 'name', title: c.name, always: true, phone: 'title', render: (r) => r.name, csv: (r) => r.name },
    { key: 'matched', title: w.matched('…'), spare: true, wrap: true, render: (r) => r.matched ?? '', csv: (r) => r.matched ?? '' },
    { key: 'sort', title: c.sort, render: (r) => c[r.sort as 'person'], csv: (r) => c[r.sort as 'person'] },
    { key: 'birth', title: c.birth, render: (r) => <span className="figures">{r.birth ?? '—'}</span> },
    { key: 'branch', title: c.branch, render: (r) => nameOf(r.branch), csv: (r) => nameOf(r.branch) },
    { key: 'level', title: c.level, render: (r) => c.levelShort(r.level), csv: (r) => String(r.level) },
    { key: 'risk', title: c.risk, render: (r) => (r.risk ? c[r.risk as 'low'] : '—'), csv: (r) => (r.risk ? c[r.risk as 'low'] : '') },
    { key: 'status', title: c.status, render: (r) => <Status tone={statusTone[r.status] ?? 'idle'}>{c[r.status as 'active']}</Status>, csv: (r) => c[r.status as 'active'] },
    { key: 'id', title: c.id, spare: true, render: (r) => <span className="figures">{r.id}</span>, csv: (r) => r.id },
  ]
  const searched = by === 'name' ? name : secret
  const find = (text: string) => {
    const t = text.trim()
    if (by === 'name') setSearch(t ? { name: t } : {}, { replace: true })
    else setSecret(t)
  }
  const load = async (after: string, signal: AbortSignal) => {
    const query = { limit: 50, after: after || undefined }
    const page = by === 'name' || !secret
      ? await must(api.GET('/v1/parties', { params: { query: { ...query, name: name || undefined } }, signal }))
      : await must(api.POST('/v1/party-searches', { params: { query }, body: { [by]: secret }, signal }))
    return { items: once(page.items), next: page.next }
  }
  const placeholders: Record<By, string> = { name: w.namePlaceholder, document: w.documentPlaceholder, phone: w.phonePlaceholder }
  const asks: Record<By, string> = { name: w.byName, document: w.byDocument, phone: w.byPhone }
  return (
    <Page title={w.parties} lead={w.searchLead} action={may('party.write') && <Button type="primary" onClick={() => { go('/parties/new') }}>{w.register}</Button>}>
      <Section flush>
        <DataTable<Line>
          id="ops.parties" caption={w.parties} columns={columns} rowKey={(r) => r.id} rowName={(r) => r.name} queryKey={['parties', by, searched]} load={load}
          filtered={searched !== ''} onOpen={(r) => { go(`/parties/${r.id}`) }}
          empty={<Empty action={may('party.write') && <Button onClick={() => { go('/parties/new') }}>{w.register}</Button>}>{w.partiesEmpty}</Empty>}
          filters={
            <>
              <Select<By> aria-label={w.findBy} value={by} options={(['name', 'document', 'phone'] as const).map((value) => ({ value, label: asks[value] }))} onChange={(v) => { setBy(v); setSecret('') }} />
              <Input.Search
                key={by} className="find" allowClear enterButton aria-label={asks[by]} placeholder={placeholders[by]} defaultValue={by === 'name' ? name : ''}
                inputMode={by === 'phone' ? 'tel' : 'text'} autoComplete="off" onSearch={find}
              />
            </>
          }
        />
      </Section>
    </Page>
  )
}
