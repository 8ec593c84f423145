import Modal from 'antd/es/modal'
import { useState } from 'react'
import { api, must, newKey } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { FormDialog, text, why } from '@/faces/ops/parties/shared'
import { formatMoney } from '@/parts/amount'
import { ErrorView } from '@/parts/ErrorView'
import { Reason } from '@/parts/Party'
import type { Group, Schema } from '@/parts/schema'
import { channels, depositByNumber, keyed, type Detail } from './shared'
import { words } from './words'

/** What somebody at the counter is doing with an account. */
export type Doing = { act: 'reactivate' | 'release' | 'withdraw' | 'notice' | 'quota' | 'close' | 'limit' | 'renew' | 'reclassify' } | { act: 'meet'; place: number }

interface ActProps {
  a: Detail
  onDone: (said: string) => void
  onClose: () => void
}

const refresh = { refresh: [['deposits'], ['interest', 'account']] }
const money = (title: string, currency: string, description?: string): Schema => ({ type: 'string', format: 'money', currency, title, description, 'x-minimum': '1' })
const str = (v: unknown) => (typeof v === 'string' && v.trim() !== '' ? v.trim() : undefined)

/** The dialog of an act. */
export function Act({ doing, ...p }: ActProps & { doing: Doing }) {
  switch (doing.act) {
    case 'reactivate': return <Reactivate {...p} />
    case 'release': return <Release {...p} />
    case 'withdraw': return <Withdraw {...p} />
    case 'notice': return <GiveNotice {...p} />
    case 'quota': return <Quota {...p} />
    case 'close': return <Close {...p} />
    case 'limit': return <Limit {...p} />
    case 'renew': return <Renew {...p} />
    case 'reclassify': return <Reclassify {...p} />
    case 'meet': return <Meet {...p} place={doing.place} />
  }
}

/** Where money goes: nothing typed leaves it to the bank. */
async function target(v: Group, field: string): Promise<string | undefined> {
  const typed = str(v[field])
  return typed ? (await depositByNumber(typed, `/${field}`)).id : undefined
}

