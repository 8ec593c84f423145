import { useState } from 'react'
import { api, must } from '@/api/client'
import { Problem } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { formatInstant } from '@/parts/instant'
import type { Group } from '@/parts/schema'
import { branchChoices, endOfDay, FormDialog, keyed, startOfDay, text, useBranches, useRoles, why, type S } from '../parties/shared'
import { Duties } from './Duties'
import { words } from './words'

interface AssignProps {
  /** Whose post is to change; absent for somebody new. */
  member?: S['MandateStaff']
  onClose: () => void
  onProposed: (a: S['Approval']) => void
}

type Roles = S['MandateHireStaffInBody']['roles']
const given = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)

/** Proposes to hire somebody, or another branch, title or other roles for a member of staff. */
export function Assign({ member, onClose, onProposed }: AssignProps) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { items } = useBranches()
  const roles = useRoles()
  const [chosen, setChosen] = useState<string[]>(member?.roles ?? [])
  const [missing, setMissing] = useState(false)
  const refresh = { refresh: [['approvals'], ['staff']] }
  const hire = useWrite((body: S['MandateHireStaffInBody'], { key }) => must(api.POST('/v1/staff', { params: { header: keyed(key) }, body })), refresh)
  const reassign = useWrite((body: S['MandateReassignStaffInBody'], { key }) => must(api.PATCH('/v1/staff/{id}', { params: { path: { id: member?.id ?? '' }, header: keyed(key) }, body })), refresh)
  const initial: Group = member ? { branch: member.branch, title: member.title, until: member.until ? formatInstant(member.until, 'date') : undefined } : {}
  const send = async (v: Group) => {
    if (chosen.length === 0) {
      setMissing(true)
      throw new Problem({ status: 422, code: 'ui.role_missing', detailZh: words.zh.dutyMissing, detailEn: words.en.dutyMissing })
    }
    const until = v.until === initial.until ? undefined : given(v.until)
    if (member) {
      onProposed(await reassign.mutateAsync({
        version: member.version, reason: String(v.reason), branch: v.branch === member.branch ? undefined : given(v.branch), title: v.title === member.title ? undefined : given(v.title),
        roles: [...chosen].sort().join() === [...(member.roles ?? [])].sort().join() ? undefined : chosen, until: until && endOfDay(until),
      }))
    } else {
      const from = given(v.from)
      onProposed(await hire.mutateAsync({ person: String(v.person), number: String(v.number), branch: String(v.branch), title: given(v.title), roles: chosen as Roles, from: from && startOfDay(from), until: until && endOfDay(until), reason: String(v.reason) }))
    }
  }
  return (
    <FormDialog
      title={member ? w.changeTitle : w.hireTitle} lead={member ? undefined : w.hireLead} submit={w.propose} onClose={onClose} initial={initial} onSubmit={send}
      extra={<div className="dialog-part"><Duties roles={roles.items.filter((r) => r.kinds.includes('staff'))} chosen={chosen} error={missing && chosen.length === 0 ? w.dutyMissing : undefined} onChange={setChosen} /></div>}
      schema={{ type: 'object', required: [...(member ? [] : ['person', 'number']), 'branch', 'reason'], properties: {
        ...(member ? {} : { person: text(w.person, { description: w.personHint, pattern: '^\\d{1,19}$' }), number: text(w.number, { maxLength: 20 }) }),
        branch: { type: 'string', title: w.branch, oneOf: branchChoices(items, language) }, title: text(w.title, { maxLength: 60 }),
        ...(member ? {} : { from: { type: 'string' as const, format: 'date' as const, title: w.from } }), until: { type: 'string', format: 'date', title: w.until }, reason: why(w.reason, w.reasonHint),
      } }}
    />
  )
}
