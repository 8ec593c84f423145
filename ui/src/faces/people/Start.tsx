import { QrcodeOutlined, RightOutlined, ScanOutlined, SwapOutlined, WalletOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay, useMe } from '@/app/session'
import { AccountList } from '@/faces/own/accounts/AccountList'
import { matured, useDeposits, useRestraints } from '@/faces/own/accounts/deposits'
import { nameOf, useProductNames } from '@/faces/own/accounts/names'
import { DepositList, sums } from '@/faces/own/accounts/Overview'
import { dateIn } from '@/faces/own/dates'
import { counterpart, leaves, PaymentState, signed } from '@/faces/own/pay/parts'
import { useLatest, useWaiting } from '@/faces/own/pay/reads'
import { useAccounts, useParty } from '@/faces/own/reads'
import { Needs, News, type Need } from '@/faces/own/Start'
import { words as own } from '@/faces/own/start.words'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { useAsks } from './collect/reads'
import { words } from './start.words'
import '@/faces/own/own.css'
import '@/faces/own/pay/pay.css'

/** The start of a person: the acts that she comes for, what needs her, her money, what came and went. */
export default function PeopleStart() {
  const o = useWords(own)
  const { language } = usePreferences()
  const { name, hat } = useMe()
  const may = useMay()
  const needs = useMoneyNeeds()
  const title = [hat.title, ...(hat.roleTitles ?? []).map((r) => r[language])].filter(Boolean).join(' · ')
  return (
    <Page title={hat.kind === 'self' ? o.hello(name) : hat.forName || name} width="read" lead={hat.kind === 'agent' ? o.actingFor(hat.forName, title) : undefined}>
      <Acts />
      <Needs more={needs} />
      {may('account.read') && <MyMoney />}
      {may('payment.read') && <Latest />}
      <News />
    </Page>
  )
}

/** What people come for, one press away. */
function Acts() {
  const w = useWords(words)
  const may = useMay()
  const acts: { href: string; title: string; picture: ReactNode; main?: boolean; ok: boolean }[] = [
    { href: '/payments/new', title: w.transfer, picture: <SwapOutlined aria-hidden="true" />, main: true, ok: may('payment.make') },
    { href: '/collect/pass', title: w.pass, picture: <WalletOutlined aria-hidden="true" />, ok: may('payment.make') && may('collect.read') },
    { href: '/collect/pay', title: w.scan, picture: <ScanOutlined aria-hidden="true" />, ok: may('payment.make') && may('collect.read') },
    { href: '/collect', title: w.collect, picture: <QrcodeOutlined aria-hidden="true" />, ok: may('collect.make') },
  ]
  const shown = acts.filter((a) => a.ok)
  if (shown.length === 0) return null
  return <nav className="start-acts" aria-label={w.acts}>{shown.map((a) => <Link key={a.href} href={a.href} className={a.main ? 'start-main' : undefined}>{a.picture}<span>{a.title}</span></Link>)}</nav>
}

/** What needs her about her money: charges and payments that wait, deposits whose day has come, what binds an account. */
function useMoneyNeeds(): Need[] {
  const w = useWords(words)
  const party = useParty()
  const productName = useProductNames()
  const asks = useAsks(15_000)
  const waiting = useWaiting()
  const deposits = useDeposits()
  const restraints = useRestraints()
  const today = formatInstant(new Date(), 'date')
  const week = dateIn({ days: 7 })
  const name = (d: Parameters<typeof nameOf>[0]) => nameOf(d, productName)
  return [
    ...(asks.data ?? []).filter((a) => a.state === 'open').map((a): Need => ({ key: `ask${a.id}`, tone: 'wait', title: w.ask(a.title, formatMoney(a.amount)), text: w.askDo, href: '/collect/asks' })),
    ...(waiting.data ?? []).filter((o) => o.payer === party && !o.approval).map((o): Need => ({ key: `wait${o.id}`, tone: 'wait', title: w.waits(o.to.name ?? o.to.phone ?? '', formatMoney(o.amount, o.currency)), text: w.waitsDo, href: `/payments/${o.id}` })),
    ...(restraints.data ?? []).filter((r) => r.state === 'in_force').map((r): Need => ({ key: `stop${r.id}`, tone: 'bad', title: w.restrained(r.authority), text: w.restrainedDo, href: `/restraints/${r.id}` })),
    ...(deposits.data ?? []).filter((d) => matured(d, today)).map((d): Need => ({ key: `due${d.id}`, tone: 'info', title: w.matured(name(d)), text: w.maturedDo, href: `/accounts/${d.id}` })),
    ...(deposits.data ?? []).filter((d) => d.kind === 'time' && d.state === 'active' && d.maturesOn && d.maturesOn > today && d.maturesOn <= week).map((d): Need => ({ key: `soon${d.id}`, tone: 'info', title: w.maturesSoon(name(d), d.maturesOn ?? ''), text: w.maturedDo, href: `/accounts/${d.id}` })),
    ...(deposits.data ?? []).filter((d) => d.state === 'dormant').map((d): Need => ({ key: `dormant${d.id}`, tone: 'wait', title: w.dormant(name(d)), text: w.dormantDo, href: `/accounts/${d.id}` })),
  ]
}

function MyMoney() {
  const w = useWords(words)
  const deposits = useDeposits()
  const held = useAccounts()
  const may = useMay()
  const { hat } = useMe()
  return (
    <Section title={hat.kind === 'self' ? w.money : w.total} extra={<Link href="/accounts">{w.all}</Link>} flush>
      <Await query={deposits} rows={3}>
        {(all) => {
          const open = all.filter((d) => d.state !== 'closed')
          const known = new Set(all.map((d) => d.id))
          const others = (held.data ?? []).filter((h) => !h.closed && !known.has(h.account))
          if (open.length === 0 && others.length === 0)
            return <Empty title={w.noAccounts} action={hat.kind === 'self' && may('account.open') ? <Link href="/accounts/open?product=demand">{w.open}</Link> : undefined}>{w.noAccountsText}</Empty>
          const few = [...open].sort((a, b) => (BigInt(b.booked) > BigInt(a.booked) ? 1 : -1)).slice(0, 3)
          return (
            <>
              {open.length > 1 && <div className="totals"><span className="soft">{w.total}</span>{sums(open).map(([c, m]) => <Money key={c} minor={m} currency={c} size="hero" />)}</div>}
              {few.length > 0 && <DepositList deposits={few} />}
              {others.length > 0 && <AccountList accounts={others.slice(0, 3)} />}
            </>
          )
        }}
      </Await>
    </Section>
  )
}

function Latest() {
  const w = useWords(words)
  const party = useParty()
  const latest = useLatest(5)
  return (
    <Section title={w.latest} extra={(latest.data?.length ?? 0) > 0 && <Link href="/payments">{w.allPayments}</Link>} flush>
      <Await query={latest} rows={3}>
        {(all) => all.length === 0 ? <p className="own-pad soft">{w.noPayments}</p> : (
          <ul className="choices choices-flush account-list tight">
            {all.map((o) => (
              <li key={o.id}>
                <Link href={`/payments/${o.id}`}>
                  <span className="choice-text"><strong>{counterpart(o, party).name || '—'}</strong><span className="account-tags"><Time at={o.madeAt} />{o.state !== 'settled' && <PaymentState state={o.state} />}</span></span>
                  <span className="account-money"><Money minor={signed(o, party)} currency={o.currency} plus={leaves(o, party) === false} /></span>
                  <RightOutlined aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Await>
    </Section>
  )
}
