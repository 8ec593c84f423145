import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMe } from '@/app/session'
import { Await } from '@/parts/Await'
import { formatInstant } from '@/parts/instant'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Timeline } from '@/parts/Timeline'
import { common } from '../parties/common'
import { keyed, PartyName, Proposed, useBranches, useMay, useRoles, type S } from '../parties/shared'
import { Assign } from './Assign'
import { memberTones } from './Staff'
import { words } from './words'

/** One employment. */
export default function Member() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['staff', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/staff/{id}', { params: { path: { id } }, signal })) })
  if (query.data) return <Shown member={query.data} />
  return <Page title={w.staff} crumbs={[{ title: w.staff, href: '/staff' }]}><Await query={query}>{() => null}</Await></Page>
}

function Shown({ member: m }: { member: S['MandateStaff'] }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const me = useMe()
  const { nameOf } = useBranches()
  const roles = useRoles()
  const [dialog, setDialog] = useState<'change' | 'leave'>()
  const [proposal, setProposal] = useState<S['Approval']>()
  const history = useQuery({ queryKey: ['staff', 'history', m.id], queryFn: ({ signal }) => must(api.GET('/v1/staff/{id}/history', { params: { path: { id: m.id } }, signal })) })
  const leave = useWrite((reason: string, { key }) => must(api.POST('/v1/staff/{id}/leave', { params: { path: { id: m.id }, header: keyed(key) }, body: { reason, version: m.version } })), { refresh: [['approvals'], ['staff']] })
  const states: Record<string, string> = { in_force: w.in_force, not_yet: w.not_yet, ended: w.endedState, removed: w.removed }
  const verbs: Record<string, string> = { hire: w.hired, reassign: w.changed, change: w.changed, leave: w.left, resign: w.resigned, end: w.left }
  const own = m.person === me.person
  const standing = m.state === 'in_force' || m.state === 'not_yet'
  return (
    <Page
      title={m.name ?? m.number} crumbs={[{ title: w.staff, href: '/staff' }]} state={<Status tone={memberTones[m.state] ?? 'idle'}>{states[m.state] ?? m.state}</Status>}
      lead={own && standing && may('staff.write') ? w.self : undefined}
      action={may('staff.write') && standing && !own && <><Button type="primary" onClick={() => { setDialog('change') }}>{w.change}</Button><Button danger onClick={() => { setDialog('leave') }}>{w.leave}</Button></>}
      aside={
        <Section title={w.history}>
          <Await query={history}>
            {(h) => <Timeline items={[...h.items].reverse().map((x) => ({ key: x.id, at: x.at, title: verbs[x.verb.replace(/^.*\./, '')] ?? x.verb, by: <PartyName id={x.by} plain />, tone: 'idle' as const, detail: <>{nameOf(x.staff.branch)} · {(x.staff.roles ?? []).map(roles.nameOf).join(c.and)}{x.reason && <><br />{x.reason}</>}</> }))} />}
          </Await>
        </Section>
      }
    >
      <Section>
        <Facts facts={[
          { label: w.number, value: <span className="figures">{m.number}</span> }, { label: w.branch, value: <Link href={`/branches/${m.branch}`}>{nameOf(m.branch)}</Link> }, { label: w.title, value: m.title ?? '—' },
          { label: w.roles, value: (m.roles ?? []).map(roles.nameOf).join(c.and) || '—', change: <Link href="/roles?kind=staff">{w.rolesTable}</Link> },
          { label: w.from, value: formatInstant(m.from) }, { label: w.until, value: m.until ? formatInstant(m.until) : '—' },
          ...(may('user.read') ? [{ label: w.openUser, value: <Link href={`/users/${m.person}`}>{w.users}</Link> }] : []),
        ]} />
      </Section>
      {dialog === 'change' && <Assign member={m} onClose={() => { setDialog(undefined) }} onProposed={setProposal} />}
      {dialog === 'leave' && <Reason title={w.leaveTitle} text={w.leaveText} act={w.propose} danger onCancel={() => { setDialog(undefined) }} onReason={async (reason) => { setProposal(await leave.mutateAsync(reason)); setDialog(undefined) }} />}
      {proposal && <Proposed approval={proposal} onClose={() => { setProposal(undefined) }} />}
    </Page>
  )
}
