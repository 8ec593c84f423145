import { sumMinor } from '@/parts/amount'
import type { S } from '../reads'

export type Line = S['LedgerLineAnswer']

/** What narrows the list of entries; all of it stands in the address. */
export interface Narrow {
  from: string
  to: string
  side: 'in' | 'out' | ''
  find: string
}

/** The lines that fit. Amounts are on the account's own side: what comes in is positive. */
export function narrowed(lines: readonly Line[], n: Narrow): Line[] {
  const find = n.find.normalize('NFKC').trim().toLowerCase()
  return lines.filter((l) =>
    (!n.from || l.bankDate >= n.from) && (!n.to || l.bankDate <= n.to)
    && (n.side === '' || (n.side === 'out') === l.amount.startsWith('-'))
    && (!find || [l.contraName, l.contraNumber, l.summary, l.reference].some((t) => t?.toLowerCase().includes(find))))
}

export interface Day {
  date: string
  lines: Line[]
  in: string
  out: string
}

/** Lines by bank date, in the order in which they come. */
export function byDay(lines: readonly Line[]): Day[] {
  const days: { date: string; lines: Line[] }[] = []
  for (const l of lines) {
    const last = days.at(-1)
    if (last?.date === l.bankDate) last.lines.push(l)
    else days.push({ date: l.bankDate, lines: [l] })
  }
  const sum = (of: Line[], out: boolean) => sumMinor(of.map((l) => l.amount).filter((a) => a.startsWith('-') === out))
  return days.map((d) => ({ ...d, in: sum(d.lines, false), out: sum(d.lines, true) }))
}

/** Whether earlier lines could still fit: the list comes newest first. */
export const wantsMore = (lines: readonly Line[], n: Narrow) => n.from !== '' && (lines.at(-1)?.bankDate ?? '9') >= n.from
