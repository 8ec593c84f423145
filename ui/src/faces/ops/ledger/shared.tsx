import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { api, headersFor, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { AccountNo } from '@/parts/AccountNo'
import { save } from '@/parts/csv'
import { Money } from '@/parts/Money'
import type { Tone } from '@/parts/Status'
import { words } from './words'
import './ledger.css'

export type S = components['schemas']
export type Class = S['LedgerAccount']['class']

/** The side on which a class of accounts usually stands. */
export const normalSide = (c: Class): 'debit' | 'credit' => (c === 'asset' || c === 'expense' ? 'debit' : 'credit')

/** A balance as the bank writes it, positive on the normal side: the side said by word, the amount without a sign. */
export function Balance({ minor, currency, of, size }: { minor: string; currency: string; of: Class; size?: 'text' | 'large' | 'hero' }) {
  const n = BigInt(minor)
  const side = (normalSide(of) === 'debit') === n >= 0n ? 'debit' : 'credit'
  if (n === 0n) return <Money minor={n} currency={currency} size={size} />
  return <Money minor={n < 0n ? -n : n} currency={currency} side={side} size={size} />
}

/** The chart of accounts, with names in the person's language. */
export function useCodes() {
  const { language } = usePreferences()
  const { data } = useQuery({
    queryKey: ['ledger', 'codes'],
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/codes', { signal })),
    staleTime: 300_000,
  })
  const items = data?.items ?? []
  return {
    items,
    nameOf: (code: string) => {
      const c = items.find((x) => x.code === code)
      return c ? (language === 'zh' ? c.nameZh : c.nameEn) : ''
    },
  }
}

/** Reads an account; a page of postings asks for each only once. */
export function useAccount(id: string) {
  return useQuery({
    queryKey: ['ledger', 'accounts', 'one', id],
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/accounts/{id}', { params: { path: { id } }, signal })),
    staleTime: 10_000,
  })
}

export type AccountState = 'open' | 'closed' | 'bothFrozen' | 'debitFrozen' | 'creditFrozen' | 'wholeFrozen' | 'partFrozen'

/** What an account may at this moment, in a word. */
export function stateOf(a: S['LedgerAccount']): [Tone, AccountState] {
  if (a.closedOn) return ['idle', 'closed']
  if (a.limits.debitFrozen && a.limits.creditFrozen) return ['bad', 'bothFrozen']
  if (a.balance.frozenAll) return ['bad', 'wholeFrozen']
  if (a.limits.debitFrozen) return ['wait', 'debitFrozen']
  if (a.limits.creditFrozen) return ['wait', 'creditFrozen']
  if (a.balance.frozen !== '0') return ['wait', 'partFrozen']
  return ['good', 'open']
}

/** An account by number and name, leading to its page. */
export function AccountLink({ id, number, name }: { id: string; number: string; name: string }) {
  return (
    <span className="account-link">
      <Link href={`/ledger/accounts/${id}`}>{name}</Link>
      <span className="account-link-number"><AccountNo value={number} full /></span>
    </span>
  )
}

/** A link in a cell that may hold nothing. */
export function EntryLink({ id, children }: { id: string; children?: ReactNode }) {
  const w = useWords(words)
  return <Link href={`/ledger/entries/${id}`}>{children ?? w.seeEntry}</Link>
}

/** Fetches a file under the tab's hat (a plain link would go out under the session's) and hands it over. */
export async function download(path: string, name: string): Promise<void> {
  const response = await fetch(path, { credentials: 'same-origin', headers: headersFor('GET') }).catch((e: unknown) => { throw problemOf(e) })
  if (!response.ok) throw problemOf(await response.json().catch(() => undefined), response.status)
  save(name, await response.blob())
}

/** The day after, as a date. */
export function dayAfter(date: string, days = 1): string {
  const d = new Date(`${date}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() + days)
  return d.toISOString().slice(0, 10)
}
