import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Copy } from '@/parts/AccountNo'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { Timeline, type Happening } from '@/parts/Timeline'
import { keyed, useMay, type S } from '@/faces/ops/parties/shared'
import { MessageActs } from './acts'
import { cameBack, possible, stepsOf, type Step } from './chain'
import { recallReasons, refusals, returnReasons } from './codes'
import { codeText, MessageKind, messageTones, pace, Propose, RecallState, recallTones, TransferState, transferTones, useBanks, type Recall, type Transfer, type Wish } from './shared'
import { words } from './words'

const codesOf = { recall: recallReasons, return: returnReasons, answer: refusals }

/** One payment through the clearing: its transfers, recalls and every message about it. */
export default function Payment() {
  const { uetr = '' } = useParams<{ uetr: string }>()
  const w = useWords(words)
  const bankOf = useBanks()
  const query = useQuery({
    queryKey: ['clearing', 'payments', uetr], queryFn: ({ signal }) => must(api.GET('/v1/clearing/payments/{uetr}', { params: { path: { uetr } }, signal })),
    refetchInterval: (q) => (q.state.data?.transfers.some((t) => !t.endedAt) ? pace : false),
  })
  const crumbs = [{ title: w.desk, href: '/clearing' }, { title: w.transfers, href: '/clearing/transfers' }]
  const c = query.data
  if (!c) return <Page title={w.unknownPay} crumbs={crumbs}><Await query={query} rows={6}>{() => null}</Await></Page>
  const first = c.transfers.find((t) => t.kind === 'payment') ?? c.transfers[0]
  return (
    <Page
      title={first ? w.payTitle(w[first.side], bankOf(first.bank)) : w.unknownPay} crumbs={crumbs} state={first && (cameBack(c) ? <Status tone="info">{w.cameBack}</Status> : <TransferState of={first} />)}
      action={<Acts of={c} />} aside={<Section title={w.timeline}><Story of={c} /></Section>}
    >
      {c.transfers.length === 0 && <p className="amber" role="status">{w.unmatchedPay}</p>}
      {c.transfers.map((t, i) => <One key={t.id} of={t} titled={c.transfers.length > 1} further={i > 0} />)}
      {c.recalls.map((r) => <Asked key={r.id} of={r} />)}
    </Page>
  )
}

function Acts({ of: c }: { of: S['ClearingChain'] }) {
  const w = useWords(words)
  const may = useMay()
  const [wish, setWish] = useState<Wish>()
  const ask = useWrite((id: string, { key }) => must(api.POST('/v1/clearing/transfers/{id}/ask', { params: { path: { id }, header: keyed(key) } })), { refresh: [['clearing']] })
  if (!may('clearing.operate', true)) return null
  const p = possible(c)
  const { ask: pending, recall, giveBack, answer } = p
  return (
    <>
      {answer && <Button type="primary" onClick={() => { setWish({ act: 'answer', id: answer.id, notYet: answer.transfer ? undefined : w.notLinked }) }}>{w.answer}</Button>}
      {pending && <Button type={answer ? 'default' : 'primary'} loading={ask.isPending} onClick={() => { ask.mutate(pending.id) }}>{w.ask}</Button>}
      {recall && <Button onClick={() => { setWish({ act: 'recall', id: recall.id }) }}>{w.recall}</Button>}
      {giveBack && <Button onClick={() => { setWish({ act: 'return', id: giveBack.id }) }}>{w.giveBack}</Button>}
      <span className={ask.isSuccess && pending ? 'note' : 'unseen'} role="status">{ask.isSuccess && pending ? w.asked : ''}</span>
      {ask.error && <ErrorView small error={ask.error} />}
      {wish && <Propose wish={wish} codes={codesOf[wish.act]} onClose={() => { setWish(undefined) }} />}
    </>
  )
}

