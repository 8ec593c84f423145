import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import type { Statement as Stated } from '@/faces/own/reconcile/balance'
import { Answered, StatementState } from '@/faces/own/reconcile/parts'
import { words } from '@/faces/own/reconcile/words'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { PartyName } from '../parties/shared'

/** One statement for the desk: both sides, what the customer says, and the bank's answer. */
export default function Statement() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const query = useQuery({ queryKey: ['reconcile', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/reconcile/statements/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.opsTitle, href: '/reconcile' }]
  const s = query.data
  if (!s) return <Page title={w.opsTitle} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
  return (
    <Page title={`${s.name} · ${s.asOf}`} crumbs={crumbs} state={<StatementState state={s.state} />} width="read" action={s.state === 'disputed' && may('reconcile.operate') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.resolve}</Button>}>
      <Section>
        <Facts facts={[
          { label: w.balance, value: <Money minor={s.balance} size="hero" /> }, { label: w.firm, value: may('party.read') ? <PartyName id={s.owner} /> : s.name }, { label: w.account, value: <AccountNo value={s.number} /> }, { label: w.dueOn, value: s.dueOn },
          ...(s.answeredAt ? [{ label: w.answeredAt, value: <Time at={s.answeredAt} relative /> }] : []),
          ...(s.answeredBy && may('party.read') ? [{ label: w.answeredBy, value: <PartyName id={s.answeredBy} plain /> }] : []),
          { label: w.number, value: <span className="figures">{s.id}</span> },
        ]} />
      </Section>
      {s.bookBalance !== undefined && <Section title={w.disputeTitle}><Answered statement={s} />{s.note && <p className="quote note-below">{s.note}</p>}</Section>}
      {s.resolution && <Section title={w.resolution} extra={s.resolvedAt && <Time at={s.resolvedAt} />}><p className="quote">{s.resolution}</p></Section>}
      {asking && <Resolve statement={s} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}

function Resolve({ statement: s, onClose }: { statement: Stated; onClose: () => void }) {
  const w = useWords(words)
  const [found, setFound] = useState('')
  const [tried, setTried] = useState(false)
  const send = useWrite((text: string, { key }) => must(api.POST('/v1/reconcile/statements/{id}/resolve', { params: { path: { id: s.id }, header: { 'Idempotency-Key': key } }, body: { found: text } })), { refresh: [['reconcile']] })
  const bad = !found.trim() || [...found.trim()].length > 500
  return (
    <Modal open title={w.resolveTitle} okText={w.resolve} cancelText={w.cancel} confirmLoading={send.isPending} onOk={() => { setTried(true); if (!bad) send.mutate(found.trim(), { onSuccess: onClose }) }} onCancel={onClose} destroyOnHidden>
      <p className="dialog-lead">{w.resolveText}</p>
      <FieldFrame label={w.found} hint={w.resolveHint} error={tried && bad ? w.foundBad : undefined}>
        {(control) => <Input.TextArea {...control} autoFocus rows={5} value={found} onChange={(e) => { setFound(e.target.value) }} />}
      </FieldFrame>
      {send.error && <ErrorView small error={send.error} />}
    </Modal>
  )
}
