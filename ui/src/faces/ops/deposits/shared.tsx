import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { Problem, problemOf } from '@/api/problem'
import { declareWords, useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { keyed, useMay, type S } from '@/faces/ops/parties/shared'
import { AccountNo } from '@/parts/AccountNo'
import type { Tone } from '@/parts/Status'
import './deposits.css'

export { keyed, useMay, type S }
export type Deposit = S['AccountHolding']
export type Detail = S['AccountDetail']
export type Product = S['AccountProduct']

/** The kinds of accounts, in the order in which people of the bank think of them. */
export const kinds = ['demand', 'passbook', 'time', 'notice', 'basic', 'general', 'special', 'temporary', 'zero_balance', 'custody', 'escrow', 'virtual', 'interbank', 'treasury'] as const
export type Kind = (typeof kinds)[number]
export const channels = ['counter', 'app', 'kiosk', 'card', 'batch', 'api', 'cash'] as const

export const stateTones: Record<string, Tone> = { active: 'good', dormant: 'wait', closed: 'idle' }
export const isFixed = (kind: string) => kind === 'time' || kind === 'notice'
/** Money that leaves only when its conditions are met. */
export const isGuarded = (kind: string) => kind === 'custody' || kind === 'escrow'

/** A filter in the address; without a value it leaves no trace. */
export function useFilter() {
  const [search, setSearch] = useSearchParams()
  const set = (change: Record<string, string | undefined>) => {
    setSearch((old) => {
      const next = new URLSearchParams(old)
      for (const [k, v] of Object.entries(change)) {
        if (v) next.set(k, v)
        else next.delete(k)
      }
      return next
    }, { replace: true })
  }
  return [search, set] as const
}

/** A refusal of one field, said as the bank would. */
export function fieldFault(path: string, zh: string, en: string): Problem {
  return new Problem({ status: 422, code: 'ui.field', detailZh: zh, detailEn: en, errors: [{ path, detail: en, detailZh: zh }] })
}

/** A number as people type it: spaces and wide digits mean nothing. */
export const tidyNumber = (typed: string) => typed.normalize('NFKC').replace(/\s/g, '')

const absent = (path: string, number: string) =>
  fieldFault(path, `没有账号 ${number}，或您无权查看。请核对账号。`, `There is no account ${number}, or you may not see it. Check the number.`)

/** A deposit account by its whole number, or the refusal of the field in which the number stands. */
export async function depositByNumber(typed: string, path: string): Promise<Deposit> {
  const number = tidyNumber(typed)
  const found = (await must(api.GET('/v1/account/accounts', { params: { query: { number, limit: 1 } } }))).items[0]
  if (!found) throw absent(path, number)
  return found
}

/** Any account of the ledger by its whole number, the bank's own too. */
export async function accountByNumber(typed: string, path: string): Promise<S['LedgerAccount']> {
  const number = tidyNumber(typed)
  return must(api.GET('/v1/ledger/accounts/by-number', { params: { query: { number } } })).catch((e: unknown) => {
    throw problemOf(e).status === 404 ? absent(path, number) : e
  })
}

/** What the bank offers on a day; today without one. */
export function useProducts(on?: string) {
  return useQuery({ queryKey: ['products', on ?? ''], staleTime: 60_000, queryFn: ({ signal }) => must(api.GET('/v1/account/products', { params: { query: { on } }, signal })) })
}

/** Names of products by their code; the code where there is none. */
export function useProductNames(): (code: string) => string {
  const { language } = usePreferences()
  const { data } = useProducts()
  return (code) => {
    const p = data?.items.find((x) => x.code === code)
    return p ? (language === 'zh' ? p.nameZh : p.nameEn) : code
  }
}

/** An account by its id: name and number, leading to its page. A customer's leads to the deposit, the bank's own to the ledger. */
export function AccountLink({ id, own }: { id: string; own?: boolean }) {
  const { data } = useQuery({
    queryKey: ['ledger', 'accounts', 'one', id], enabled: id !== '' && id !== '0', staleTime: 60_000,
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/accounts/{id}', { params: { path: { id } }, signal })),
  })
  const href = own ? `/ledger/accounts/${id}` : `/accounts/${id}`
  if (!data) return <Link className="figures" href={href}>{id}</Link>
  return (
    <span className="account-cell">
      <Link href={href}>{data.name}</Link>
      <span className="account-cell-number"><AccountNo value={data.number} full /></span>
    </span>
  )
}

const staffWords = declareWords(
  { self: '您本人', member: (end: string) => `员工（编号尾号 ${end}）`, bank: '系统' },
  { self: 'You', member: (end) => `A colleague (number ends in ${end})`, bank: 'The system' },
)

/** Who of the bank did something: an actor as the bank writes it (person/role/client), by name where the hat may read it. */
export function StaffName({ actor }: { actor: string }) {
  const w = useWords(staffWords)
  const may = useMay()
  const { person: me } = useMe()
  const id = actor.split('/')[0] ?? ''
  const known = /^\d{10,}$/.test(id)
  const { data } = useQuery({
    queryKey: ['parties', id, 'name'], enabled: known && may('party.read'), staleTime: 300_000, retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}', { params: { path: { id } }, signal })).then((p) => p.name),
  })
  if (!known) return <>{w.bank}</>
  return <>{id === me ? w.self : (data ?? w.member(id.slice(-4)))}</>
}
