import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Copy } from '@/parts/AccountNo'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { choices, FormDialog, keyed, Proposed, startOfDay, text, useMay, why, type S } from '@/faces/ops/parties/shared'
import { useParticipants, Ways } from './shared'
import { words } from './words'

type Participant = S['ClearingParticipant']

/** Who takes part in the clearing, and with which keys the house signs. */
export default function Participants() {
  const w = useWords(words)
  const may = useMay()
  const query = useParticipants()
  const [changing, setChanging] = useState<Participant | 'new'>()
  const [rotating, setRotating] = useState<Participant>()
  const [made, setMade] = useState<S['Approval']>()
  const operates = may('clearing.operate', true)
  const all = query.data?.items
  const houses = (all ?? []).filter((p) => p.house)
  const sort = (p: Participant) => (p.house ? w.house : w.bankSort)
  const columns: Column<Participant>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (p) => p.name, csv: (p) => p.name },
    { key: 'code', title: w.codeOf, render: (p) => <span className="figures">{p.code}</span>, csv: (p) => p.code },
    { key: 'sort', title: w.kind, render: sort, csv: sort },
    { key: 'state', title: w.state, render: (p) => <Status tone={p.active ? 'good' : 'idle'}>{p.active ? w.active : w.inactive}</Status>, csv: (p) => (p.active ? w.active : w.inactive) },
    ...(operates ? [{ key: 'act', title: w.changeBank, render: (p: Participant) => <Button size="small" type="link" aria-label={`${w.changeBank} ${p.name}`} onClick={() => { setChanging(p) }}>{w.changeBank}</Button> }] : []),
  ]
  return (
    <Page title={w.participants} lead={w.participantsLead} action={operates && <Button type="primary" onClick={() => { setChanging('new') }}>{w.addBank}</Button>}>
      <Ways />
      <Section flush>
        <TableView<Participant>
          id="ops.clearing.participants" caption={w.participants} columns={columns} rows={all} error={all ? undefined : query.error ?? undefined} retry={() => { void query.refetch() }}
          rowKey={(p) => p.code} rowName={(p) => p.name} empty={<Empty title={w.participantsEmpty} />}
        />
      </Section>
      {houses.map((h) => (
        <Section key={h.code} title={`${h.name} · ${w.keys}`} extra={operates && <Button size="small" onClick={() => { setRotating(h) }}>{w.newKey}</Button>} flush>
          <p className="lines-empty note">{w.keysLead}</p>
          <ul>
            {(h.keys ?? []).map((k) => (
              <li key={k.thumbprint} className="key-line">
                <span><code>{k.thumbprint}</code> <Copy text={k.thumbprint} label={w.thumbprint} /></span>
                <span className="note">{k.algorithm} · {w.from} <Time at={k.from} precision="second" /> · {w.until} {k.until ? <Time at={k.until} precision="second" /> : w.noEnd}</span>
              </li>
            ))}
          </ul>
        </Section>
      ))}
      {changing && <Change of={changing === 'new' ? undefined : changing} onMade={setMade} onClose={() => { setChanging(undefined) }} />}
      {rotating && <Rotate of={rotating} onMade={setMade} onClose={() => { setRotating(undefined) }} />}
      {made && <Proposed approval={made} onClose={() => { setMade(undefined) }} />}
    </Page>
  )
}

interface DialogProps {
  onMade: (a: S['Approval']) => void
  onClose: () => void
}

function Change({ of: p, onMade, onClose }: DialogProps & { of?: Participant }) {
  const w = useWords(words)
  const write = useWrite(({ code, ...body }: { code: string; name: string; active: boolean; reason: string }, { key }) =>
    must(api.PUT('/v1/clearing/participants/{code}', { params: { path: { code }, header: keyed(key) }, body })), { refresh: [['clearing'], ['approvals']] })
  return (
    <FormDialog
      title={w.bankTitle} lead={p ? `${p.name} ${p.code} · ${w.bankLead}` : w.bankLead} submit={w.propose} onClose={onClose}
      initial={p ? { name: p.name, active: p.active ? 'yes' : 'no' } : { active: 'yes' }}
      schema={{
        type: 'object', required: [...(p ? [] : ['code']), 'name', 'active', 'reason'],
        properties: {
          ...(p ? {} : { code: text(w.codeOf, { description: w.codeHint, pattern: '^\\d{12}$', maxLength: 12 }) }),
          name: text(w.name, { maxLength: 60 }), active: choices(w.activeLabel, [['yes', w.active], ['no', w.inactive]]), reason: why(w.note, w.noteHint),
        },
      }}
      onSubmit={async (v) => {
        onMade(await write.mutateAsync({ code: p?.code ?? (v.code as string).trim(), name: (v.name as string).trim(), active: v.active === 'yes', reason: (v.reason as string).trim() }))
      }}
    />
  )
}

function Rotate({ of: h, onMade, onClose }: DialogProps & { of: Participant }) {
  const w = useWords(words)
  const [today] = useState(() => formatInstant(new Date(), 'date'))
  const write = useWrite((body: { publicKey: string; from: string; reason: string }, { key }) =>
    must(api.POST('/v1/clearing/participants/{code}/keys', { params: { path: { code: h.code }, header: keyed(key) }, body })), { refresh: [['clearing'], ['approvals']] })
  return (
    <FormDialog
      title={w.keyTitle} lead={w.keyLead} submit={w.propose} onClose={onClose} initial={{ from: today }}
      schema={{
        type: 'object', required: ['publicKey', 'from', 'reason'],
        properties: {
          publicKey: text(w.publicKey, { description: w.publicKeyHint, 'x-widget': 'area', maxLength: 4096 }),
          from: { type: 'string', format: 'date', title: w.fromAt, description: w.fromAtHint }, reason: why(w.note, w.noteHint),
        },
      }}
      onSubmit={async (v) => { onMade(await write.mutateAsync({ publicKey: v.publicKey as string, from: startOfDay(v.from as string), reason: (v.reason as string).trim() })) }}
    />
  )
}
