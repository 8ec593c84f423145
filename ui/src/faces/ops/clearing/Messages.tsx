import Select from 'antd/es/select'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { definitionText } from './codes'
import { MessageKind, MessageState, Uetr, useFilter, Ways, type Message } from './shared'
import { words } from './words'

const sides = ['out', 'in'] as const
const states = ['queued', 'held', 'sent', 'refused', 'taken', 'unmatched'] as const

/** Every message to and from the house, the newest first. */
export default function Messages() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const side = sides.find((s) => s === search.get('side'))
  const state = states.find((s) => s === search.get('state'))
  const sideOf = (m: Message) => (m.side === 'out' ? w.mOut : w.mIn)
  const columns: Column<Message>[] = [
    { key: 'kind', title: w.definition, always: true, phone: 'title', render: (m) => <MessageKind of={m} />, csv: (m) => `${m.definition} ${definitionText(m.definition, language)}` },
    { key: 'side', title: w.side, render: sideOf, csv: sideOf },
    { key: 'state', title: w.state, render: (m) => <MessageState of={m} />, csv: (m) => w[`m_${m.state}`] },
    { key: 'at', title: w.madeAt, render: (m) => <Time at={m.madeAt} precision="second" />, csv: (m) => formatInstant(m.madeAt, 'second') },
    { key: 'fault', title: w.fault, wrap: true, render: (m) => m.fault ?? w.none, csv: (m) => m.fault ?? '' },
    { key: 'uetr', title: w.uetrShort, render: (m) => (m.uetr ? <Uetr uetr={m.uetr} /> : w.none), csv: (m) => m.uetr ?? '' },
    { key: 'ref', title: w.bizMsgIdr, spare: true, render: (m) => <span className="figures">{m.bizMsgIdr}</span>, csv: (m) => m.bizMsgIdr },
    { key: 'attempts', title: w.attempts, align: 'end', spare: true, render: (m) => (m.side === 'out' ? m.attempts : w.none), csv: (m) => String(m.attempts) },
    { key: 'peer', title: w.peer, spare: true, render: (m) => <span className="figures">{m.peer}</span>, csv: (m) => m.peer },
    { key: 'done', title: w.doneAt, spare: true, render: (m) => (m.doneAt ? <Time at={m.doneAt} precision="second" /> : w.none), csv: (m) => (m.doneAt ? formatInstant(m.doneAt, 'second') : '') },
  ]
  return (
    <Page title={w.messages} lead={w.messagesLead}>
      <Ways />
      <Section flush>
        <DataTable<Message>
          id="ops.clearing.messages" caption={w.messages} columns={columns} rowKey={(m) => m.id} rowName={(m) => m.bizMsgIdr} queryKey={['clearing', 'messages', side, state]} filtered={side !== undefined || state !== undefined}
          empty={<Empty title={w.messagesEmpty} />} onOpen={(m) => { go(`/clearing/messages/${m.id}`) }}
          load={(after, signal) => must(api.GET('/v1/clearing/messages', { params: { query: { limit: 50, after: after || undefined, side, state } }, signal }))}
          filters={
            <>
              <Select aria-label={w.side} value={side ?? ''} popupMatchSelectWidth={false} options={[{ value: '', label: w.anySide }, { value: 'out', label: w.mOut }, { value: 'in', label: w.mIn }]} onChange={(v) => { set('side', v || undefined) }} />
              <Select aria-label={w.state} value={state ?? ''} popupMatchSelectWidth={false} options={[{ value: '', label: w.anyState }, ...states.map((value) => ({ value, label: w[`m_${value}`] }))]} onChange={(v) => { set('state', v || undefined) }} />
            </>
          }
        />
      </Section>
    </Page>
  )
}
