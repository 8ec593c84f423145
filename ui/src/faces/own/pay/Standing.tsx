import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status, type Tone } from '@/parts/Status'
import { keyed, useParty } from '../reads'
import { common, wordOf } from '../words'
import { Side } from './parts'
import { usePlanWords } from './planWords'
import { payKeys, type StandingOrder } from './reads'
import { StandingState } from './StandingOrders'
import { words } from './words'
import '../own.css'
import './pay.css'

const runTones: Record<string, Tone> = { paid: 'good', short: 'wait', given_up: 'bad' }

/** One standing order: what it pays when, what comes, what came of it; pause, resume, end. */
export default function Standing() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const party = useParty()
  const order = useQuery({ queryKey: [...payKeys.standing(party), id], queryFn: ({ signal }) => must(api.GET('/v1/standing-orders/{id}', { params: { path: { id } }, signal })) })
  const o = order.data
  return (
    <Page title={o?.to.name ?? o?.to.phone ?? w.standing} width="read" crumbs={[{ title: w.standing, href: '/standing-orders' }]} state={o && <StandingState state={o.state} />}>
      <Await query={order}>{(got) => <Shown order={got} />}</Await>
    </Page>
  )
}

function Shown({ order: o }: { order: StandingOrder }) {
  const w = useWords(words)
  const may = useMay()
  const party = useParty()
  const planWords = usePlanWords()
  const [asking, setAsking] = useState<'pause' | 'end' | 'amount'>()
  const refresh = [payKeys.standing(party)]
  const path = { id: o.id }
  const pause = useWrite((reason: string, { key }) => must(api.POST('/v1/standing-orders/{id}/pause', { params: { path, query: { reason }, header: keyed(key) } })), { refresh })
  const end = useWrite((reason: string, { key }) => must(api.POST('/v1/standing-orders/{id}/end', { params: { path, query: { reason }, header: keyed(key) } })), { refresh })
  const resume = useWrite((_: undefined, { key }) => must(api.POST('/v1/standing-orders/{id}/resume', { params: { path, header: keyed(key) } })), { refresh })
  return (
    <>
      <Section>
        <div className="own-facts">
          <Facts
            facts={[
              { label: w.amount, value: <Money minor={o.amount} currency={o.currency} size="hero" /> },
              { label: w.every, value: <span className="fact-wide">{planWords(o.plan)}</span> },
              ...(o.nextOn && o.state === 'active' ? [{ label: w.nextOn, value: o.nextOn }] : []),
              { label: w.payee, value: <Side name={o.to.name ?? o.to.phone ?? ''} number={o.to.account ?? ''} bank={o.to.bankName} /> },
              { label: w.from, value: <AccountNo value={o.accountNumber} /> },
              ...(o.purpose ? [{ label: w.purpose, value: o.purpose }] : []),
              ...(o.plan.shift ? [{ label: w.shift, value: wordOf(w, `sh_${o.plan.shift}`) }] : []),
              { label: w.tries, value: w.triesN(o.tries) },
              { label: w.history, value: w.paidTimes(o.paid) },
              ...(o.reason ? [{ label: w.reason, value: o.reason }] : []),
            ]}
          />
        </div>
        {may('payment.make') && o.state !== 'ended' && (
          <div className="form-foot note-below">
            {o.state === 'active' && <Button onClick={() => { setAsking('pause') }}>{w.pause}</Button>}
            {o.state === 'paused' && <Button type="primary" loading={resume.isPending} onClick={() => { resume.mutate(undefined) }}>{w.resume}</Button>}
            <Button onClick={() => { setAsking('amount') }}>{w.changeAmount}</Button>
            <Button danger onClick={() => { setAsking('end') }}>{w.end}</Button>
          </div>
        )}
        {resume.error && <ErrorView small error={resume.error} />}
      </Section>
      {o.state === 'active' && <Coming id={o.id} />}
      <Runs id={o.id} />
      {asking === 'pause' && <Reason title={w.pauseTitle} text={w.pauseText} act={w.pause} onReason={(r) => pause.mutateAsync(r).then(() => { setAsking(undefined) })} onCancel={() => { setAsking(undefined) }} />}
      {asking === 'end' && <Reason title={w.endTitle} text={w.endText} act={w.end} danger onReason={(r) => end.mutateAsync(r).then(() => { setAsking(undefined) })} onCancel={() => { setAsking(undefined) }} />}
      {asking === 'amount' && <Amount order={o} onClose={() => { setAsking(undefined) }} />}
    </>
  )
}

function Amount({ order: o, onClose }: { order: StandingOrder; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const party = useParty()
  const [amount, setAmount] = useState(o.amount)
  const [tried, setTried] = useState(false)
  const bad = !/^\d+$/.test(amount) || BigInt(amount) === 0n
  const amend = useWrite((to: string, { key }) => must(api.PATCH('/v1/standing-orders/{id}', { params: { path: { id: o.id }, header: keyed(key) }, body: { change: { amount: to, version: o.version } } })), { refresh: [payKeys.standing(party)] })
  return (
    <Modal open title={w.changeAmount} okText={w.save} cancelText={c.cancel} confirmLoading={amend.isPending} onCancel={onClose} onOk={() => { setTried(true); if (!bad) amend.mutate(amount, { onSuccess: onClose }) }} destroyOnHidden>
      <div className="dialog-form">
        <FieldFrame label={w.amount} error={tried && bad ? w.amountBad : undefined}>{(a) => <MoneyInput control={a} currency={o.currency} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}</FieldFrame>
        {amend.error && <ErrorView small error={amend.error} />}
      </div>
    </Modal>
  )
}

function Coming({ id }: { id: string }) {
  const w = useWords(words)
  const party = useParty()
  const dates = useQuery({ queryKey: [...payKeys.standing(party), id, 'dates'], queryFn: ({ signal }) => must(api.GET('/v1/standing-orders/{id}/dates', { params: { path: { id } }, signal })).then((a) => a.items) })
  if (dates.data?.length === 0) return null
  return <Section title={w.coming}><Await query={dates} rows={1}>{(d) => <ul className="day-list figures">{d.slice(0, 8).map((x) => <li key={x}><time dateTime={x}>{x}</time></li>)}</ul>}</Await></Section>
}

function Runs({ id }: { id: string }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const party = useParty()
  const runs = useQuery({ queryKey: [...payKeys.standing(party), id, 'runs'], queryFn: ({ signal }) => must(api.GET('/v1/standing-orders/{id}/runs', { params: { path: { id }, query: { limit: 100 } }, signal })).then((a) => a.items) })
  return (
    <Section title={w.history} flush>
      <Await query={runs} rows={2}>
        {(all) => all.length === 0 ? <Empty title={w.noRuns} /> : (
          <ul className="own-lines line-acts">
            {all.map((r) => (
              <li key={`${String(r.occurrence)}.${String(r.attempt)}`}>
                <span className="line-text">
                  <span className="line-title"><time dateTime={r.ranOn} className="figures">{r.ranOn}</time><Status tone={runTones[r.state] ?? 'info'}>{wordOf(w, `r_${r.state}`)}</Status></span>
                  <span className="soft">{w.runOf(r.occurrence, r.attempt)}{(language === 'zh' ? r.detailZh : r.detail) && ` · ${(language === 'zh' ? r.detailZh : r.detail) ?? ''}`}</span>
                </span>
                {r.payment && r.payment !== '0' && <Link href={`/payments/${r.payment}`}>{w.payment}</Link>}
              </li>
            ))}
          </ul>
        )}
      </Await>
    </Section>
  )
}
