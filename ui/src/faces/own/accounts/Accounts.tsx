import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
import { useMay, useMe } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { useAccounts } from '../reads'
import { useWhose } from '../words'
import { AccountList, Totals, type Held } from './AccountList'
import { words as deposit } from './deposit.words'
import { useDeposits } from './deposits'
import { Overview, sums } from './Overview'
import { words } from './words'

/** All accounts that the party holds: a person's by kind with what they earn, an organisation's as a table. */
export default function Accounts() {
  const w = useWords(words)
  const dw = useWords(deposit)
  const may = useMay()
  const { hat } = useMe()
  const { people } = useWhose()
  return (
    <Page
      title={w.title} lead={people ? w.lead : w.leadOrg} width={people ? 'read' : 'full'}
      action={people && hat.kind === 'self' && may('account.open') && <Link href="/accounts/open"><Button type="primary">{dw.openDeposit}</Button></Link>}
    >
      {people && may('account.read') ? <ByKind /> : <Flat />}
    </Page>
  )
}

/** A person's deposits by kind; accounts that are no deposits (a joint holder's, say) come last. */
function ByKind() {
  const w = useWords(words)
  const dw = useWords(deposit)
  const deposits = useDeposits()
  const held = useAccounts()
  const may = useMay()
  const { hat } = useMe()
  const [closed, setClosed] = useState(false)
  return (
    <Await query={deposits}>
      {(all) => {
        const open = all.filter((d) => d.state !== 'closed')
        const ended = all.length - open.length
        const known = new Set(all.map((d) => d.id))
        const others = (held.data ?? []).filter((h) => !h.closed && !known.has(h.account))
        const frozen = new Set((held.data ?? []).filter((h) => h.booked !== undefined && h.available !== undefined && BigInt(h.available) < BigInt(h.booked)).map((h) => h.account))
        if (open.length === 0 && others.length === 0 && ended === 0 && !held.isPending)
          return <Section><Empty title={w.none} action={hat.kind === 'self' && may('account.open') ? <Link href="/accounts/open?product=demand">{dw.openAccount}</Link> : undefined}>{w.noneText}</Empty></Section>
        return (
          <>
            {open.length > 0 && <Section><div className="totals-plain"><span className="soft">{dw.total}</span>{sums(open).map(([c, m]) => <Money key={c} minor={m} currency={c} size="hero" />)}</div></Section>}
            <Overview deposits={closed ? all : open} frozen={frozen} />
            {others.length > 0 && <Section title={dw.others} flush><AccountList accounts={others} /></Section>}
            {ended > 0 && <p><button type="button" className="link-button" aria-expanded={closed} onClick={() => { setClosed(!closed) }}>{w.closedToo(ended)}</button></p>}
          </>
        )
      }}
    </Await>
  )
}

function Flat() {
  const w = useWords(words)
  const accounts = useAccounts()
  const { people } = useWhose()
  const [closed, setClosed] = useState(false)
  return (
    <Section flush>
      <Await query={accounts}>
        {(all) => {
          const open = all.filter((a) => !a.closed)
          const shown = closed ? all : open
          return (
            <>
              <Totals accounts={open} label={w.total} />
              {shown.length === 0 ? <Empty title={w.none}>{w.noneText}</Empty> : people ? <AccountList accounts={shown} /> : <AccountTable accounts={shown} />}
              {all.length > open.length && <p className="list-foot"><button type="button" className="link-button" aria-expanded={closed} onClick={() => { setClosed(!closed) }}>{w.closedToo(all.length - open.length)}</button></p>}
            </>
          )
        }}
      </Await>
    </Section>
  )
}

function AccountTable({ accounts }: { accounts: Held[] }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const money = (minor: string | undefined, a: Held) => (minor === undefined ? '—' : <Money minor={minor} currency={a.currency} />)
  const columns: Column<Held>[] = [
    { key: 'name', title: w.name, always: true, wrap: true, phone: 'title', render: (a) => a.name ?? w.account, csv: (a) => a.name ?? '' },
    { key: 'number', title: w.number, render: (a) => <AccountNo value={a.number ?? ''} />, csv: (a) => a.number ?? '' },
    { key: 'branch', title: w.branch, phone: 'hide', render: (a) => a.branch ?? '', csv: (a) => a.branch ?? '' },
    { key: 'state', title: w.open, render: (a) => <Status tone={a.closed ? 'idle' : 'good'}>{a.closed ? w.closed : w.open}</Status> },
    { key: 'booked', title: w.booked, align: 'end', render: (a) => money(a.booked, a), csv: (a) => (a.booked ? plainMoney(a.booked, a.currency) : '') },
    { key: 'available', title: w.available, align: 'end', render: (a) => money(a.available, a), csv: (a) => (a.available ? plainMoney(a.available, a.currency) : '') },
  ]
  return <TableView id="own.accounts" caption={w.title} columns={columns} rows={accounts} rowKey={(a) => a.id} rowName={(a) => a.name ?? a.number ?? ''} onOpen={(a) => { go(`/accounts/${a.account}`) }} />
}
