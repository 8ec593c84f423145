import { CloseOutlined, HomeOutlined, RedoOutlined, SwapOutlined } from '@ant-design/icons'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { nameOf, useProductNames } from '@/faces/own/accounts/names'
import { groups } from '@/parts/AccountNo'
import { formatMoney } from '@/parts/amount'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Ask } from '../Ask'
import { Prove, useAct } from '../prove'
import { digitsOf, tailOf } from '../say'
import { words as kiosk } from '../words'
import { useChecked } from './Amount'
import { requestOf, type Draft, type Order } from './draft'
import type { QuestionProps } from './Whom'
import { words } from './words'

/** All of it once more, and then the one press that pays. */
export function Sure({ draft: d, onPaid, onAmount, onStop, onBack }: QuestionProps & { draft: Draft; onPaid: (o: Order) => void; onAmount: () => void; onStop: () => void }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const checked = useChecked(d)
  const productName = useProductNames()
  const currency = d.from?.currency ?? 'CNY'
  const pay = useAct(async (again: boolean, key: string) => {
    const body = requestOf(d, again)
    if (!body) throw new Error('no account to pay from')
    return must(api.POST('/v1/payment/transfers', { params: { header: { 'Idempotency-Key': key } }, body }))
  }, onPaid)
  if (pay.proving) return <Prove {...pay.proving} />
  if (pay.problem?.code === 'payment.again') {
    return (
      <Ask
        question={w.againTitle} lead={w.againLead} help={<p>{w.againHelp}</p>} onBack={pay.clear} onChoose={(c) => { if (c === 'no') onStop(); else void pay.run(true) }}
        choices={[{ key: 'no', label: w.againNo, hint: w.againNoHint, picture: <CloseOutlined /> }, { key: 'go', label: w.againGo, picture: <RedoOutlined /> }]}
      />
    )
  }
  return (
    <Ask
      question={w.sureTitle} help={<p>{w.sureHelp}</p>} onBack={pay.busy ? undefined : onBack} spoken={`${w.sureSpoken} ${checked}`}
      secret={[`${w.payee} ${d.to.name}`, `${w.amount} ${w.yuan(digitsOf(d.amount, currency))}`, `${w.from} ${w.tail([...tailOf(d.from?.number ?? '')].join(' '))}`].join('. ')}
      trouble={pay.problem && <><strong>{k.troubled}</strong><p>{pay.problem.sentence(language)}</p></>}
    >
      <section className="kiosk-card kiosk-sure">
        <p className="kiosk-sum"><Money minor={d.amount} currency={currency} size="hero" /></p>
        <dl className="kiosk-facts">
          <div><dt>{w.payee}</dt><dd><strong>{d.to.name}</strong><span className="figures">{groups(d.to.number)}</span></dd></div>
          <div><dt>{w.nameState}</dt><dd>{checked}</dd></div>
          <div><dt>{w.bank}</dt><dd>{d.to.bankName ?? w.thisBank}</dd></div>
          <div><dt>{w.from}</dt><dd>{d.from && nameOf(d.from, productName)} <span className="figures">{w.tail(tailOf(d.from?.number ?? ''))}</span></dd></div>
        </dl>
      </section>
      <p className="kiosk-warn">{w.warn}</p>
      <div className="kiosk-turn">
        <button type="button" className="kiosk-main-button" disabled={pay.busy} onClick={() => { void pay.run(false) }}>{pay.busy ? w.sending : w.confirm(formatMoney(d.amount, currency))}</button>
        <button type="button" className="kiosk-button" disabled={pay.busy} onClick={onAmount}>{w.wrong}</button>
      </div>
    </Ask>
  )
}

/** What became of it, with the code of the receipt. */
export function Paid({ order: o, onMore, onHome }: { order: Order; onMore: () => void; onHome: () => void }) {
  const w = useWords(words)
  const settled = o.state === 'settled'
  return (
    <Ask
      question={settled ? w.doneTitle : w.sentTitle} lead={settled ? w.doneLead : w.sentLead} help={<p>{w.doneHelp}</p>} onBack={undefined} spoken={settled ? w.doneSpoken : undefined}
      secret={[w.yuan(digitsOf(o.amount, o.currency)), `${w.payee} ${o.to.name ?? ''}`].join('. ')}
      onChoose={(c) => { if (c === 'more') onMore(); else onHome() }}
      choices={[{ key: 'more', label: w.more, picture: <SwapOutlined /> }, { key: 'home', label: w.home, picture: <HomeOutlined /> }]}
    >
      <section className="kiosk-card kiosk-sure">
        <p className="kiosk-sum"><Money minor={o.amount} currency={o.currency} size="hero" /></p>
        <dl className="kiosk-facts">
          <div><dt>{w.payee}</dt><dd><strong>{o.to.name}</strong>{(o.to.account ?? o.to.phone) && <span className="figures">{w.tail(tailOf(o.to.account ?? o.to.phone ?? ''))}</span>}</dd></div>
          {o.receipt?.words && <div><dt>{w.words}</dt><dd>{o.receipt.words}</dd></div>}
          {o.fee !== '0' && <div><dt>{w.fee}</dt><dd><Money minor={o.fee} currency={o.currency} /></dd></div>}
          <div><dt>{w.time}</dt><dd>{formatInstant(o.settledAt ?? o.madeAt, 'second')}</dd></div>
          <div><dt>{w.number}</dt><dd><span className="figures">{o.number}</span></dd></div>
          {o.receipt?.code && <div><dt>{w.code}</dt><dd><strong className="figures">{o.receipt.code}</strong></dd></div>}
        </dl>
        {o.receipt?.code && <p className="kiosk-soft">{w.codeHint}</p>}
      </section>
    </Ask>
  )
}

/** A rule asks about it: she confirms, or takes it back. One that the bank has to look at can only wait. */
export function Asked({ order: o, onPaid, onHome }: { order: Order; onPaid: (o: Order) => void; onHome: () => void }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const path = { path: { id: o.id } }
  const confirm = useAct((_: undefined, key: string) => must(api.POST('/v1/payment/orders/{id}/confirm', { params: { ...path, header: { 'Idempotency-Key': key } } })), onPaid)
  const stop = useAct((_: undefined, key: string) => must(api.POST('/v1/payment/orders/{id}/cancel', { params: { ...path, header: { 'Idempotency-Key': key } } })), onPaid)
  const act = confirm.proving ? confirm : stop
  if (act.proving) return <Prove {...act.proving} />
  const problem = confirm.problem ?? stop.problem
  if (o.state !== 'proposed')
    return <Ask question={w.stopTitle} lead={w.stopLead} help={<p>{w.askHelp}</p>} onBack={undefined} onChoose={onHome} choices={[{ key: 'home', label: w.home, picture: <HomeOutlined /> }]} />
  if (o.approval)
    return <Ask question={w.heldTitle} lead={w.heldLead} help={<p>{w.askHelp}</p>} onBack={undefined} onChoose={onHome} choices={[{ key: 'home', label: w.home, picture: <HomeOutlined /> }]} />
  return (
    <Ask
      question={w.askTitle} lead={w.askLead} help={<p>{w.askHelp}</p>} onBack={undefined} trouble={problem && <><strong>{k.troubled}</strong><p>{problem.sentence(language)}</p></>}
      onChoose={(c) => { if (confirm.busy || stop.busy) return; if (c === 'go') void confirm.run(undefined); else void stop.run(undefined) }}
      choices={[{ key: 'stop', label: w.askStop, hint: w.askStopHint, picture: <CloseOutlined /> }, { key: 'go', label: w.askGo, picture: <SwapOutlined /> }]}
    />
  )
}
