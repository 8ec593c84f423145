import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must, newKey } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { FormDialog, text, why } from '@/faces/ops/parties/shared'
import { AccountNo } from '@/parts/AccountNo'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import type { Group } from '@/parts/schema'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { ProposeDialog } from '../deposits/ProposeDialog'
import { depositByNumber, keyed, useMay, type Detail, type S } from '../deposits/shared'
import { Waiting } from '../products/shared'
import { words } from './words'
import '../deposits/deposits.css'

type Mark = S['RestraintMark']
const marks = ['salary', 'social_insurance', 'housing_fund', 'union_funds', 'party_dues', 'migrant_wages', 'settlement_funds', 'deposit_reserves'] as const

/** How the law protects an account, and a proposal for another protection. */
export default function MarkPage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const may = useMay()
  const [doing, setDoing] = useState<'mark' | 'draw'>()
  const [said, setSaid] = useState('')
  const account = useQuery({ queryKey: ['deposits', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}', { params: { path: { id } }, signal })) })
  const mark = useQuery({ queryKey: ['restraints', 'mark', id], queryFn: ({ signal }) => must(api.GET('/v1/restraint/accounts/{id}/mark', { params: { path: { id } }, signal })) })
  const a = account.data
  const m = mark.data
  return (
    <Page
      title={w.protection} crumbs={[{ title: w.restraints, href: '/restraints' }, ...(a ? [{ title: a.name, href: `/accounts/${id}` }] : [])]} lead={w.protectionLead} state={m && <Status tone={m.kind ? 'good' : 'idle'}>{m.kind ? w[m.kind] : w.m_none}</Status>}
      action={m && (
        <>
          {may('restraint.write') && <Button type="primary" onClick={() => { setDoing('mark') }}>{w.propose}</Button>}
          {m.kind === 'salary' && may('payment.make') && <Button onClick={() => { setDoing('draw') }}>{w.drawLiving}</Button>}
        </>
      )}
    >
      <p role="status" className={said ? undefined : 'unseen'}>{said && <Status tone="good">{said}</Status>}</p>
      <Waiting kind={`account.account/${id}`} />
      {a && <Section><Facts facts={[{ label: w.account, value: <Link href={`/accounts/${id}`}>{a.name}</Link> }, { label: w.number, value: <AccountNo value={a.number} full copy /> }, { label: w.balance, value: <Money minor={a.balance.booked} currency={a.currency} /> }]} /></Section>}
      <Await query={mark} rows={3}>{(x) => <Section><Shown m={x} currency={a?.currency ?? 'CNY'} /></Section>}</Await>
      <p><Link href={`/restraints?account=${id}`}>{w.restraintsOf}</Link></p>
      {doing === 'mark' && m && <Propose id={id} m={m} currency={a?.currency} onClose={() => { setDoing(undefined) }} />}
      {doing === 'draw' && a && <Draw a={a} onClose={() => { setDoing(undefined) }} onDone={(t) => { setDoing(undefined); setSaid(t) }} />}
    </Page>
  )
}

function Shown({ m, currency }: { m: Mark; currency: string }) {
  const w = useWords(words)
  if (!m.kind) return <Facts facts={[{ label: w.mark, value: w.m_none }]} />
  return (
    <>
      <Facts facts={[
        { label: w.mark, value: <strong>{w[m.kind]}</strong> }, ...(m.kind === 'salary' ? [{ label: w.monthly, value: <Money minor={m.monthly} currency={currency} size="large" /> }, { label: w.left, value: <Money minor={m.left} currency={currency} size="large" /> }] : []),
        ...(m.rule ? [{ label: w.rule, value: m.rule }] : []), { label: w.evidence, value: m.evidence || w.none }, ...(m.version > 0 ? [{ label: w.setAt, value: <Time at={m.setAt} /> }] : []),
      ]} />
      <p className="note-line after">{m.kind === 'salary' ? w.salaryNote : w.exemptNote}</p>
    </>
  )
}

function Propose({ id, m, currency, onClose }: { id: string; m: Mark; currency?: string; onClose: () => void }) {
  const w = useWords(words)
  const [kind, setKind] = useState<string>(m.kind || 'salary')
  const write = useWrite((body: S['RestraintProposeMarkInBody'], { key }) => must(api.PUT('/v1/restraint/accounts/{id}/mark', { params: { path: { id }, header: keyed(key) }, body })), { refresh: [['restraints'], ['approvals']] })
  const start: Group = { kind, monthly: m.monthly === '0' ? undefined : m.monthly, evidence: m.evidence || undefined }
  return (
    <ProposeDialog
      title={w.proposeTitle} submit={w.submit} initial={start} onClose={onClose} onChange={(v) => { setKind(typeof v.kind === 'string' ? v.kind : 'none') }}
      schema={{ type: 'object', required: ['kind', 'evidence', ...(kind === 'salary' ? ['monthly'] : []), 'reason'], properties: {
        kind: { type: 'string', title: w.mark, oneOf: [...(m.kind ? [{ const: 'none', title: w.remove }] : []), ...marks.map((k) => ({ const: k as string, title: w[k] }))] },
        ...(kind === 'salary' ? { monthly: { type: 'string', format: 'money', currency, title: w.monthly, description: w.monthlyHint, 'x-minimum': '1' } as const } : {}),
        evidence: text(w.evidence, { description: w.evidenceHint, minLength: 2, maxLength: 200 }), reason: why(w.reason, w.reasonHint),
      } }}
      onPropose={(v) => write.mutateAsync({ kind: marks.find((k) => k === v.kind), monthly: v.kind === 'salary' && typeof v.monthly === 'string' ? v.monthly : undefined, evidence: String(v.evidence), reason: String(v.reason), version: m.version > 0 ? m.version : undefined })}
    />
  )
}

function Draw({ a, onClose, onDone }: { a: Detail; onClose: () => void; onDone: (said: string) => void }) {
  const w = useWords(words)
  const [reference] = useState(newKey)
  const write = useWrite((body: S['RestraintDrawLivingInBody'], { key }) => must(api.POST('/v1/restraint/accounts/{id}/living', { params: { path: { id: a.id }, header: keyed(key) }, body })), { refresh: [['restraints'], ['deposits']] })
  return (
    <FormDialog
      title={w.drawTitle} lead={w.drawLead} submit={w.drawLiving} onClose={onClose} schema={{ type: 'object', required: ['amount', 'to'], properties: { amount: { type: 'string', format: 'money', currency: a.currency, title: w.amount, 'x-minimum': '1' }, to: text(w.drawTo, { maxLength: 40 }) } }}
      onSubmit={async (v) => { const r = await write.mutateAsync({ amount: String(v.amount), to: (await depositByNumber(String(v.to), '/to')).id, reference }); onDone(w.drawn(formatMoney(r.left, a.currency))) }}
    />
  )
}
