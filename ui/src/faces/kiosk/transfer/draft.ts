import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import { paysOut } from '@/faces/own/accounts/deposits'
import { toMinor } from '@/parts/amount'
import type { Hat } from '../visit'

type S = components['schemas']
export type Purse = S['AccountHolding'] & { available: string }
export type Match = S['PaymentMatch']
export type Order = S['PaymentOrder']
export type Saved = S['PaymentSavedPayee']
export type Bank = S['PaymentBankEntry']

/** Whom the money goes to. */
export interface To {
  by: 'account' | 'phone'
  number: string
  /** As it was typed or is known; of a phone number the bank's masked one. */
  name: string
  bank?: string
  bankName?: string
}

/** What is known of a transfer so far. It lives in the page: the end of the visit takes it away. */
export interface Draft {
  from?: Purse
  to: To
  match?: Match
  /** She has seen that the name is only close, and means this account. */
  close?: boolean
  /** Minor units. */
  amount: string
  /** The payer's own reference: the same again is never a second payment. */
  reference: string
}

export const fresh = (): Draft => ({ to: { by: 'account', number: '', name: '' }, amount: '', reference: crypto.randomUUID() })

/** The payee as the bank takes it. */
export function sent(to: To): S['PaymentTransferPayee'] {
  return to.by === 'phone' ? { phone: to.number } : { account: to.number, name: to.name.trim(), ...(to.bank && { bank: to.bank }) }
}

export function requestOf(d: Draft, again: boolean): S['PaymentTransferRequest'] | undefined {
  if (!d.from) return undefined
  return { from: d.from.id, to: sent(d.to), amount: d.amount, currency: d.from.currency, reference: d.reference, ...(again && { again }), ...(d.close && { nameClose: true }) }
}

/** What is wrong with an amount that was typed on the pad. */
export function amountFlaw(typed: string, available: string, currency: string): 'bad' | 'short' | undefined {
  const minor = toMinor(typed, currency)
  if (minor === undefined || BigInt(minor) <= 0n) return 'bad'
  return BigInt(minor) > BigInt(available) ? 'short' : undefined
}

/** How many digits of a mobile number are missing; undefined when it is one. 0: it can't be one. */
export function phoneLacks(typed: string): number | undefined {
  if (/^1[3-9]\d{9}$/.test(typed)) return undefined
  return Math.max(0, 11 - typed.length)
}

/** Only digits and one point, two digits after it: other keys do nothing. */
export const keepAmount = (typed: string): boolean => /^(0|[1-9]\d{0,11})?(\.\d{0,2})?$/.test(typed)

/** The accounts from which money can be paid, the fullest first, with what they have. */
export function usePurses(hat: Hat) {
  return useQuery({
    queryKey: ['kiosk', hat.id, 'purses'], retry: false,
    queryFn: async ({ signal }): Promise<Purse[]> => {
      const owner = hat.for ?? ''
      const [deposits, held] = await Promise.all([
        must(api.GET('/v1/account/accounts', { params: { query: { owner, limit: 200 } }, signal })),
        must(api.GET('/v1/parties/{id}/accounts', { params: { path: { id: owner } }, signal })),
      ])
      return deposits.items.filter(paysOut)
        .map((d) => ({ ...d, available: held.items.find((h) => h.account === d.id)?.available ?? d.booked }))
        .sort((a, b) => (BigInt(b.available) > BigInt(a.available) ? 1 : -1))
    },
  })
}

/** Whom she paid or saved, as far as they can be paid again without typing. */
export function usePayees(hat: Hat) {
  return useQuery({
    queryKey: ['kiosk', hat.id, 'payees'], retry: false,
    queryFn: ({ signal }) => must(api.GET('/v1/payment/payees', { signal })).then((a) => a.items.filter((p) => p.account && p.name)),
  })
}

export function useBanks(after: string, limit: number) {
  return useQuery({ queryKey: ['kiosk', 'banks', after, limit], retry: false, queryFn: ({ signal }) => must(api.GET('/v1/payment/banks', { params: { query: { after: after || undefined, limit } }, signal })) })
}
