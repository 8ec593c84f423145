import { useEffect, useState } from 'react'
import Modal from 'antd/es/modal'
import { headersFor, newKey } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import type { S } from '@/faces/ops/parties/shared'
import { upload } from '@/faces/own/files'
import { ErrorView } from '@/parts/ErrorView'
import { Loading } from '@/parts/Loading'
import type { Group, Schema } from '@/parts/schema'
import { Status, type Tone } from '@/parts/Status'
import { isAuthority, type Restraint } from './rules'
import { words } from './words'
import '../deposits/deposits.css'
import './restraints.css'

export type W = ReturnType<typeof useWords<(typeof words)['zh']>>

export const scanned: Schema = { format: 'file', 'x-accept': ['application/pdf', 'image/jpeg', 'image/png'], 'x-maxBytes': 8_388_608 }

/** The state of a restraint: in force, in the queue, or over. */
export function State({ of }: { of: Pick<Restraint, 'state' | 'waiting'> }) {
  const w = useWords(words)
  const [tone, text]: [Tone, string] = of.state === 'ended' ? ['idle', w.ended] : of.waiting ? ['wait', w.waitingTurn] : ['bad', w.in_force]
  return <Status tone={tone}>{text}</Status>
}

/** What each measure is made of: document, officers, scan, and a note for who approves. */
export function paperFields(w: W, kind: string): Record<string, Schema> {
  const official = isAuthority(kind)
  return {
    authority: { type: 'string', title: w.authorityName, description: w.authorityHint, minLength: 2, maxLength: 60 },
    document: { type: 'string', title: w.documentNumber, description: w.documentHint, maxLength: 60 },
    ...(official ? { officers: { type: 'array', title: w.officersAsk, description: w.officersHint, minItems: 2, maxItems: 10, items: { type: 'object', required: ['name', 'number'], properties: { name: { type: 'string', title: w.officerName, maxLength: 60 }, number: { type: 'string', title: w.officerNumber, maxLength: 40 } } } } } : {}),
    file: { ...scanned, title: w.file, description: w.fileHint },
  }
}

export const paperRequired = (kind: string) => ['authority', 'document', ...(isAuthority(kind) ? ['officers', 'file'] : [])]

/** Two officers to begin with, where there must be two. */
export const twoOfficers = (kind: string): Group => (isAuthority(kind) ? { officers: [{}, {}] } : {})

/** What the form holds of the document, as the bank takes it; the scan goes up first. */
export async function paperOf(v: Group): Promise<{ authority: string; document: string; officers?: S['RestraintOfficer'][]; file?: string }> {
  const officers = (Array.isArray(v.officers) ? (v.officers as Group[]) : []).map((o) => ({ name: String(o.name ?? '').trim(), number: String(o.number ?? '').trim() })).filter((o) => o.name !== '' || o.number !== '')
  const file = v.file instanceof File ? (await upload<S['RestraintFile']>('/v1/restraint/documents', v.file, newKey())).digest : undefined
  return { authority: String(v.authority).trim(), document: String(v.document).trim(), officers: officers.length > 0 ? officers : undefined, file }
}

/** A scanned document in a window of its own. It is fetched under the tab's hat, so that a plain link wouldn't do. */
export function Scan({ path, title, onClose }: { path: string; title: string; onClose: () => void }) {
  const [shown, setShown] = useState<{ url: string; type: string }>()
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    const over = new AbortController()
    let url = ''
    fetch(path, { credentials: 'same-origin', headers: headersFor('GET'), signal: over.signal })
      .then(async (r) => {
        if (!r.ok) throw problemOf(await r.json().catch(() => undefined), r.status)
        const blob = await r.blob()
        url = URL.createObjectURL(blob)
        setShown({ url, type: blob.type })
      })
      .catch((e: unknown) => { if (!over.signal.aborted) setError(e) })
    return () => { over.abort(); URL.revokeObjectURL(url) }
  }, [path])
  return (
    <Modal open title={title} footer={null} onCancel={onClose} width={880} destroyOnHidden>
      {error !== undefined ? <ErrorView error={error} /> : !shown ? <Loading rows={6} /> : shown.type.startsWith('image/') ? <img className="preview" src={shown.url} alt={title} /> : <iframe className="preview-frame" src={shown.url} title={title} />}
    </Modal>
  )
}
