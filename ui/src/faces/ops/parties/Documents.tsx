import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useEffect, useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { formatInstant } from '@/parts/instant'
import { Confirm } from './changes'
import { common } from './common'
import { useReveal } from './Profile'
import { choices, FormDialog, keyed, PartyName, useMay, type S } from './shared'
import { words } from './words'

const kinds = ['id_front', 'id_back', 'passport', 'permit', 'licence', 'seal', 'portrait', 'address_proof', 'contract', 'other'] as const

/** Pictures of documents: uploaded sealed, opened for a reason. */
export function Documents({ party, documents, writes }: { party: S['Party']; documents: S['PartyDocument'][]; writes: boolean }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const reveal = useReveal(party.id)
  const [uploading, setUploading] = useState(false)
  const [viewing, setViewing] = useState<S['PartyDocument']>()
  const [removing, setRemoving] = useState<S['PartyDocument']>()
  const [opened, setOpened] = useState<{ url: string; media: string; title: string }>()
  const upload = useWrite(({ kind, file }: { kind: string; file: File }) =>
    must(api.POST('/v1/parties/{id}/documents/{kind}', {
      params: { path: { id: party.id, kind } }, body: '', bodySerializer: () => file, headers: { 'Content-Type': 'application/octet-stream' },
    })),
  { refresh: [['parties', party.id]] })
  const remove = useWrite((document: string, { key }) =>
    must(api.DELETE('/v1/parties/{id}/documents/{document}', { params: { path: { id: party.id, document }, header: keyed(key) } })), { refresh: [['parties', party.id]] })
  useEffect(() => () => { if (opened) URL.revokeObjectURL(opened.url) }, [opened])
  const name = (k: S['PartyDocument']['kind']) => (k === 'passport' ? w.passportDoc : w[k])
  const open = async (d: S['PartyDocument'], reason: string) => {
    const got = (await reveal.mutateAsync({ field: d.id, reason })).items[0]
    const bytes = Uint8Array.from(atob(got?.data ?? ''), (ch) => ch.charCodeAt(0))
    setOpened({ url: URL.createObjectURL(new Blob([bytes], { type: got?.media ?? d.media })), media: got?.media ?? d.media, title: name(d.kind) })
    setViewing(undefined)
  }
  return (
    <Section title={w.documents} flush extra={writes && <Button size="small" onClick={() => { setUploading(true) }}>{w.upload}</Button>}>
      {documents.length === 0
        ? <p className="lines-empty note">{w.documentsEmpty}</p>
        : (
          <ul className="lines">
            {documents.map((d) => (
              <li key={d.id}>
                <span className="lines-text">
                  <span>{name(d.kind)}</span>
                  <span className="lines-note">{d.media.replace(/^.*\//, '').toUpperCase()} · {sizeOf(d.size)} · {formatInstant(d.since)} · <PartyName id={d.givenBy} plain /></span>
                </span>
                <span className="lines-side">
                  {may('party.reveal') && <Button type="link" size="small" aria-label={`${w.view} ${name(d.kind)}`} onClick={() => { setViewing(d) }}>{w.view}</Button>}
                  {writes && <Button type="link" size="small" aria-label={`${c.remove} ${name(d.kind)}`} onClick={() => { setRemoving(d) }}>{c.remove}</Button>}
                </span>
              </li>
            ))}
          </ul>
        )}
      {uploading && (
        <FormDialog
          title={w.uploadTitle} lead={w.uploadLead} onClose={() => { setUploading(false) }} submit={w.upload}
          schema={{ type: 'object', required: ['kind', 'file'], properties: {
            kind: choices(w.documentKind, kinds.map((k) => [k, name(k)])),
            file: { format: 'file', title: w.file, 'x-accept': ['image/jpeg', 'image/png', 'application/pdf'], 'x-maxBytes': 8_388_608 },
          } }}
          onSubmit={(v) => (v.file instanceof File ? upload.mutateAsync({ kind: String(v.kind), file: v.file }) : Promise.resolve())}
        />
      )}
      {viewing && <Reason title={c.colon(w.viewTitle, name(viewing.kind))} text={w.viewWhy} act={w.view} onReason={(reason) => open(viewing, reason)} onCancel={() => { setViewing(undefined) }} />}
      {removing && <Confirm title={c.colon(w.removeDocument, name(removing.kind))} text={w.removeDocumentText} act={c.remove} danger onClose={() => { setRemoving(undefined) }} onConfirm={() => remove.mutateAsync(removing.id)} />}
      {opened && (
        <Modal open title={opened.title} footer={null} width={880} onCancel={() => { setOpened(undefined) }} destroyOnHidden>
          {opened.media.startsWith('image/') ? <img className="preview" src={opened.url} alt={opened.title} /> : <iframe className="preview-frame" src={opened.url} title={opened.title} />}
        </Modal>
      )}
    </Section>
  )
}

const sizeOf = (bytes: number) => (bytes < 1024 ? `${bytes} B` : bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`)
