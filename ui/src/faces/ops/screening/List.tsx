import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { choices, FormDialog, keyed, PartyName, useMay, type S } from '../parties/shared'
import { Define } from './Lists'
import { useLists, versionTones } from './shared'
import { words } from './words'

/** A list and its versions. */
export default function List() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [dialog, setDialog] = useState<'load' | 'define'>()
  const { query, nameOf } = useLists()
  const list = query.data?.items.find((l) => l.id === id)
  const columns: Column<S['ScreeningVersion']>[] = [
    { key: 'file', title: w.fileName, always: true, phone: 'title', render: (v) => v.fileName ?? v.id, csv: (v) => v.fileName ?? v.id },
    { key: 'state', title: w.state, render: (v) => <Status tone={versionTones[v.state]}>{w[v.state]}</Status>, csv: (v) => w[v.state] },
    { key: 'entries', title: w.entries, align: 'end', render: (v) => v.entries, csv: (v) => String(v.entries) },
    { key: 'added', title: w.added, align: 'end', render: (v) => v.added, csv: (v) => String(v.added) },
    { key: 'removed', title: w.removed, align: 'end', render: (v) => v.removed, csv: (v) => String(v.removed) },
    { key: 'changed', title: w.changed, align: 'end', render: (v) => v.changed, csv: (v) => String(v.changed) },
    { key: 'format', title: w.format, render: (v) => `${(w as unknown as Record<string, string>)[`fmt_${v.format}`] ?? v.format} · ${v.encoding.toUpperCase()}`, csv: (v) => `${v.format} ${v.encoding}` },
    { key: 'by', title: w.loadedBy, render: (v) => <PartyName id={v.loadedBy} plain />, csv: (v) => v.loadedBy },
    { key: 'at', title: w.loadedAt, render: (v) => <Time at={v.loadedAt} />, csv: (v) => v.loadedAt },
  ]
  return (
    <Page
      title={nameOf(id)} crumbs={[{ title: w.lists, href: '/screening/lists' }]} state={list && <Status tone={list.live ? 'good' : 'wait'}>{list.live ? w.in_force : w.noLive}</Status>}
      lead={list && <>{w[list.kind]} · <code>{list.id}</code>{list.source && <> · {list.source}</>}</>}
      action={may('screening.load') && list && <><Button type="primary" onClick={() => { setDialog('load') }}>{w.load}</Button><Button onClick={() => { setDialog('define') }}>{w.editList}</Button></>}
    >
      {!list && <Await query={query}>{() => <Empty title={w.listsEmpty} />}</Await>}
      <Section title={w.versions} flush>
        <DataTable<S['ScreeningVersion']>
          id="ops.versions" caption={w.versions} columns={columns} rowKey={(v) => v.id} rowName={(v) => v.fileName ?? v.id} queryKey={['screening', 'versions', id]}
          load={(after, signal) => must(api.GET('/v1/screening/lists/{id}/versions', { params: { path: { id }, query: { limit: 20, after: after || undefined } }, signal }))}
          onOpen={(v) => { go(`/screening/versions/${v.id}`) }} empty={<Empty title={w.versionsEmpty} />}
        />
      </Section>
      {dialog === 'load' && <Load id={id} kind={list?.kind} onClose={() => { setDialog(undefined) }} onLoaded={(v) => { go(`/screening/versions/${v.id}`) }} />}
      {dialog === 'define' && list && <Define list={list} onClose={() => { setDialog(undefined) }} />}
    </Page>
  )
}

interface LoadIn {
  file: File
  format: string
  encoding?: string
}

/** Sends a file as it is; the bank names the line and the encoding that are wrong, and keeps nothing of a bad one. */
function Load({ id, kind, onClose, onLoaded }: { id: string; kind?: S['ScreeningList']['kind']; onClose: () => void; onLoaded: (v: S['ScreeningVersion']) => void }) {
  const w = useWords(words)
  const load = useWrite(({ file, format, encoding }: LoadIn, { key }) => {
    const query = { format, encoding, name: file.name } // the three are read from the address, which the description of the operation says but its parameters don't
    return must(api.POST('/v1/screening/lists/{id}/versions', {
      params: { path: { id }, header: keyed(key), query: query as never }, body: '', bodySerializer: () => file, headers: { 'Content-Type': 'application/octet-stream' },
    }))
  }, { refresh: [['screening']] })
  return (
    <FormDialog
      title={w.loadTitle} lead={w.loadLead} submit={w.load} onClose={onClose} initial={{ format: kind === 'dishonest' ? 'dishonest' : 'csv', encoding: 'auto' }}
      schema={{ type: 'object', required: ['file', 'format', 'encoding'], properties: {
        file: { format: 'file', title: w.file, description: w.fileHint, 'x-maxBytes': 100_000_000 }, // a browser's word for a CSV file differs by system: the bank reads the bytes
        format: choices(w.format, [['csv', w.fmt_csv], ['dishonest', w.fmt_dishonest], ['un', w.fmt_un], ['ofac', w.fmt_ofac]]),
        encoding: choices(w.encoding, [['auto', w.encodingAuto], ['utf-8', 'UTF-8'], ['gb18030', 'GB18030']], { description: w.encodingHint }),
      } }}
      onSubmit={async (v) => {
        if (!(v.file instanceof File)) return
        onLoaded(await load.mutateAsync({ file: v.file, format: String(v.format), encoding: v.encoding === 'auto' ? undefined : String(v.encoding) }))
      }}
    />
  )
}
