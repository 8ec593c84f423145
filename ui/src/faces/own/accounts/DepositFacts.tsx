import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Select from 'antd/es/select'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Switch from 'antd/es/switch'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay, useMe } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Section, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { PurseField, usePurses } from '../pay/From'
import { keys, keyed, useParty, type S } from '../reads'
import { common, useWhose, wordOf } from '../words'
import { accrues, depositKeys, isFixed, paysOut, useProducts, type Detail } from './deposits'
import { percentOf, ppm, ppmOfFactor } from './earning'
import { words } from './deposit.words'

/** What a deposit is and what it has earned. */
export function DepositFacts({ deposit: d }: { deposit: Detail }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { data: products } = useProducts()
  const may = useMay()
  const party = useParty()
  const accrued = useQuery({ queryKey: [...depositKeys.one(d.id), 'accrued'], enabled: accrues(d.kind), retry: false, queryFn: ({ signal }) => must(api.GET('/v1/interest/accounts/{id}', { params: { path: { id: d.id } }, signal })) })
  const renew = useWrite((on: boolean, { key }) => must(api.PUT('/v1/account/accounts/{id}/renewal', { params: { path: { id: d.id }, header: keyed(key) }, body: { renew: on } })), { refresh: [depositKeys.one(d.id), depositKeys.all(party)] })
  const t = d.terms
  const money = (minor: string) => <Money minor={minor} currency={d.currency} />
  const today = formatInstant(new Date(), 'date')
  const rate = t.rate ? percentOf(ppmOfFactor(t.rate)) : accrued.data ? percentOf(ppm(accrued.data.percent)) : undefined
  const term = t.termMonths ?? products?.find((p) => p.code === d.product)?.termMonths
  const facts: Fact[] = [
    { label: w.product, value: language === 'zh' ? d.productZh : d.productEn },
    ...(d.title ? [{ label: w.titleOf, value: d.title }] : []),
    ...(d.purpose ? [{ label: w.purpose, value: <span className="fact-wide">{d.purpose}</span> }] : []),
    ...(t.principal && isFixed(d.kind) ? [{ label: w.principal, value: money(t.principal) }] : []),
    ...(rate ? [{ label: w.rate, value: rate }] : []),
    ...(accrued.data && !accrued.data.ended ? [{ label: w.earned, value: <>{money(accrued.data.earned)} <span className="soft">{w.earnedTo(accrued.data.through)}</span></> }] : []),
    ...(d.kind === 'time' && term ? [{ label: w.term, value: w.months(term) }] : []),
    ...(t.from ? [{ label: w.begins, value: t.from }] : []),
    ...(d.maturesOn ? [{ label: w.matures, value: <>{d.maturesOn}{d.maturesOn <= today && d.state !== 'closed' && <> <Status tone="info">{w.matured}</Status></>}</> }] : []),
    ...(t.partials ? [{ label: w.partials, value: String(t.partials) }] : []),
    ...(d.together !== undefined ? [{ label: w.together, value: money(d.together) }] : []),
    ...(d.ceiling ? [{ label: w.ceiling, value: money(d.ceiling) }] : []),
    ...(t.quota ? [{ label: w.quota, value: money(t.quota) }] : []),
    ...(d.parent ? [{ label: w.of, value: <Link href={`/accounts/${d.parent}`}>{w.of}</Link> }] : []),
    { label: w.lastUse, value: d.lastUseOn },
    ...(d.kind === 'time' && d.state === 'active' ? [{ label: w.renew, value: may('account.close') ? <Switch aria-label={w.renew} checked={t.renew ?? false} loading={renew.isPending} onChange={(on) => { renew.mutate(on) }} /> : t.renew ? w.renewOn : w.renewOff }] : []),
  ]
  return (
    <Section title={w.about}>
      {d.state === 'dormant' && <div className="notice-box" role="note"><strong>{w.dormantTitle}</strong><span>{w.dormantText}</span></div>}
      <div className="own-facts"><Facts facts={facts} /></div>
      {renew.error && <ErrorView small error={renew.error} />}
    </Section>
  )
}

