import type { S } from '@/faces/ops/parties/shared'

export type Restraint = S['Restraint']
export type Kind = S['RestraintProposeFreezeInBody']['kind']
export const orderers: readonly Kind[] = ['court', 'procuratorate', 'police', 'supervision', 'tax', 'customs', 'pledge', 'stop', 'depositor']

/** Whether it comes from an authority: with a case number and two officers. */
export const isAuthority = (k: string) => !['pledge', 'stop', 'depositor'].includes(k)
/** Whether it may have money deducted, not only frozen (银发〔2002〕1号附表). */
export const mayDeduct = (k: string) => ['court', 'tax', 'customs', 'pledge'].includes(k)

/** The longest term at a time, as the words name it. */
export function termWord(k: string): 'maxCourt' | 'maxSix' | 'maxPledge' | 'maxWeek' {
  if (k === 'court') return 'maxCourt'
  if (k === 'pledge') return 'maxPledge'
  return k === 'depositor' ? 'maxWeek' : 'maxSix'
}

/** Its last usual day, counted from a day: a court's year, another's six months. The bank decides to the second; a day less is safe. */
export function lastDay(k: string, from: string): string {
  const d = new Date(`${from}T00:00:00Z`)
  const day = d.getUTCDate()
  const add = (months: number) => {
    d.setUTCDate(1)
    d.setUTCMonth(d.getUTCMonth() + months)
    d.setUTCDate(Math.min(day, new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate()))
  }
  if (k === 'depositor') d.setUTCDate(day + 7)
  else add(k === 'court' ? 12 : k === 'pledge' ? 120 : 6)
  d.setUTCDate(d.getUTCDate() - 1)
  return d.toISOString().slice(0, 10)
}

/** How much it lacks and how full it is, from 0 to 1; nothing where everything is meant. */
export function filled(r: Pick<Restraint, 'caught' | 'short'>): number | undefined {
  if (r.caught === undefined || r.short === undefined) return undefined
  const [caught, short] = [BigInt(r.caught), BigInt(r.short)]
  return caught + short === 0n ? undefined : Number((caught * 1000n) / (caught + short)) / 1000
}

const rank = (k: string) => (isAuthority(k) ? 0 : k === 'pledge' ? 1 : 2)

/** The place of a restraint among those in force over the same account: authorities first, then pledges, then stops; each by arrival. */
export function placeOf(id: string, all: readonly Pick<Restraint, 'id' | 'kind' | 'madeAt' | 'state'>[]): number | undefined {
  const queue = all.filter((r) => r.state === 'in_force').sort((a, b) => rank(a.kind) - rank(b.kind) || (a.madeAt < b.madeAt ? -1 : 1))
  const at = queue.findIndex((r) => r.id === id)
  return at < 0 ? undefined : at + 1
}

/** Whether it ends within a week. */
export function endsSoon(r: Pick<Restraint, 'state' | 'until'>, now: Date): boolean {
  const left = Date.parse(r.until) - now.getTime()
  return r.state === 'in_force' && left > 0 && left < 7 * 86_400_000
}
