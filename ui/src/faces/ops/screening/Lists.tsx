import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { choices, FormDialog, keyed, text, useMay, type S } from '../parties/shared'
import { useLists, Ways } from './shared'
import { words } from './words'

/** The lists against which the bank screens. */
export default function Lists() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [defining, setDefining] = useState(false)
  const { query, nameOf } = useLists()
  const columns: Column<S['ScreeningList']>[] = [
    { key: 'name', title: w.list, always: true, phone: 'title', render: (l) => nameOf(l.id), csv: (l) => nameOf(l.id) },
    { key: 'id', title: w.listId, render: (l) => <code>{l.id}</code>, csv: (l) => l.id },
    { key: 'kind', title: w.kind, render: (l) => w[l.kind], csv: (l) => w[l.kind] },
    { key: 'source', title: w.source, wrap: true, render: (l) => l.source ?? '—', csv: (l) => l.source ?? '' },
    { key: 'made', title: w.madeAt, render: (l) => <Time at={l.madeAt} precision="date" />, csv: (l) => l.madeAt },
    { key: 'live', title: w.live, render: (l) => <Status tone={l.live ? 'good' : 'wait'}>{l.live ? w.in_force : w.noLive}</Status>, csv: (l) => l.live ?? '' },
  ]
  return (
    <Page title={w.lists} lead={w.listsLead} action={may('screening.load') && <Button type="primary" onClick={() => { setDefining(true) }}>{w.defineList}</Button>}>
      <Ways />
      <Section flush>
        <TableView
          id="ops.lists" caption={w.lists} columns={columns} rows={query.data?.items} error={query.error} retry={() => { void query.refetch() }} rowKey={(l) => l.id} rowName={(l) => nameOf(l.id)}
          onOpen={(l) => { go(`/screening/lists/${l.id}`) }} empty={<Empty title={w.listsEmpty} />}
        />
      </Section>
      {defining && <Define onClose={() => { setDefining(false) }} />}
    </Page>
  )
}

/** Defines a list, or changes what it is called. */
export function Define({ list, onClose }: { list?: S['ScreeningList']; onClose: () => void }) {
  const w = useWords(words)
  const define = useWrite(({ id, body }: { id: string; body: S['ScreeningDefineListInBody'] }, { key }) =>
    must(api.PUT('/v1/screening/lists/{id}', { params: { path: { id }, header: keyed(key) }, body })), { refresh: [['screening']] })
  return (
    <FormDialog
      title={list ? w.editList : w.defineTitle} onClose={onClose} initial={list ? { kind: list.kind, nameZh: list.nameZh, nameEn: list.nameEn, source: list.source } : {}}
      schema={{ type: 'object', required: [...(list ? [] : ['id']), 'kind', 'nameZh', 'nameEn'], properties: {
        ...(list ? {} : { id: text(w.listId, { description: w.listIdHint, pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 40 }) }),
        nameZh: text(w.nameZh, { maxLength: 100 }), nameEn: text(w.nameEn, { maxLength: 100 }), kind: choices(w.kind, (['sanctions', 'exposed', 'dishonest', 'own'] as const).map((k) => [k, w[k]])),
        source: text(w.source, { description: w.sourceHint, maxLength: 200 }),
      } }}
      onSubmit={(v) => define.mutateAsync({ id: list?.id ?? String(v.id), body: { kind: v.kind as 'own', nameZh: String(v.nameZh), nameEn: String(v.nameEn), source: typeof v.source === 'string' ? v.source : undefined } })}
    />
  )
}
