import type { S } from './shared'

/** One line of two records side by side. */
export interface Compared {
  key: string
  one: string
  other: string
  state: 'same' | 'differs' | 'one' | 'none'
}

const stateOf = (one: string, other: string): Compared['state'] => (!one && !other ? 'none' : !one || !other ? 'one' : one === other ? 'same' : 'differs')

/** Two records line by line; a line that neither has is left out. Values are masked, so that "same" says no more than the mask shows. */
export function compare(one: S['Party'], other: S['Party'], tell: { branch: (code: string) => string; level: (n: number) => string; word: (w: string) => string; date: (at: string) => string }): Compared[] {
  const line = (key: string, of: (p: S['Party']) => string | undefined): Compared => {
    const [a, b] = [of(one) ?? '', of(other) ?? '']
    return { key, one: a, other: b, state: stateOf(a, b) }
  }
  const values = (p: S['Party'], kind: string) => [...p.identifiers, ...p.contacts].filter((v) => v.kind === kind).map((v) => v.shown).sort().join(' · ')
  const kinds = [...new Set([one, other].flatMap((p) => [...p.identifiers, ...p.contacts].map((v) => v.kind)))]
  return [
    line('name', (p) => p.name), line('latinName', (p) => p.latinName), line('birth', (p) => p.birth), line('gender', (p) => (p.gender ? tell.word(p.gender) : undefined)),
    ...kinds.map((k) => line(k, (p) => values(p, k))),
    line('branch', (p) => tell.branch(p.branch)), line('level', (p) => tell.level(p.kyc.level)), line('status', (p) => tell.word(p.status)), line('registeredAt', (p) => tell.date(p.registeredAt)),
  ].filter((l) => l.state !== 'none')
}
