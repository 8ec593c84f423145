import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Select from 'antd/es/select'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { common } from '../parties/common'
import { Proposed, useBranches, useMay, useRoles, type S } from '../parties/shared'
import { Assign } from './Assign'
import { words } from './words'

type Member = S['MandateStaff']
export const memberTones: Record<string, Tone> = { in_force: 'good', not_yet: 'wait', ended: 'idle', removed: 'idle' }

/** The bank's staff. */
export default function Staff() {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const { items, nameOf } = useBranches()
  const roles = useRoles()
  const [hiring, setHiring] = useState(false)
  const [proposal, setProposal] = useState<S['Approval']>()
  const branch = search.get('branch') ?? undefined
  const ended = search.get('ended') === '1'
  const states: Record<string, string> = { in_force: w.in_force, not_yet: w.not_yet, ended: w.endedState, removed: w.removed }
  const set = (name: string, value?: string) => {
    setSearch((old) => { const n = new URLSearchParams(old); if (value) n.set(name, value); else n.delete(name); return n }, { replace: true })
  }
  const roleNames = (m: Member) => (m.roles ?? []).map(roles.nameOf).join(c.and)
  const columns: Column<Member>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (m) => m.name ?? m.person, csv: (m) => m.name ?? m.person },
    { key: 'number', title: w.number, render: (m) => <span className="figures">{m.number}</span>, csv: (m) => m.number },
    { key: 'branch', title: w.branch, render: (m) => nameOf(m.branch), csv: (m) => nameOf(m.branch) },
    { key: 'roles', title: w.roles, wrap: true, render: roleNames, csv: roleNames },
    { key: 'title', title: w.title, render: (m) => m.title ?? '—', csv: (m) => m.title ?? '' },
    { key: 'from', title: w.from, render: (m) => formatInstant(m.from, 'date'), csv: (m) => formatInstant(m.from, 'date') },
    { key: 'until', title: w.until, render: (m) => (m.until ? formatInstant(m.until, 'date') : '—'), csv: (m) => (m.until ? formatInstant(m.until, 'date') : '') },
    { key: 'state', title: c.status, render: (m) => <Status tone={memberTones[m.state] ?? 'idle'}>{states[m.state] ?? m.state}</Status>, csv: (m) => states[m.state] ?? m.state },
  ]
  return (
    <Page title={w.staff} lead={<>{w.staffLead} <Link href="/roles">{w.rolesTable}</Link></>} action={may('staff.write') && <Button type="primary" onClick={() => { setHiring(true) }}>{w.hire}</Button>}>
      <Section flush>
        <DataTable<Member>
          id="ops.staff" caption={w.staff} columns={columns} rowKey={(m) => m.id} rowName={(m) => m.name ?? m.number} queryKey={['staff', branch, ended]} filtered={branch !== undefined}
          onOpen={(m) => { go(`/staff/${m.id}`) }} empty={<Empty title={w.staffEmpty} />}
          load={(after, signal) => must(api.GET('/v1/staff', { params: { query: { limit: 50, after: after || undefined, branch, ended: ended || undefined } }, signal }))}
          filters={
            <>
              <Select aria-label={w.branch} value={branch ?? ''} popupMatchSelectWidth={false} onChange={(v) => { set('branch', v || undefined) }} options={[{ value: '', label: w.anyBranch }, ...items.map((b) => ({ value: b.code, label: `${b.code} ${nameOf(b.code)}` }))]} />
              <Checkbox className="filter-check" checked={ended} onChange={(e) => { set('ended', e.target.checked ? '1' : undefined) }}>{w.ended}</Checkbox>
            </>
          }
        />
      </Section>
      {hiring && <Assign onClose={() => { setHiring(false) }} onProposed={setProposal} />}
      {proposal && <Proposed approval={proposal} onClose={() => { setProposal(undefined) }} />}
    </Page>
  )
}
