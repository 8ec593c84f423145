import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Copy } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { MessageActs } from './acts'
import { definitionText } from './codes'
import { MessageState, pace, Uetr, useBanks, type Message } from './shared'
import { words } from './words'
import { layOut, masked } from './xml'

/** One message: where it stands, and the message itself. */
export default function MessagePage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const { language } = usePreferences()
  const query = useQuery({
    queryKey: ['clearing', 'messages', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/clearing/messages/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (q) => (q.state.data?.message.state === 'queued' ? pace : false),
  })
  const crumbs = [{ title: w.desk, href: '/clearing' }, { title: w.messages, href: '/clearing/messages' }]
  const d = query.data
  if (!d) return <Page title={w.messages} crumbs={crumbs}><Await query={query} rows={6}>{() => null}</Await></Page>
  const m = d.message
  return (
    <Page title={`${definitionText(m.definition, language)} · ${m.side === 'out' ? w.mOut : w.mIn}`} crumbs={crumbs} state={<MessageState of={m} />} action={<MessageActs of={m} main />}>
      <Section><What of={m} /></Section>
      <Section title={w.raw} extra={<span className="note">{w.size(new TextEncoder().encode(d.xml).length.toLocaleString('en-US'))}</span>} flush><Xml xml={d.xml} /></Section>
    </Page>
  )
}

function What({ of: m }: { of: Message }) {
  const w = useWords(words)
  const bankOf = useBanks()
  const facts: (Fact | false)[] = [
    { label: w.definition, value: <span className="figures">{m.definition}</span> },
    { label: w.bizMsgIdr, value: <><span className="figures">{m.bizMsgIdr}</span> <Copy text={m.bizMsgIdr} label={w.bizMsgIdr} /></> },
    { label: w.peer, value: <>{bankOf(m.peer)} <span className="figures note">{m.peer}</span></> },
    { label: w.madeAt, value: <Time at={m.madeAt} precision="second" relative /> },
    m.doneAt !== undefined && { label: w.doneAt, value: <Time at={m.doneAt} precision="second" /> },
    m.side === 'out' && { label: w.attempts, value: <span className="figures">{m.attempts}</span> },
    m.fault !== undefined && { label: w.fault, value: m.fault },
    { label: w.uetr, value: m.uetr ? <Uetr uetr={m.uetr} /> : w.noPayment },
    { label: w.id, value: <span className="figures">{m.id}</span> },
  ]
  return <Facts facts={facts.filter((f) => f !== false)} />
}

function Xml({ xml }: { xml: string }) {
  const w = useWords(words)
  const [original, setOriginal] = useState(false)
  const [open, setOpen] = useState(false)
  const text = open ? xml : masked(xml)
  const hides = masked(xml) !== xml
  return (
    <>
      <div className="xml-tools">
        <p className="note">{hides && !open ? w.maskedText : w.signed}</p>
        {hides && <Button onClick={() => { setOpen(!open) }}>{open ? w.mask : w.unmask}</Button>}
        <Button onClick={() => { setOriginal(!original) }}>{original ? w.pretty : w.original}</Button>
        {/* What is copied is what is seen: names leave this page only when somebody has asked for them. */}
        <Copy text={text} label={w.copy} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
      <pre className="xml" tabIndex={0} role="region" aria-label={w.raw}>{original ? text : layOut(text)}</pre>
    </>
  )
}
