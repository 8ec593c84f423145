import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Timeline, type Happening } from '@/parts/Timeline'
import { usePeople } from '../people'
import { keyed } from '../reads'
import { awaits, type Statement } from './balance'
import { Dispute } from './Dispute'
import { Answered, StatementState } from './parts'
import { words } from './words'

/** One statement: what the bank's books say, and whether the holder's say the same. */
export default function StatementPage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['reconcile', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/reconcile/statements/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.title, href: '/reconcile' }]
  if (query.data) return <Thing key={id} statement={query.data} crumbs={crumbs} />
  return <Page title={w.list} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
}

function Thing({ statement: s, crumbs }: { statement: Statement; crumbs: { title: string; href: string }[] }) {
  const w = useWords(words)
  const may = useMay()
  const [differs, setDiffers] = useState(false)
  const [sure, setSure] = useState(false)
  const answers = awaits(s) && may('reconcile.confirm')
  const again = s.state === 'answered'
  return (
    <Page title={w.one(s.asOf)} crumbs={crumbs} state={<StatementState state={s.state} />} lead={s.name}>
      <Section>
        <p className="soft">{w.bankSays(s.asOf)}</p>
        <Money minor={s.balance} size="hero" />
        {awaits(s) && !may('reconcile.confirm') && <p className="note-below soft">{w.waitsFor}</p>}
        {answers && !again && !differs && (
          <div className="note-below decide">
            <p><strong>{w.question}</strong></p>
            <div className="form-foot">
              <Button type="primary" onClick={() => { setSure(true) }}>{w.yes}</Button>
              <Button onClick={() => { setDiffers(true) }}>{w.no}</Button>
            </div>
          </div>
        )}
        {s.answeredAt && !answers && <p className="note-below" role="status">{s.state === 'disputed' ? `${w.thanks}${w.thanksDisputed}` : w.thanks}</p>}
      </Section>
      {s.resolution && (
        <Section title={w.resolution}>
          <p className="quote">{s.resolution}</p>
          {answers && !differs && (
            <div className="form-foot note-below">
              <Button type="primary" onClick={() => { setSure(true) }}>{w.accept}</Button>
              <Button onClick={() => { setDiffers(true) }}>{w.still}</Button>
            </div>
          )}
        </Section>
      )}
      {answers && differs && <Dispute statement={s} onBack={() => { setDiffers(false) }} />}
      {!(answers && differs) && s.bookBalance !== undefined && <Section title={w.disputeTitle}><Answered statement={s} />{s.note && <p className="quote note-below">{s.note}</p>}</Section>}
      <div className="statement-below"><History statement={s} /><About statement={s} /></div>
      {sure && <Sure statement={s} onClose={() => { setSure(false) }} />}
    </Page>
  )
}

function Sure({ statement: s, onClose }: { statement: Statement; onClose: () => void }) {
  const w = useWords(words)
  const again = s.state === 'answered'
  const confirm = useWrite((_: undefined, { key }) => must(api.POST('/v1/reconcile/statements/{id}/confirm', { params: { path: { id: s.id }, header: keyed(key) } })), { refresh: [['reconcile']] })
  return (
    <Modal
      open title={again ? w.accept : w.confirmTitle} okText={again ? w.accept : w.yes} cancelText={w.cancel} confirmLoading={confirm.isPending} destroyOnHidden
      onOk={() => { confirm.mutate(undefined, { onSuccess: onClose }) }} onCancel={onClose}
    >
      <p><AccountNo value={s.number} /> · {s.asOf} · <Money minor={s.balance} size="large" /></p>
      <p>{again ? w.acceptText : w.confirmText}</p>
      {confirm.error && <ErrorView small error={confirm.error} />}
    </Modal>
  )
}

function History({ statement: s }: { statement: Statement }) {
  const w = useWords(words)
  const name = usePeople()
  const items: Happening[] = [{ key: 'issued', at: s.issuedAt, title: w.issued, tone: 'info' }]
  if (s.answeredAt) items.push({ key: 'answered', at: s.answeredAt, title: s.state === 'confirmed' ? w.hConfirmed : w.hAnswered, by: name(s.answeredBy), tone: s.state === 'disputed' ? 'bad' : 'good' })
  if (s.resolvedAt) items.push({ key: 'resolved', at: s.resolvedAt, title: w.resolution, tone: 'info' })
  items.sort((a, b) => new Date(b.at as string).getTime() - new Date(a.at as string).getTime())
  return <Section title={w.history}><Timeline items={items} /></Section>
}

function About({ statement: s }: { statement: Statement }) {
  const w = useWords(words)
  return (
    <Section title={w.facts}>
      <Facts facts={[{ label: w.account, value: <AccountNo value={s.number} /> }, { label: w.dueOn, value: s.dueOn }, { label: w.number, value: <span className="figures">{s.id}</span> }]} />
    </Section>
  )
}
