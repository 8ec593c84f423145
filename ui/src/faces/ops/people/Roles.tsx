import { useQuery } from '@tanstack/react-query'
import Popover from 'antd/es/popover'
import Select from 'antd/es/select'
import { useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { TableView, type Column } from '@/parts/DataTable'
import { Page, Section } from '@/parts/Page'
import { words as parts } from '@/parts/words'
import { common } from '../parties/common'
import { useRoles, type S } from '../parties/shared'
import { words } from './words'

type Role = S['RoleLine']
const kinds = ['staff', 'self', 'agent', 'firm', 'agency', 'client', 'kiosk'] as const

/** The table of roles. */
export default function Roles() {
  const w = useWords(words)
  const c = useWords(common)
  const p = useWords(parts)
  const { language } = usePreferences()
  const [search, setSearch] = useSearchParams()
  const kind = kinds.find((k) => k === search.get('kind'))
  const query = useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => must(api.GET('/v1/roles', { signal })), staleTime: 300_000 })
  const { nameOf } = useRoles()
  const reach: Record<string, string> = { own: w.reachOwn, branch: w.reachBranch, agency: w.reachAgency, bank: w.reachBank }
  const grants = (r: Role) => r.grants.map((g) => `${g.permission} (${g.reach.map((x) => reach[x] ?? x).join('/')})`)
  const kindNames = (r: Role) => r.kinds.map((k) => (w as unknown as Record<string, string | undefined>)[`k_${k}`] ?? k).join(c.and)
  const levels = [w.l1, w.l1, w.l2, w.l3]
  const columns: Column<Role>[] = [
    { key: 'role', title: w.role, always: true, phone: 'title', render: (r) => r[language], csv: (r) => r[language] },
    { key: 'kinds', title: w.kinds, render: kindNames, csv: kindNames },
    { key: 'face', title: w.face, spare: true, render: (r) => (r.face ? p[r.face as 'ops'] : '—'), csv: (r) => r.face ?? '' },
    { key: 'level', title: w.level, render: (r) => levels[r.level] ?? w.l1, csv: (r) => levels[r.level] ?? w.l1 },
    { key: 'excludes', title: w.excludes, wrap: true, render: (r) => r.excludes.map(nameOf).join(c.and) || '—', csv: (r) => r.excludes.map(nameOf).join(' ') },
    {
      key: 'grants', title: w.grants, align: 'end', csv: (r) => grants(r).join(' '), render: (r) => r.grants.length === 0 ? w.none : (
        <Popover trigger="click" placement="left" title={r[language]} content={<ul className="grants">{r.grants.map((g) => <li key={g.permission}><code>{g.permission}</code><span className="note">{g.reach.map((x) => reach[x] ?? x).join(' / ')}</span></li>)}</ul>}>
          <button type="button" className="link-button" aria-label={`${w.grants} ${r[language]}`}>{w.showGrants(r.grants.length)}</button>
        </Popover>
      ),
    },
    { key: 'code', title: w.code, phone: 'hide', render: (r) => <code>{r.role}</code>, csv: (r) => r.role },
  ]
  return (
    <Page title={w.rolesTitle} lead={w.rolesLead} crumbs={[{ title: w.staff, href: '/staff' }]}>
      <Section flush>
        <TableView
          id="ops.roles" caption={w.rolesTitle} columns={columns} rows={query.data?.items.filter((r) => !kind || r.kinds.includes(kind))} error={query.error} retry={() => { void query.refetch() }} rowKey={(r) => r.role} rowName={(r) => r[language]} filtered={kind !== undefined}
          filters={<Select aria-label={w.filterKind} value={kind ?? ''} onChange={(v) => { setSearch(v ? { kind: v } : {}, { replace: true }) }} options={[{ value: '', label: w.anyKind }, ...kinds.map((k) => ({ value: k as string, label: w[`k_${k}`] }))]} />}
        />
      </Section>
    </Page>
  )
}
