import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import type { components } from '@/api/schema'
import type { Tone } from '@/parts/Status'

export type CardOf = components['schemas']['Card']
export type Limit = components['schemas']['CardLimit']
export type Authorisation = components['schemas']['CardAuthorisation']

/** Where a card is used, in the order in which limits are shown. */
export const channels = ['pos', 'atm', 'online', 'contactless'] as const
export type Channel = (typeof channels)[number]

/** A card of which nothing can be done any more. */
export const isOver = (c: Pick<CardOf, 'state'>) => c.state === 'closed' || c.state === 'replaced' || c.state === 'expired'

export const stateTone: Record<CardOf['state'], Tone> = {
  issued: 'wait', active: 'good', frozen: 'info', lost: 'bad', closed: 'idle', replaced: 'idle', expired: 'idle',
}

/** The end as it stands on cards: `11/31`. */
export const monthOf = (date: string) => `${date.slice(5, 7)}/${date.slice(2, 4)}`

/** A card's number as it is shown: its first four digits and its last. */
export function cardNo(number: string): string {
  const digits = number.replace(/\s/g, '')
  return `${digits.slice(0, 4)}\u2009****\u2009****\u2009${digits.slice(-4)}`
}

/** The last digits of a masked number. */
export const endOf = (number: string) => number.replace(/\s/g, '').slice(-4).replaceAll('*', '')

/** Cards in use before those that are over, the newest first. */
export function inOrder(cards: readonly CardOf[]): CardOf[] {
  return [...cards].sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || b.issuedAt.localeCompare(a.issuedAt))
}

/** Which of the two is wrong with a limit, if one is: a transaction's can't exceed a day's, nor either the bank's. */
export type LimitFlaw = 'each' | 'day' | 'eachOverDay'

export function limitFlaw(l: Limit, most: Limit): LimitFlaw | undefined {
  const amount = (s: string) => (/^\d+$/.test(s) ? BigInt(s) : undefined)
  const [each, day] = [amount(l.each), amount(l.day)]
  if (each === undefined || each > BigInt(most.each)) return 'each'
  if (day === undefined || day > BigInt(most.day)) return 'day'
  return each > day ? 'eachOverDay' : undefined
}

export const cardKeys = {
  all: ['cards'] as const,
  one: (id: string) => ['cards', id] as const,
}

export function useCards(party: string) {
  return useQuery({
    queryKey: [...cardKeys.all, 'of', party],
    // A person has a handful; those that are over stay in the list.
    queryFn: ({ signal }) => must(api.GET('/v1/card/cards', { params: { query: { limit: 200 } }, signal })).then((p) => inOrder(p.items)),
  })
}

export function useCard(id: string) {
  return useQuery({ queryKey: cardKeys.one(id), queryFn: ({ signal }) => must(api.GET('/v1/card/cards/{id}', { params: { path: { id } }, signal })) })
}

export function useCardLimits(id: string) {
  return useQuery({ queryKey: [...cardKeys.one(id), 'limits'], queryFn: ({ signal }) => must(api.GET('/v1/card/cards/{id}/limits', { params: { path: { id } }, signal })) })
}
