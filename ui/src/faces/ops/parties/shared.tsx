import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { Facts } from '@/parts/Page'
import { SchemaForm, type SchemaFormProps } from '@/parts/SchemaForm'
import type { Schema } from '@/parts/schema'
import type { Tone } from '@/parts/Status'
import { common } from './common'
import './rooms.css'

/** The schemas of the bank's API. */
export type S = components['schemas']

/** Header of a write. */
export const keyed = (key: string) => ({ 'Idempotency-Key': key })

export { useMay }

/** All branches, by code. */
export function useBranches(): { items: S['Branch'][]; nameOf: (code: string) => string } {
  const { language } = usePreferences()
  const { data } = useQuery({
    queryKey: ['branches'],
    queryFn: ({ signal }) => must(api.GET('/v1/branches', { signal })),
    staleTime: 300_000,
  })
  const items = data?.items ?? []
  const nameOf = (code: string) => {
    const b = items.find((x) => x.code === code)
    return b ? (language === 'zh' ? b.nameZh : b.nameEn) : code
  }
  return { items, nameOf }
}

/** The open branches as choices of a form. */
export function branchChoices(items: S['Branch'][], language: 'zh' | 'en') {
  return items.filter((b) => !b.closedAt).map((b) => ({ const: b.code, title: `${b.code} ${language === 'zh' ? b.nameZh : b.nameEn}` }))
}

/** The table of roles. */
export function useRoles(): { items: S['RoleLine'][]; nameOf: (role: string) => string } {
  const { language } = usePreferences()
  const { data } = useQuery({
    queryKey: ['roles'],
    queryFn: ({ signal }) => must(api.GET('/v1/roles', { signal })),
    staleTime: 300_000,
  })
  const items = data?.items ?? []
  return { items, nameOf: (role) => items.find((r) => r.role === role)?.[language] ?? role }
}

/** A party's name by its id: lists of hits, pairs and histories name parties by id only. Its id where it can't be read. */
export function PartyName({ id, plain }: { id: string; plain?: boolean }) {
  const w = useWords(common)
  const may = useMay()
  const isParty = /^\d{10,}$/.test(id)
  const { data } = useQuery({
    queryKey: ['parties', id, 'name'],
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}', { params: { path: { id } }, signal })).then((p) => p.name),
    enabled: isParty && may('party.read'),
    staleTime: 300_000,
  })
  if (!isParty) return <span>{id ? w.program : '—'}</span>
  const text = data ?? <span className="figures">{id}</span>
  return plain || !data ? <span>{text}</span> : <Link href={`/parties/${id}`}>{text}</Link>
}

export const statusTone: Record<string, Tone> = {
  active: 'good', dormant: 'idle', deceased: 'idle', dissolved: 'idle', closed: 'idle', merged: 'info', in_force: 'good', suspended: 'bad', stopped: 'idle', invited: 'wait',
}

export interface FormDialogProps extends Pick<SchemaFormProps, 'schema' | 'initial' | 'onSubmit' | 'submit' | 'onChange' | 'base'> {
  title: string
  /** What this does, in a line. */
  lead?: ReactNode
  /** Beside or above the fields, following what is typed. */
  extra?: ReactNode
  onClose: () => void
}

/** A form in a dialog; closes when it was taken, stays with what was written when it was refused. */
export function FormDialog({ title, lead, extra, onClose, onSubmit, ...form }: FormDialogProps) {
  const w = useWords(common)
  return (
    <Modal open title={title} footer={null} onCancel={onClose} destroyOnHidden width={640}>
      {lead && <p className="dialog-lead">{lead}</p>}
      {extra}
      <SchemaForm {...form} onSubmit={async (v) => { await onSubmit(v); onClose() }} secondary={<Button onClick={onClose}>{w.cancel}</Button>} />
    </Modal>
  )
}

/** What a person reads after she has proposed something. */
export function Proposed({ approval, onClose, children }: { approval: S['Approval']; onClose: () => void; children?: ReactNode }) {
  const w = useWords(common)
  const { language } = usePreferences()
  return (
    <Modal open title={w.proposed} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{w.done}</Button>}>
      <p className="dialog-lead">{w.proposedText}</p>
      {children}
      <Facts facts={[{ label: w.more, value: <Link href={`/approvals/own/${approval.id}`}>{language === 'zh' ? approval.titleZh : approval.titleEn}</Link> }, { label: w.reason, value: approval.reason }]} />
    </Modal>
  )
}

/** A text field of a form. */
export const text = (title: string, more: Schema = {}): Schema => ({ type: 'string', title, ...more })

/** A reason: at least four characters, as the bank wants it. */
export const why = (title: string, description?: string): Schema => ({ type: 'string', title, description, 'x-widget': 'area', minLength: 4, maxLength: 200 })

/** Choices of values with a title each. */
export const choices = (title: string, of: readonly (readonly [string, string])[], more: Schema = {}): Schema =>
  ({ type: 'string', title, oneOf: of.map(([value, t]) => ({ const: value, title: t })), ...more })

/** The end of a day in bank time, from a date of a form: rights run until its last moment. */
export const endOfDay = (date: string) => new Date(`${date}T23:59:59+08:00`).toISOString()
/** The beginning of a day in bank time. */
export const startOfDay = (date: string) => new Date(`${date}T00:00:00+08:00`).toISOString()
