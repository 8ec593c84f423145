import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { PartyName, useBranches } from '@/faces/ops/parties/shared'
import { percentOf, ppmOfFactor } from '@/faces/own/accounts/earning'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Act, type Doing } from './acts'
import { AccountLink, isFixed, isGuarded, stateTones, useMay, type Detail, type S } from './shared'
import { words } from './words'

/** One deposit account: what it holds, on which terms, and what may be done with it. */
export default function Deposit() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const account = useQuery({ queryKey: ['deposits', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}', { params: { path: { id } }, signal })) })
  if (account.data) return <Shown key={id} a={account.data} />
  return <Page title={w.deposits} crumbs={[{ title: w.deposits, href: '/accounts' }]}><Await query={account} rows={6}>{() => null}</Await></Page>
}

function Shown({ a }: { a: Detail }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const may = useMay()
  const [, go] = useLocation()
  const [doing, setDoing] = useState<Doing>()
  const [said, setSaid] = useState('')
  const product = language === 'zh' ? a.productZh : a.productEn
  const open = a.state !== 'closed'
  const ready = isGuarded(a.kind) && open && !a.terms.releasedAs && (a.conditions ?? []).length > 0 && (a.conditions ?? []).every((c) => c.metAt)
  const all: [boolean, Doing, string][] = [
    [a.state === 'dormant' && may('account.manage'), { act: 'reactivate' }, w.reactivate],
    [ready && may('account.manage'), { act: 'release' }, w.release],
    [isFixed(a.kind) && open && may('account.close'), { act: 'withdraw' }, w.withdraw],
    [a.kind === 'notice' && open && may('account.close'), { act: 'notice' }, w.giveNotice],
    [a.kind === 'zero_balance' && open && may('account.manage'), { act: 'quota' }, w.setQuota],
    [open && a.holder === 'person' && (a.kind === 'demand' || a.kind === 'passbook') && may('account.manage'), { act: 'reclassify' }, w.reclassifyDo],
    [open && !isGuarded(a.kind) && may('account.close'), { act: 'close' }, w.close],
  ]
  const acts = all.filter(([may]) => may)
  return (
    <Page
      title={a.name} crumbs={[{ title: w.deposits, href: '/accounts' }]} state={<Status tone={stateTones[a.state] ?? 'idle'}>{w[a.state as 'active']}</Status>}
      lead={<>{product} · <AccountNo value={a.number} full copy />{a.title && <> · {a.title}</>}</>}
      action={acts.length > 0 && acts.map(([, d, title], i) => <Button key={d.act} type={i === 0 && d.act !== 'close' && d.act !== 'reclassify' ? 'primary' : 'default'} onClick={() => { setSaid(''); setDoing(d) }}>{title}</Button>)}
      aside={<Aside a={a} />}
    >
      <p role="status" className={said ? undefined : 'unseen'}>{said && <Status tone="good">{said}</Status>}</p>
      {a.state === 'dormant' && <div className="amber" role="note"><p>{w.dormantNote}</p></div>}
      <Section><Facts facts={factsOf(a, w, product, may('account.close') && open, () => { setDoing({ act: 'renew' }) })} /></Section>
      {isGuarded(a.kind) && <Conditions a={a} onMeet={open && may('account.manage') ? (place) => { setDoing({ act: 'meet', place }) } : undefined} />}
      {a.kind === 'notice' && <Notices a={a} />}
      {open && a.limits.length + a.ownLimits.length > 0 && <Limits a={a} onSet={may('account.manage') ? () => { setDoing({ act: 'limit' }) } : undefined} />}
      {a.together !== undefined && <Virtuals a={a} onOpen={open && may('account.open') ? () => { go(`/accounts/open?owner=${a.owner}&parent=${a.number}`) } : undefined} />}
      {doing && <Act doing={doing} a={a} onDone={(text) => { setSaid(text); setDoing(undefined) }} onClose={() => { setDoing(undefined) }} />}
    </Page>
  )
}

type W = ReturnType<typeof useWords<(typeof words)['zh']>>

function factsOf(a: Detail, w: W, product: string, mayRenew: boolean, renew: () => void): Fact[] {
  const t = a.terms
  const money = (m: string) => <Money minor={m} currency={a.currency} />
  const facts: (Fact | false | undefined | '')[] = [
    { label: w.balance, value: <Money minor={a.balance.booked} currency={a.currency} size="hero" /> },
    a.balance.available !== undefined && a.balance.available !== a.balance.booked && { label: w.available, value: money(a.balance.available) },
    a.balance.held !== '0' && { label: w.held, value: money(a.balance.held) },
    a.balance.frozenAll ? { label: w.frozen, value: <Status tone="bad">{w.frozenAll}</Status> } : a.balance.frozen !== '0' && { label: w.frozen, value: money(a.balance.frozen) },
    a.together !== undefined && { label: w.together, value: money(a.together) },
    t.principal !== undefined && { label: w.principal, value: money(t.principal) },
    t.rate !== undefined && { label: w.rate, value: <span className="figures">{percentOf(ppmOfFactor(t.rate))}</span> },
    t.from !== undefined && { label: w.from, value: t.from },
    t.termMonths ? { label: w.term, value: w.months(t.termMonths) } : undefined,
    a.maturesOn !== undefined && { label: w.maturesOn, value: a.maturesOn },
    a.kind === 'time' && { label: w.renew, value: t.renew ? w.renewYes : w.renewNo, change: mayRenew && <button type="button" className="link-button" onClick={renew}>{t.renew ? w.renewStop : w.renewDo}</button> },
    t.partials ? { label: w.partials, value: w.times(t.partials) } : undefined,
    t.payTo !== undefined && { label: isGuarded(a.kind) ? w.beneficiary : w.payTo, value: <AccountLink id={t.payTo} /> },
    t.quota !== undefined && { label: w.quota, value: money(t.quota) },
    a.ceiling !== undefined && { label: w.ceiling, value: money(a.ceiling) },
    a.purpose !== undefined && { label: w.purpose, value: a.purpose },
    a.parent !== undefined && { label: w.parent, value: <AccountLink id={a.parent} /> },
    t.permit !== undefined && { label: w.permit, value: <span className="figures">{t.permit}</span> },
    t.releasedAs !== undefined && { label: w.releasedAs, value: <span className="figures">{t.releasedAs}</span> },
    { label: w.product, value: product },
    { label: w.owner, value: <PartyName id={a.owner} /> },
    { label: w.branch, value: <BranchName code={a.branch} /> },
    { label: w.openedOn, value: a.openedOn },
    { label: w.lastUse, value: a.lastUseOn },
    a.closedOn !== undefined && { label: w.closedOn, value: a.closedOn },
  ]
  return facts.filter((f): f is Fact => Boolean(f))
}

function BranchName({ code }: { code: string }) {
  const { nameOf } = useBranches()
  return <>{nameOf(code)}</>
}

/** What it earns, what holds it, and where else to look. */
function Aside({ a }: { a: Detail }) {
  const w = useWords(words)
  const may = useMay()
  const accrues = !isFixed(a.kind) && a.kind !== 'virtual' && a.kind !== 'zero_balance' && a.state !== 'closed'
  const earned = useQuery({
    // A deposit's interest is reckoned when it is paid; these others earn nothing by themselves.
    queryKey: ['interest', 'account', a.id], enabled: accrues, retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/interest/accounts/{id}', { params: { path: { id: a.id } }, signal })).catch((e: unknown) => { if (problemOf(e).status === 404) return null; throw e }),
  })
  const e = earned.data
  return (
    <>
      {accrues && <Section title={w.interest}>
        {e === null ? <p className="note-line">{w.noInterest}</p> : (
          <Await query={earned} rows={2}>
            {(x) => x && <Facts facts={[{ label: w.earned, value: <Money minor={x.earned} currency={a.currency} size="large" /> }, { label: w.percent, value: <span className="figures">{x.percent}%</span>, change: may('product.read') && <Link href={`/interest/rates/${x.rateCode}`}>{x.rateCode}</Link> }, { label: w.through, value: x.through }]} />}
          </Await>
        )}
      </Section>}
      {may('restraint.read') && <Restraints a={a} />}
      <Section title={w.links}>
        <ul className="choice-links">
          <li><Link href={`/ledger/accounts/${a.id}`}>{w.ledger}</Link></li>
          {a.kind === 'passbook' && <li><Link href={`/accounts/${a.id}/passbook`}>{w.passbookLink}</Link></li>}
          {may('restraint.read') && <li><Link href={`/restraints/accounts/${a.id}`}>{w.protection}</Link></li>}
          {may('restraint.write') && a.state !== 'closed' && <li><Link href={`/restraints/new?account=${a.number}`}>{w.register}</Link></li>}
        </ul>
      </Section>
    </>
  )
}

function Restraints({ a }: { a: Detail }) {
  const w = useWords(words)
  const list = useQuery({ queryKey: ['restraints', 'of', a.id], queryFn: ({ signal }) => must(api.GET('/v1/restraint/orders', { params: { query: { account: a.id, state: 'in_force', limit: 5 } }, signal })) })
  return (
    <Section title={w.restraints} extra={<Link href={`/restraints?account=${a.id}`}>{w.seeAll}</Link>}>
      <Await query={list} rows={1}>
        {(p) => (p.items.length === 0 ? <p className="note-line">{w.noRestraints}</p> : (
          <ul className="choice-links">{p.items.map((r) => <li key={r.id}><Link href={`/restraints/${r.id}`}>{r.authority}</Link><span className="choice-note">{r.document}{r.ordered !== '0' && <> · <Money minor={r.ordered} currency={r.currency} /></>}</span></li>)}</ul>
        ))}
      </Await>
    </Section>
  )
}

function Limits({ a, onSet }: { a: Detail; onSet?: () => void }) {
  const w = useWords(words)
  const say = (m: string | undefined) => (m === undefined ? w.unlimited : <Money minor={m} currency={a.currency} />)
  const rows = [...a.limits.map((l) => ({ ...l, own: false })), ...a.ownLimits.map((l) => ({ ...l, own: true }))]
  const name = (l: S['AccountLimit']) => (l.channel ? w[l.channel as 'app'] : w.allChannels)
  const columns: Column<(typeof rows)[number]>[] = [
    { key: 'channel', title: w.channel, always: true, phone: 'title', render: (l) => name(l) },
    { key: 'whose', title: w.whose, render: (l) => (l.own ? w.byOwner : w.byProduct) },
    { key: 'single', title: w.single, align: 'end', render: (l) => say(l.singleMax) },
    { key: 'day', title: w.day, align: 'end', render: (l) => say(l.dayMax) },
  ]
  return (
    <Section title={w.limits} extra={onSet && <Button type="link" onClick={onSet}>{w.setLimit}</Button>} flush>
      <TableView id="ops.deposit.limits" caption={w.limits} columns={columns} rows={rows} rowKey={(l) => `${l.channel ?? ''}${String(l.own)}`} rowName={name} empty={<Empty title={w.unlimited} />} />
    </Section>
  )
}

function Conditions({ a, onMeet }: { a: Detail; onMeet?: (place: number) => void }) {
  const w = useWords(words)
  return (
    <Section title={w.conditions} flush>
      <ul className="lines">
        {(a.conditions ?? []).map((c) => (
          <li key={c.place}>
            <span className="lines-text"><span>{c.place}. {c.words}</span>{c.evidence && <span className="lines-note">{w.evidence} · {c.evidence}</span>}</span>
            <span className="lines-side">
              <Status tone={c.metAt ? 'good' : 'wait'}>{c.metAt ? w.met : w.unmet}</Status>
              {!c.metAt && onMeet && <Button size="small" onClick={() => { onMeet(c.place) }}>{w.meet}</Button>}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Notices({ a }: { a: Detail }) {
  const w = useWords(words)
  type N = S['AccountNoticeOf']
  const columns: Column<N>[] = [
    { key: 'due', title: w.due, always: true, phone: 'title', render: (n) => n.dueOn },
    { key: 'given', title: w.given, render: (n) => n.givenOn },
    { key: 'state', title: w.state, render: (n) => <Status tone={n.state === 'open' ? 'wait' : 'good'}>{n.state === 'open' ? w.noticeOpen : w.drawn}</Status> },
    { key: 'amount', title: w.amount, align: 'end', render: (n) => <Money minor={n.amount} currency={a.currency} /> },
  ]
  return (
    <Section title={w.notices} flush>
      <TableView<N> id="ops.deposit.notices" caption={w.notices} columns={columns} rows={a.notices ?? []} rowKey={(n) => n.id} rowName={(n) => n.dueOn} empty={<Empty title={w.noNotices} />} />
    </Section>
  )
}

function Virtuals({ a, onOpen }: { a: Detail; onOpen?: () => void }) {
  const w = useWords(words)
  const [, go] = useLocation()
  type V = S['AccountSub']
  const list = useQuery({ queryKey: ['deposits', a.id, 'virtual'], queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}/virtual', { params: { path: { id: a.id }, query: { limit: 200 } }, signal })) })
  const columns: Column<V>[] = [
    { key: 'title', title: w.caseTitle, always: true, phone: 'title', render: (v) => v.title ?? v.name, csv: (v) => v.title ?? v.name },
    { key: 'number', title: w.number, render: (v) => <AccountNo value={v.number} full />, csv: (v) => v.number },
    { key: 'state', title: w.state, render: (v) => <Status tone={stateTones[v.state] ?? 'idle'}>{w[v.state as 'active']}</Status>, csv: (v) => w[v.state as 'active'] },
    { key: 'balance', title: w.balance, align: 'end', render: (v) => <Money minor={v.booked} currency={v.currency} />, csv: (v) => v.booked },
  ]
  return (
    <Section title={w.virtuals} extra={onOpen && <Button type="link" onClick={onOpen}>{w.openVirtual}</Button>} flush>
      <TableView<V> id="ops.deposit.virtual" caption={w.virtuals} columns={columns} rows={list.data?.items} error={list.error ?? undefined} retry={() => { void list.refetch() }} rowKey={(v) => v.id} rowName={(v) => v.title ?? v.number} onOpen={(v) => { go(`/accounts/${v.id}`) }} empty={<Empty title={w.noVirtuals} />} />
    </Section>
  )
}
