import { RightOutlined } from '@ant-design/icons'
import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { sumMinor } from '@/parts/amount'
import { Money } from '@/parts/Money'
import { Status } from '@/parts/Status'
import type { S } from '../reads'
import { words } from './words'

export type Held = S['PartyHeldAccount']

/** Accounts with their balances, each leading to its entries. */
export function AccountList({ accounts }: { accounts: Held[] }) {
  const w = useWords(words)
  return (
    <ul className="choices choices-flush account-list">
      {accounts.map((a) => (
        <li key={a.id}>
          <Link href={`/accounts/${a.account}`}>
            <span className="choice-text">
              <strong>{a.name || w.account}</strong>
              <span className="account-tags"><AccountNo value={a.number ?? ''} />{a.relation === 'joint' && <Status tone="info">{w.joint}</Status>}{a.closed && <Status tone="idle">{w.closed}</Status>}</span>
            </span>
            <span className="account-money">
              {a.booked !== undefined && <Money minor={a.booked} currency={a.currency} size="large" />}
              {a.available !== undefined && a.available !== a.booked && <span className="soft">{w.availableOf} <Money minor={a.available} currency={a.currency} /></span>}
            </span>
            <RightOutlined aria-hidden="true" />
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The sum of the balances, one a currency: amounts of several currencies are never added up. */
export function Totals({ accounts, label }: { accounts: Held[]; label: string }) {
  const sums = totals(accounts)
  if (accounts.length < 2) return null
  return (
    <div className="totals">
      <span className="soft">{label}</span>
      {sums.map(([currency, minor]) => <Money key={currency} minor={minor} currency={currency} size="hero" />)}
    </div>
  )
}

export function totals(accounts: readonly Held[]): [string, string][] {
  const by = new Map<string, string[]>()
  for (const a of accounts)
    if (a.booked !== undefined) by.set(a.currency ?? 'CNY', [...(by.get(a.currency ?? 'CNY') ?? []), a.booked])
  return [...by].map(([currency, minors]) => [currency, sumMinor(minors)])
}
