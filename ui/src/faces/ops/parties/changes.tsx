import Modal from 'antd/es/modal'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { Problem } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { ErrorView } from '@/parts/ErrorView'
import type { Group } from '@/parts/schema'
import { formatInstant } from '@/parts/instant'
import { common } from './common'
import { identityFlaw, tidy } from './identity'
import { branchChoices, choices, FormDialog, keyed, text, useBranches, why, type S } from './shared'
import { words } from './words'

interface DialogProps {
  party: S['Party']
  onClose: () => void
}

const refreshOf = (party: S['Party']) => ({ refresh: [['parties', party.id], ['parties', 'name']] })
const given = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)

/** Asks before something that can't be taken back lightly. */
export function Confirm({ title, text: said, act, danger, onConfirm, onClose }: { title: string; text: string; act: string; danger?: boolean; onConfirm: () => Promise<unknown>; onClose: () => void }) {
  const c = useWords(common)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const go = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onConfirm()
      onClose()
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={title} okText={act} cancelText={c.cancel} confirmLoading={busy} okButtonProps={{ danger }} onOk={() => { void go() }} onCancel={onClose} destroyOnHidden>
      <p className="dialog-lead">{said}</p>
      {error !== undefined && <ErrorView small error={error} />}
    </Modal>
  )
}

/** Name, Latin name, branch: only what changed is sent, with the version that was read. */
export function Amend({ party, onClose }: DialogProps) {
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const { items } = useBranches()
  const person = party.sort === 'person'
  const hasCard = party.identifiers.some((v) => v.kind === 'citizen_id')
  const initial: Group = { name: party.name, latinName: party.latinName, branch: party.branch, gender: party.gender, nationality: party.nationality }
  const amend = useWrite((body: S['PartyAmendment'], { key }) => must(api.PATCH('/v1/parties/{id}', { params: { path: { id: party.id }, header: keyed(key) }, body })), refreshOf(party))
  const changed = (v: Group, key: keyof typeof initial) => (v[key] === initial[key] ? undefined : given(v[key]))
  return (
    <FormDialog
      title={w.amend} lead={w.amendLead} initial={initial} submit={c.save} onClose={onClose}
      schema={{ type: 'object', required: ['name', 'branch'], properties: {
        name: text(person ? w.personName : w.orgName, { maxLength: 100 }), latinName: text(w.latinName, { maxLength: 100 }),
        ...(person && !hasCard ? { gender: choices(w.gender, [['male', c.male], ['female', c.female]]), birth: { type: 'string' as const, format: 'date' as const, title: c.birth, description: w.birthHint }, nationality: text(w.nationality, { description: w.nationalityHint, pattern: '^[A-Za-z]{3}$' }) } : {}),
        branch: { type: 'string', title: c.branch, oneOf: branchChoices(items, language) },
      } }}
      onSubmit={(v) => amend.mutateAsync({
        version: party.version, name: changed(v, 'name'), latinName: changed(v, 'latinName'), branch: changed(v, 'branch'), nationality: changed(v, 'nationality')?.toUpperCase(),
        gender: changed(v, 'gender') as 'male' | undefined, birth: given(v.birth),
      })}
    />
  )
}

type Status = S['PartyStatusInBody']['status']

/** The changes of status that the bank makes, by what the party is. */
export function statusMoves(party: Pick<S['Party'], 'sort' | 'status'>): Status[] {
  const end: Status = party.sort === 'person' ? 'deceased' : 'dissolved'
  const moves: Record<S['Party']['status'], Status[]> = {
    active: ['dormant', end, 'closed'], dormant: ['active', end, 'closed'], deceased: ['active', 'closed'], dissolved: ['active', 'closed'], closed: ['active'], merged: [],
  }
  return moves[party.status]
}

export function SetStatus({ party, onClose }: DialogProps) {
  const w = useWords(words)
  const c = useWords(common)
  const set = useWrite((body: S['PartyStatusInBody'], { key }) => must(api.POST('/v1/parties/{id}/status', { params: { path: { id: party.id }, header: keyed(key) }, body })), refreshOf(party))
  return (
    <FormDialog
      title={w.changeStatus} lead={`${w.statusBy(c[party.status])} · ${w.statusLead}`} submit={w.changeStatus} onClose={onClose}
      schema={{ type: 'object', required: ['status', 'reason'], properties: { status: choices(w.statusTo, statusMoves(party).map((s) => [s, c[s]])), reason: why(w.statusReason, c.reasonHint) } }}
      onSubmit={(v) => set.mutateAsync({ status: v.status as Status, reason: String(v.reason) })}
    />
  )
}

const personDocuments = ['citizen_id', 'passport', 'hk_macao_permit', 'taiwan_permit'] as const
const contactKinds = ['phone', 'email', 'address'] as const