/** One transfer; of a further one what the first has told already is left out. */
function One({ of: t, titled, further }: { of: Transfer; titled: boolean; further: boolean }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const may = useMay()
  const bankOf = useBanks()
  const facts: (Fact | false | undefined)[] = [
    { label: w.amount, value: <Money minor={t.amount} currency={t.currency} size={further ? 'large' : 'hero'} /> },
    !further && { label: w.bank, value: <>{bankOf(t.bank) || w.none} <span className="figures note">{t.bank}</span></> },
    { label: w.scheme, value: w[t.scheme] },
    titled && { label: w.state, value: <TransferState of={t} /> },
    t.reason !== undefined && { label: w.reason, value: codeText(t.reason, language) },
    { label: w.madeAt, value: <Time at={t.madeAt} precision="second" relative /> },
    t.endedAt !== undefined && { label: w.endedAt, value: <Time at={t.endedAt} precision="second" /> },
    t.sentOn !== undefined && { label: w.sentOn, value: t.sentOn },
    t.settledOn !== undefined && { label: w.settledOn, value: t.settledOn },
    t.window !== undefined && { label: w.window, value: <span className="figures">{t.window}</span> },
    t.asks > 0 && { label: w.asks, value: w.times(t.asks) },
    !further && { label: w.uetr, value: <span className="uetr-whole figures">{t.uetr} <Copy text={t.uetr} label={w.uetr} /></span> },
    { label: w.reference, value: <span className="figures">{t.reference}</span> },
    !further && { label: w.endToEnd, value: <span className="figures">{t.endToEndId}</span> },
    { label: w.group, value: <span className="figures">{t.messageId}</span> },
    !further && t.order !== undefined && may('payment.read') && { label: w.order, value: <Link className="in-text" href={`/payments/${t.order}`}>{w.openOrder}</Link> },
  ]
  return <Section title={titled ? `${w[t.kind]} · ${w[t.side]}` : undefined}><Facts facts={facts.filter((f) => f !== false && f !== undefined)} /></Section>
}

function Asked({ of: r }: { of: Recall }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const facts: (Fact | false)[] = [
    { label: w.state, value: <RecallState of={r} /> },
    { label: w.amount, value: <Money minor={r.amount} /> },
    { label: w.reason, value: codeText(r.reason, language) },
    r.answer !== undefined && { label: w.answerCode, value: codeText(r.answer, language) },
    { label: w.madeAt, value: <Time at={r.madeAt} precision="second" relative /> },
    r.endedAt !== undefined && { label: w.endedAt, value: <Time at={r.endedAt} precision="second" /> },
    { label: w.recallNo, value: <span className="figures">{r.reference}</span> },
  ]
  return <Section title={`${w.recalls} · ${r.side === 'out' ? w.recallOut : w.recallIn}`}><Facts facts={facts.filter((f) => f !== false)} /></Section>
}

/** What happened, each message leading to its page. */
function Story({ of: c }: { of: S['ClearingChain'] }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const tell = (s: Step): Happening => {
    switch (s.kind) {
      case 'message': {
        const m = s.of
        return {
          key: s.key, at: s.at, tone: messageTones[m.state],
          title: <><Link className="in-text" href={`/clearing/messages/${m.id}`}><MessageKind of={m} /></Link> {m.side === 'out' ? w.mOut : w.mIn}</>,
          detail: <>{m.state !== 'sent' && m.state !== 'taken' && <Status tone={messageTones[m.state]}>{w[`m_${m.state}`]}</Status>} {m.fault} <MessageActs of={m} /></>,
        }
      }
      case 'end':
        return { key: s.key, at: s.at, tone: transferTones[s.of.state], title: `${w[s.of.kind]} · ${w[s.of.state]}`, detail: s.of.reason && codeText(s.of.reason, language) }
      case 'recall':
        return { key: s.key, at: s.at, tone: 'wait', title: `${w.recalls} · ${s.of.side === 'out' ? w.recallOut : w.recallIn}`, detail: `${formatMoney(s.of.amount)} · ${codeText(s.of.reason, language)}` }
      case 'answered':
        return { key: s.key, at: s.at, tone: recallTones[s.of.state], title: `${w.recalls} · ${w[`r_${s.of.state}`]}`, detail: s.of.answer && codeText(s.of.answer, language) }
    }
  }
  const steps = stepsOf(c)
  return steps.length > 0 ? <Timeline items={steps.map(tell)} /> : <p className="note">{w.timelineNone}</p>
}
