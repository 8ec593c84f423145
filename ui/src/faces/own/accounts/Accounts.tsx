import { useState } from 'react'
import { useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
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
import { words } from './words'

/** All accounts that the party holds: as cards for a person, as a table for an organisation. */
export default function Accounts() {
  const w = useWords(words)
  const accounts = useAccounts()
  const { people } = useWhose()
  const [closed, setClosed] = useState(false)
  return (
    <Page title={w.title} lead={people ? w.lead : w.leadOrg} width={people ? 'read' : 'full'}>
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
    </Page>
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