/** One more document or contact. */
export function AddValue({ party, what, onClose }: DialogProps & { what: 'identifiers' | 'contacts' }) {
  const w = useWords(words)
  const c = useWords(common)
  const documents = party.sort === 'person' ? personDocuments : (['credit_code'] as const)
  const kinds = what === 'contacts' ? contactKinds : documents
  const add = useWrite((body: S['PartyNewValue'], { key }) =>
    what === 'contacts'
      ? must(api.POST('/v1/parties/{id}/contacts', { params: { path: { id: party.id }, header: keyed(key) }, body }))
      : must(api.POST('/v1/parties/{id}/identifiers', { params: { path: { id: party.id }, header: keyed(key) }, body })), refreshOf(party))
  const send = (v: Group) => {
    const kind = String(v.kind)
    const value = String(v.value)
    const [zh, en] = [identityFlaw(kind, value, 'zh'), identityFlaw(kind, value, 'en')]
    if (zh && en) throw new Problem({ status: 422, code: 'ui.identity', detailZh: zh, detailEn: en, errors: [{ path: '/value', detail: en, detailZh: zh }] })
    return add.mutateAsync({ kind: kind as S['PartyNewValue']['kind'], value: what === 'identifiers' || kind === 'phone' ? tidy(value) : value, expires: given(v.expires) })
  }
  return (
    <FormDialog
      title={what === 'contacts' ? w.addContact : w.addDocument} submit={c.add} onClose={onClose} initial={{ kind: kinds[0] }}
      schema={{ type: 'object', required: ['kind', 'value'], properties: {
        kind: choices(what === 'contacts' ? w.contacts : w.identityKind, kinds.map((k) => [k, c[k]])), value: text(what === 'contacts' ? c.value : w.identityNumber, { maxLength: 200 }),
        ...(what === 'identifiers' && party.sort === 'person' ? { expires: { type: 'string' as const, format: 'date' as const, title: w.expires, description: w.expiresHint } } : {}),
      } }}
      onSubmit={send}
    />
  )
}

/** Level and rating by evidence. */
export function Verify({ party, documents, onClose }: DialogProps & { documents: S['PartyDocument'][] }) {
  const w = useWords(words)
  const c = useWords(common)
  const verify = useWrite((body: S['PartyVerification'], { key }) => must(api.POST('/v1/parties/{id}/verification', { params: { path: { id: party.id }, header: keyed(key) }, body })), refreshOf(party))
  const kind = (k: S['PartyDocument']['kind']) => (k === 'passport' ? w.passportDoc : w[k])
  const needs: Record<string, string[]> = { 1: [w.needNumber, w.needRegistry], 2: [w.needNumber, w.needRegistry, w.needPicture, w.needSecond], 3: [w.needNumber, w.needRegistry, w.needPicture, w.needFace] }
  const [draft, setDraft] = useState<Group>({ level: String(Math.min(3, party.kyc.level + 1)), risk: party.kyc.risk ?? 'low', riskReason: party.kyc.riskReason, documents: documents.map((d) => d.id) })
  const need = needs[String(draft.level)]
  return (
    <FormDialog
      title={w.verify} lead={w.verifyLead} submit={w.verify} onClose={onClose} initial={draft} onChange={setDraft}
      extra={need && <p className="dialog-lead">{c.colon(w.kycRise(Number(draft.level)), need.join(c.and))}</p>}
      schema={{ type: 'object', required: ['level', 'risk', 'riskReason', 'registry'], properties: {
        level: choices(w.newLevel, ['0', '1', '2', '3'].map((n) => [n, c.levelShort(Number(n))])),
        registry: { type: 'boolean', title: w.registry },
        ...(documents.length > 0 ? { documents: { type: 'array' as const, title: w.evidencePictures, items: { type: 'string' as const, oneOf: documents.map((d) => ({ const: d.id, title: `${kind(d.kind)} ${formatInstant(d.since, 'date')}` })) } } } : {}),
        ...(draft.level === '2' ? { secondPath: text(w.secondPath, { description: w.secondPathHint, maxLength: 100 }) } : {}),
        ...(draft.level === '3' ? { faceToFace: { type: 'boolean' as const, title: w.faceToFace } } : {}),
        risk: choices(w.riskRating, [['low', c.low], ['medium', c.medium], ['high', c.high]]),
        riskReason: why(w.riskReason), until: { type: 'string', format: 'date', title: w.verifyUntil, description: w.verifyUntilHint },
      } }}
      onSubmit={(v) => verify.mutateAsync({
        level: Number(v.level), risk: v.risk as 'low', riskReason: String(v.riskReason), until: given(v.until),
        evidence: { registry: v.registry === true, faceToFace: v.faceToFace === true || undefined, secondPath: given(v.secondPath), documents: Array.isArray(v.documents) && Number(v.level) > 1 ? (v.documents as string[]) : undefined },
      })}
    />
  )
}