/** Which freezes and stops bind an account, who ordered each and by which document. */
export function AccountRestraints({ account }: { account: string }) {
  const w = useWords(words)
  const may = useMay()
  const list = useQuery({
    queryKey: ['restraints', 'account', account], enabled: may('restraint.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/restraint/orders', { params: { query: { account, state: 'in_force', limit: 20 } }, signal })).then((p) => p.items),
  })
  if (!list.data || list.data.length === 0) return null
  return (
    <Section title={w.restraints} flush>
      <ul className="choices choices-flush">
        {list.data.map((r) => (
          <li key={r.id}>
            <Link href={`/restraints/${r.id}`}>
              <span className="choice-text">
                <strong>{w.frozenNotice(wordOf(w, `rk_${r.kind}`), r.authority)}</strong>
                <span>{r.document}</span>
                <span className="account-tags"><Status tone={r.waiting ? 'wait' : 'bad'}>{r.waiting ? w.rs_waiting : w.rs_in_force}</Status><span>{w.until} {formatInstant(r.until, 'date')}</span></span>
              </span>
              <span className="account-money">{r.whole ? w.whole : <Money minor={r.ordered} currency={r.currency ?? 'CNY'} />}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The narrowest limits by channel; the owner may lower them further. */
export function AccountLimits({ deposit: d }: { deposit: Detail }) {
  const w = useWords(words)
  const may = useMay()
  const [lowering, setLowering] = useState(false)
  if (d.limits.length === 0 && d.ownLimits.length === 0) return null
  const money = (m?: string) => (m === undefined ? w.noLimit : <Money minor={m} currency={d.currency} />)
  return (
    <Section title={w.limits} extra={may('payment.limit') && d.state === 'active' && <Button type="link" onClick={() => { setLowering(true) }}>{w.lower}</Button>} flush>
      <div className="table-scroll" role="region" aria-label={w.limits} tabIndex={0 /* eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key */}>
        <table>
          <thead><tr><th scope="col">{w.byChannel}</th><th scope="col" className="end">{w.single}</th><th scope="col" className="end">{w.day}</th></tr></thead>
          <tbody>{d.limits.map((l) => <tr key={`${l.channel ?? ''}.${String(l.level ?? 0)}`}><th scope="row">{wordOf(w, `ch_${l.channel ?? 'all'}`)}</th><td className="end">{money(l.singleMax)}</td><td className="end">{money(l.dayMax)}</td></tr>)}</tbody>
        </table>
      </div>
      {lowering && <Lower deposit={d} onClose={() => { setLowering(false) }} />}
    </Section>
  )
}

const channels = ['app', 'card', 'kiosk', 'counter', 'cash', 'batch', 'api'] as const

function Lower({ deposit: d, onClose }: { deposit: Detail; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const [channel, setChannel] = useState<(typeof channels)[number] | ''>('')
  const [single, setSingle] = useState('')
  const [day, setDay] = useState('')
  const [tried, setTried] = useState(false)
  const set = useWrite((body: S['AccountOwnLimitInBody'], { key }) => must(api.PUT('/v1/account/accounts/{id}/limits', { params: { path: { id: d.id }, header: keyed(key) }, body })), { refresh: [depositKeys.one(d.id)] })
  const bad = (t: string) => t !== '' && !/^\d+$/.test(t)
  const go = () => {
    setTried(true)
    if (bad(single) || bad(day) || (single === '' && day === '')) return
    set.mutate({ ...(channel && { channel }), ...(single && { singleMax: single }), ...(day && { dayMax: day }) }, { onSuccess: onClose })
  }
  const none = single === '' && day === ''
  return (
    <Modal open title={w.lower} okText={w.save} cancelText={c.cancel} confirmLoading={set.isPending} onOk={go} onCancel={onClose} destroyOnHidden>
      <div className="dialog-form">
        <p className="soft">{w.limitsText}</p>
        <FieldFrame label={w.byChannel}>{(a) => <Select {...a} value={channel} onChange={(v: typeof channel) => { setChannel(v) }} options={[{ value: '', label: w.ch_all }, ...channels.map((x) => ({ value: x, label: w[`ch_${x}`] }))]} />}</FieldFrame>
        <FieldFrame label={w.single} error={tried && (bad(single) || none) ? w.lowerBad : undefined}>{(a) => <MoneyInput control={a} currency={d.currency} value={single} onChange={(v) => { setSingle(v ?? '') }} />}</FieldFrame>
        <FieldFrame label={w.day} error={tried && bad(day) ? w.lowerBad : undefined}>{(a) => <MoneyInput control={a} currency={d.currency} value={day} onChange={(v) => { setDay(v ?? '') }} />}</FieldFrame>
        {set.error && <ErrorView small error={set.error} />}
      </div>
    </Modal>
  )
}

/** What has to be shown before custody or escrow money leaves. */
export function Conditions({ deposit: d }: { deposit: Detail }) {
  const w = useWords(words)
  if (!d.conditions || d.conditions.length === 0) return null
  return (
    <Section title={w.conditions} flush>
      <p className="own-pad soft">{w.conditionsText}</p>
      <ul className="own-lines line-acts">
        {d.conditions.map((x) => (
          <li key={x.place}>
            <span className="line-text"><span>{x.words}</span>{x.evidence && <span className="soft">{w.evidence} {x.evidence}{x.metAt && <> · <Time at={x.metAt} /></>}</span>}</span>
            <Status tone={x.metAt ? 'good' : 'wait'}>{x.metAt ? w.met : w.unmet}</Status>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Announcements of a notice deposit (支取通知), and a new one. */
export function Notices({ deposit: d }: { deposit: Detail }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const party = useParty()
  const { data: products } = useProducts()
  const [giving, setGiving] = useState(false)
  const [amount, setAmount] = useState('')
  const [tried, setTried] = useState(false)
  const give = useWrite((sum: string, { key }) => must(api.POST('/v1/account/accounts/{id}/notices', { params: { path: { id: d.id }, header: keyed(key) }, body: { amount: sum } })), { refresh: [depositKeys.one(d.id), depositKeys.all(party)] })
  if (d.kind !== 'notice') return null
  const days = products?.find((p) => p.code === d.product)?.noticeDays ?? 7
  const bad = !/^\d+$/.test(amount) || BigInt(amount) === 0n || BigInt(amount) > BigInt(d.terms.principal ?? '0')
  const today = formatInstant(new Date(), 'date')
  return (
    <Section title={w.notices} extra={may('account.close') && d.state === 'active' && <Button type="link" onClick={() => { setGiving(true) }}>{w.giveNotice}</Button>} flush>
      {(d.notices ?? []).length === 0 ? <Empty title={w.noticeNone}>{w.noticeText(days)}</Empty> : (
        <ul className="own-lines line-acts">
          {(d.notices ?? []).map((n) => (
            <li key={n.id}>
              <span className="line-text"><Money minor={n.amount} currency={d.currency} /><span className="soft">{w.noticeDue(n.dueOn)}</span></span>
              {n.state === 'open' && n.dueOn <= today && may('account.close') ? <Link href={`/accounts/${d.id}/withdraw?notice=${n.id}&amount=${n.amount}`}>{w.drawNow}</Link> : <Status tone={n.state === 'open' ? 'wait' : 'idle'}>{w[`n_${n.state}`]}</Status>}
            </li>
          ))}
        </ul>
      )}
      {giving && (
        <Modal open title={w.giveNotice} okText={w.giveNotice} cancelText={c.cancel} confirmLoading={give.isPending} onCancel={() => { setGiving(false) }} onOk={() => { setTried(true); if (!bad) give.mutate(amount, { onSuccess: () => { setGiving(false); setAmount(''); setTried(false) } }) }} destroyOnHidden>
          <div className="dialog-form">
            <p className="soft">{w.noticeText(days)}</p>
            <FieldFrame label={w.amount} error={tried && bad ? w.partBad : undefined}>{(a) => <MoneyInput control={a} currency={d.currency} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}</FieldFrame>
            {give.error && <ErrorView small error={give.error} />}
          </div>
        </Modal>
      )}
    </Section>
  )
}

/** The virtual accounts under a real one (虚拟子账户). */
export function VirtualAccounts({ deposit: d }: { deposit: Detail }) {
  const w = useWords(words)
  const list = useQuery({ queryKey: [...depositKeys.one(d.id), 'virtual'], enabled: d.together !== undefined, queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}/virtual', { params: { path: { id: d.id }, query: { limit: 100 } }, signal })).then((p) => p.items) })
  if (d.together === undefined) return null
  return (
    <Section title={w.virtual} flush>
      <Await query={list} rows={2}>
        {(all) => all.length === 0 ? <Empty title={w.noVirtual} /> : (
          <ul className="choices choices-flush account-list">
            {all.map((v) => <li key={v.id}><Link href={`/accounts/${v.id}`}><span className="choice-text"><strong>{v.title ?? v.name}</strong><AccountNo value={v.number} /></span><span className="account-money"><Money minor={v.booked} currency={v.currency} size="large" /></span></Link></li>)}
          </ul>
        )}
      </Await>
    </Section>
  )
}

/** The acts that end an account. */
export function Ending({ deposit: d }: { deposit: Detail }) {
  const w = useWords(words)
  const may = useMay()
  const { hat } = useMe()
  const { people } = useWhose()
  const [closing, setClosing] = useState(false)
  if (!may('account.close') || !people || hat.kind !== 'self' || !paysOut(d)) return null
  return (
    <p>
      <Button danger type="text" onClick={() => { setClosing(true) }}>{w.close}</Button>
      {closing && <Close deposit={d} onClose={() => { setClosing(false) }} />}
    </p>
  )
}

function Close({ deposit: d, onClose }: { deposit: Detail; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const [, go] = useLocation()
  const party = useParty()
  const { purses } = usePurses()
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const missing = [...reason.trim()].length < 2
  const close = useWrite((body: S['AccountCloseDepositInBody'], { key }) => must(api.POST('/v1/account/accounts/{id}/close', { params: { path: { id: d.id }, header: keyed(key) }, body })), { refresh: [depositKeys.one(d.id), depositKeys.all(party), keys.accounts(party), ['account', d.id]] })
  return (
    <Modal
      open title={w.closeTitle} okText={w.commitClose} okButtonProps={{ danger: true }} cancelText={c.cancel} confirmLoading={close.isPending} onCancel={onClose} destroyOnHidden
      onOk={() => { setTried(true); if (!missing) close.mutate({ reason: reason.trim(), ...(to && { to }) }, { onSuccess: () => { onClose(); go('/accounts') } }) }}
    >
      <div className="dialog-form">
        <p>{w.closeText}</p>
        <PurseField label={w.closeTo} purses={(purses ?? []).filter((p) => p.currency === d.currency)} value={to} onChange={setTo} without={d.id} />
        <FieldFrame label={w.closeWhy} hint={w.closeWhyHint} error={tried && missing ? w.closeWhyMissing : undefined}>{(a) => <Input {...a} maxLength={200} value={reason} onChange={(e) => { setReason(e.target.value) }} />}</FieldFrame>
        {close.error && <ErrorView small error={close.error} />}
      </div>
    </Modal>
  )
}