function Reactivate({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  const write = useWrite((reason: string, { key }) => must(api.POST('/v1/account/accounts/{id}/reactivate', { params: { path: { id: a.id }, header: keyed(key) }, body: { reason } })), refresh)
  return <Reason title={w.reactivateTitle} text={w.reactivateWhy} act={w.reactivate} onCancel={onClose} onReason={async (r) => { await write.mutateAsync(r); onDone(w.active) }} />
}

function Close({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  const write = useWrite((body: { reason: string; to?: string }, { key }) => must(api.POST('/v1/account/accounts/{id}/close', { params: { path: { id: a.id }, header: keyed(key) }, body })), refresh)
  return (
    <FormDialog
      title={w.closeTitle} lead={w.closeLead} submit={w.close} onClose={onClose}
      schema={{ type: 'object', required: ['reason'], properties: { to: text(w.closeTo, { description: w.closeToHint, maxLength: 40 }), reason: why(w.closeReason) } }}
      onSubmit={async (v) => { await write.mutateAsync({ reason: String(v.reason), to: await target(v, 'to') }); onDone(w.closed1) }}
    />
  )
}

function Withdraw({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  // One number for one withdrawal: what is sent again after an answer was lost takes nothing twice.
  const [reference] = useState(newKey)
  const write = useWrite((body: { reference: string; amount?: string; to?: string; notice?: string }, { key }) => must(api.POST('/v1/account/accounts/{id}/withdrawals', { params: { path: { id: a.id }, header: keyed(key) }, body })), refresh)
  const open = (a.notices ?? []).filter((n) => n.state === 'open')
  return (
    <FormDialog
      title={w.withdrawTitle} lead={w.withdrawLead} submit={w.withdraw} onClose={onClose}
      schema={{ type: 'object', properties: {
        amount: money(w.amount, a.currency, w.allOfIt),
        ...(a.kind === 'notice' && open.length > 0 ? { notice: { type: 'string', title: w.ofNotice, oneOf: [...open.map((n) => ({ const: n.id, title: `${n.dueOn} · ${formatMoney(n.amount, a.currency)}` }))] } as Schema } : {}),
        to: text(w.intoNumber, { description: w.intoHint, maxLength: 40 }),
      } }}
      onSubmit={async (v) => {
        const d = await write.mutateAsync({ reference, amount: str(v.amount), notice: str(v.notice), to: await target(v, 'to') })
        onDone([w.withdrawn(formatMoney(d.amount, a.currency)), `${w.withInterest} ${formatMoney(d.interest, a.currency)}`, d.broken ? w.atDemand : ''].filter(Boolean).join(' · '))
      }}
    />
  )
}

function GiveNotice({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  const write = useWrite((amount: string, { key }) => must(api.POST('/v1/account/accounts/{id}/notices', { params: { path: { id: a.id }, header: keyed(key) }, body: { amount } })), refresh)
  return (
    <FormDialog
      title={w.giveNotice} lead={w.giveNoticeLead} submit={w.giveNotice} onClose={onClose} schema={{ type: 'object', required: ['amount'], properties: { amount: money(w.amount, a.currency) } }}
      onSubmit={async (v) => { const n = await write.mutateAsync(String(v.amount)); onDone(`${w.due} ${n.dueOn}`) }}
    />
  )
}

function Quota({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  const write = useWrite((quota: string, { key }) => must(api.PUT('/v1/account/accounts/{id}/quota', { params: { path: { id: a.id }, header: keyed(key) }, body: { quota } })), refresh)
  return (
    <FormDialog
      title={w.setQuota} lead={w.setQuotaLead} submit={w.setQuota} onClose={onClose} initial={{ quota: a.terms.quota }} schema={{ type: 'object', required: ['quota'], properties: { quota: money(w.quota, a.currency) } }}
      onSubmit={async (v) => { await write.mutateAsync(String(v.quota)); onDone(`${w.quota} ${formatMoney(String(v.quota), a.currency)}`) }}
    />
  )
}

function Limit({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  type Body = { channel?: (typeof channels)[number]; singleMax?: string; dayMax?: string }
  const write = useWrite((body: Body, { key }) => must(api.PUT('/v1/account/accounts/{id}/limits/set', { params: { path: { id: a.id }, header: keyed(key) }, body })), refresh)
  return (
    <FormDialog
      title={w.setLimit} lead={w.setLimitLead} submit={w.setLimit} onClose={onClose} initial={{ channel: 'all' }}
      schema={{ type: 'object', required: ['channel'], properties: {
        channel: { type: 'string', title: w.channel, oneOf: [{ const: 'all', title: w.allChannels }, ...channels.map((c) => ({ const: c as string, title: w[c] }))] },
        singleMax: money(w.single, a.currency), dayMax: money(w.day, a.currency),
      } }}
      onSubmit={async (v) => { await write.mutateAsync({ channel: channels.find((c) => c === v.channel), singleMax: str(v.singleMax), dayMax: str(v.dayMax) }); onDone(w.setLimit) }}
    />
  )
}

function Renew({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  const renew = !a.terms.renew
  const write = useWrite((_: undefined, { key }) => must(api.PUT('/v1/account/accounts/{id}/renewal', { params: { path: { id: a.id }, header: keyed(key) }, body: { renew } })), refresh)
  const title = renew ? w.renewDo : w.renewStop
  return <Ask title={title} onOk={() => write.mutateAsync(undefined).then(() => { onDone(renew ? w.renewYes : w.renewNo) })} busy={write.isPending} error={write.error} onClose={onClose}>{`${w.maturesOn} ${a.maturesOn ?? ''}`}</Ask>
}

function Reclassify({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  const write = useWrite((_: undefined, { key }) => must(api.POST('/v1/account/accounts/{id}/reclassify', { params: { path: { id: a.id }, header: keyed(key) } })), refresh)
  return <Ask title={w.reclassify} act={w.reclassifyDo} onOk={() => write.mutateAsync(undefined).then(() => { onDone(w.reclassified) })} busy={write.isPending} error={write.error} onClose={onClose}>{w.reclassifyText}</Ask>
}

function Release({ a, onDone, onClose }: ActProps) {
  const w = useWords(words)
  const [reference] = useState(newKey)
  const write = useWrite((_: undefined, { key }) => must(api.POST('/v1/account/accounts/{id}/release', { params: { path: { id: a.id }, header: keyed(key) }, body: { reference } })), refresh)
  return <Ask title={w.releaseTitle} act={w.release} onOk={() => write.mutateAsync(undefined).then((r) => { onDone(w.releaseDone(formatMoney(r.amount, a.currency))) })} busy={write.isPending} error={write.error} onClose={onClose}>{w.releaseText}</Ask>
}

function Meet({ a, place, onDone, onClose }: ActProps & { place: number }) {
  const w = useWords(words)
  const write = useWrite((evidence: string, { key }) => must(api.POST('/v1/account/accounts/{id}/conditions/{place}', { params: { path: { id: a.id, place }, header: keyed(key) }, body: { evidence } })), refresh)
  return (
    <FormDialog
      title={w.meetTitle} lead={(a.conditions ?? []).find((c) => c.place === place)?.words} submit={w.meet} onClose={onClose}
      schema={{ type: 'object', required: ['evidence'], properties: { evidence: text(w.evidence, { description: w.evidenceHint, minLength: 2, maxLength: 200 }) } }}
      onSubmit={async (v) => { await write.mutateAsync(String(v.evidence)); onDone(w.met) }}
    />
  )
}

/** A question before something is done, without anything to fill in. */
export function Ask({ title, act, danger, busy, error, onOk, onClose, children }: { title: string; act?: string; danger?: boolean; busy: boolean; error: unknown; onOk: () => Promise<unknown>; onClose: () => void; children: React.ReactNode }) {
  return (
    <Modal open title={title} okText={act ?? title} okButtonProps={{ danger }} confirmLoading={busy} onCancel={onClose} onOk={() => { void onOk().catch(() => undefined) }} destroyOnHidden>
      <p>{children}</p>
      {error ? <ErrorView small error={error} /> : null}
    </Modal>
  )
}
