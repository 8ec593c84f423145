import type { Group } from '@/parts/schema'
import { tidy } from './identity'
import type { S } from './shared'

/** The steps of registering. */
export const steps = ['sort', 'identity', 'contacts', 'summary', 'done'] as const
export type Step = (typeof steps)[number]

/** The contacts of the form, in the order in which they are sent. */
export const contactKinds = ['phone', 'email', 'address'] as const

const given = (v: unknown): string | undefined => (typeof v === 'string' && v.trim() !== '' ? v.trim() : undefined)

/** The contacts that were filled in. */
export const contactsOf = (draft: Group) => contactKinds.filter((k) => given(draft[k]) !== undefined)

/** What is sent, made of the fields of all steps. */
export function bodyOf(draft: Group): S['PartyNewParty'] {
  const kind = given(draft.kind)
  const number = given(draft.document)
  return {
    sort: draft.sort as S['PartyNewParty']['sort'],
    name: given(draft.name) ?? '',
    latinName: given(draft.latinName),
    birth: kind === 'citizen_id' ? undefined : given(draft.birth),
    gender: kind === 'citizen_id' ? undefined : (given(draft.gender) as 'male' | undefined),
    nationality: given(draft.nationality)?.toUpperCase(),
    identifiers: kind && number ? [{ kind: kind as S['PartyNewValue']['kind'], value: tidy(number), expires: given(draft.expires) }] : undefined,
    contacts: contactsOf(draft).map((k) => ({ kind: k, value: given(draft[k]) ?? '' })),
  }
}

/** Where in the steps a fault of the bank belongs; undefined for one that is of no field. */
export function fieldOf(path: string, contacts: readonly (typeof contactKinds)[number][]): { step: Step; path: string } | undefined {
  if (path === 'query:branch') return { step: 'sort', path: '/branch' }
  if (path === '/sort') return { step: 'sort', path }
  const contact = /^\/contacts\/(\d+)/.exec(path)
  if (contact) {
    const kind = contacts[Number(contact[1])]
    return kind ? { step: 'contacts', path: `/${kind}` } : undefined
  }
  if (path.startsWith('/identifiers/0')) return { step: 'identity', path: path.endsWith('/expires') ? '/expires' : path.endsWith('/kind') ? '/kind' : '/document' }
  return path.startsWith('/') ? { step: 'identity', path } : undefined
}
