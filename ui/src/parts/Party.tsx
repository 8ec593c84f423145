import { BankOutlined, EyeOutlined, HomeOutlined, ShopOutlined, UserOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useEffect, useId, useState, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { ErrorView } from './ErrorView'
import { words } from './words'

export type PartySort = 'person' | 'business' | 'agency' | 'institution'

export interface PartyProps {
  name: string
  sort: PartySort
  /** Masked identity number, as the bank gives it. */
  idMasked?: string
  /** Fetches the full number for a reason; absent when the caller may not. */
  reveal?: (reason: string) => Promise<string>
  /** Where the name leads: wrap it. */
  link?: (name: ReactNode) => ReactNode
}

const pictures: Record<PartySort, ReactNode> = {
  person: <UserOutlined />, business: <ShopOutlined />, agency: <BankOutlined />, institution: <HomeOutlined />,
}

/** A party: name, sort and masked number; the full one only for a reason, and for one minute. */
export function Party({ name, sort, idMasked, reveal, link }: PartyProps) {
  const w = useWords(words)
  const sorts: Record<PartySort, string> = { person: w.person, business: w.businessParty, agency: w.agencyParty, institution: w.institution }
  return (
    <span className="party">
      <span className="party-picture" role="img" aria-label={sorts[sort]} title={sorts[sort]}>{pictures[sort]}</span>
      <span className="party-text">
        <span className="party-name">{link ? link(name) : name}</span>
        {idMasked && <Revealed masked={idMasked} reveal={reveal} title={w.revealTitle} />}
      </span>
    </span>
  )
}

/** A masked value that opens for a reason: identity numbers, phones, addresses. */
export function Revealed({ masked, reveal, title }: { masked: string; reveal?: (reason: string) => Promise<string>; title: string }) {
  const w = useWords(words)
  const [full, setFull] = useState('')
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (!full) return
    const t = setTimeout(() => { setFull('') }, 60_000)
    return () => { clearTimeout(t) }
  }, [full])
  return (
    <span className="revealed">
      <span className="figures">{full || masked}</span>
      <span className="unseen" role="status">{full ? w.revealedFor : ''}</span>
      {full && <Button size="small" type="link" onClick={() => { setFull('') }}>{w.hide}</Button>}
      {reveal && !full && (
        <button type="button" className="icon-button" aria-label={w.reveal} title={w.reveal} onClick={() => { setAsking(true) }}><EyeOutlined /></button>
      )}
      {asking && reveal && (
        <Reason
          title={title} text={w.revealWhy} act={w.reveal} onCancel={() => { setAsking(false) }}
          onReason={async (reason) => { setFull(await reveal(reason)); setAsking(false) }}
        />
      )}
    </span>
  )
}

export interface ReasonProps {
  title: string
  text: string
  /** The word on the button. */
  act: string
  danger?: boolean
  onReason: (reason: string) => Promise<void>
  onCancel: () => void
}

/** Asks for a reason before something is done with it. Stays open, with what was written, when that fails. */
export function Reason({ title, text, act, danger, onReason, onCancel }: ReasonProps) {
  const w = useWords(words)
  const id = useId()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const go = async () => {
    if ([...reason.trim()].length < 4) { setMissing(true); return }
    setBusy(true)
    setError(undefined)
    try {
      await onReason(reason.trim())
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open title={title} okText={act} cancelText={w.cancel} confirmLoading={busy} okButtonProps={{ danger }}
      onOk={() => { void go() }} onCancel={onCancel} destroyOnHidden
    >
      <label className="field-label" htmlFor={id}>{w.reason}</label>
      <p className="field-hint" id={`${id}h`}>{text}</p>
      <Input.TextArea
        id={id} autoFocus rows={3} maxLength={500} value={reason} status={missing ? 'error' : undefined}
        aria-invalid={missing} aria-describedby={`${id}h ${id}e`}
        onChange={(e) => { setReason(e.target.value); setMissing(false) }}
      />
      <p className="field-error" id={`${id}e`} role="alert">{missing ? w.reasonMissing : ''}</p>
      {error !== undefined && <ErrorView small error={error} />}
    </Modal>
  )
}
