import type { S } from '../parties/shared'
export { nextOf } from '@/faces/own/approvals/queue'

/** One line of a customer beside an entry. `agree` is undefined where one of them says nothing. */
export interface Beside {
  key: 'names' | 'births' | 'nationalities' | 'sort'
  party: string
  entry: string
  agree?: boolean
}

/** A customer's line and an entry's, side by side. Lists write dates as a year, a month or a day: the shorter one decides. */
export function beside(party: S['ScreeningSubject'] | undefined, entry: S['ScreeningEntry'] | undefined): Beside[] {
  const line = (key: Beside['key'], a: string[], b: string[], same: (x: string, y: string) => boolean): Beside => ({
    key, party: a.join(' · '), entry: b.join(' · '), agree: a.length > 0 && b.length > 0 ? a.some((x) => b.some((y) => same(x, y))) : undefined,
  })
  const equal = (x: string, y: string) => x.toLowerCase() === y.toLowerCase()
  return [
    line('names', party?.names ?? [], [...(entry?.names ?? [])], equal),
    line('births', party?.birth ? [party.birth] : [], entry?.births ?? [], (x, y) => x.startsWith(y) || y.startsWith(x)),
    line('nationalities', party?.nationality ? [party.nationality] : [], entry?.nationalities ?? [], equal),
    line('sort', party?.sort ? [party.sort] : [], entry?.sort ? [entry.sort] : [], (x, y) => x === y || x === 'unknown' || y === 'unknown'),
  ]
}
