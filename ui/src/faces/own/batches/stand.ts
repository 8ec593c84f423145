import { sumMinor } from '@/parts/amount'
import type { Tone } from '@/parts/Status'
import type { S } from '../reads'

export type Batch = S['Batch']
export type Line = S['BatchLine']

/** Something that the bank does by itself is under way: the page reads again each second. */
export const moves = (b: Pick<Batch, 'state'>): boolean => ['reading', 'approved', 'running'].includes(b.state)

export const batchTone: Record<string, Tone> = {
  reading: 'busy', uploaded: 'wait', checked: 'wait', approved: 'busy', running: 'busy', done: 'good', partly: 'wait', refused: 'bad', cancelled: 'idle',
}
export const lineTone: Record<string, Tone> = {
  ready: 'good', faulty: 'bad', doubtful: 'wait', left_out: 'idle', waiting: 'busy', paid: 'good', sent: 'busy', failed: 'bad',
}

/** How many lines, of how much, a decision of the checker lets through. */
export function letsThrough(b: Batch, decision: 'all' | 'without' | 'doubtful'): { lines: number; amount: string } {
  const doubtful = decision === 'doubtful'
  return {
    lines: b.lines - b.bad - (doubtful ? 0 : b.doubtful),
    amount: sumMinor([b.total, `-${b.badAmount}`, ...(doubtful ? [] : [`-${b.doubtfulAmount}`])]),
  }
}

/** What a person may do to a batch now. Three different people stand behind each one that is paid. */
export function mine(b: Batch, person: string, may: (permission: string) => boolean): 'check' | 'approve' | 'retry' | undefined {
  if (b.state === 'uploaded' && may('payment.check') && b.madeBy !== person) return 'check'
  const third = b.madeBy !== person && b.checkedBy !== person
  if (b.state === 'checked' && may('payment.approve') && third) return 'approve'
  if (b.state === 'partly' && b.failed > 0 && may('payment.approve') && b.madeBy !== person) return 'retry'
  return undefined
}

/** Where a batch stands in its four steps; 4 when all is over. */
export const stepOf = (b: Batch): number => ({ reading: 0, uploaded: 1, checked: 2, approved: 3, running: 3, partly: 3, done: 4, refused: b.checkedAt && b.decision !== 'refuse' ? 2 : 1, cancelled: b.checkedAt ? 2 : 1 })[b.state] ?? 0

/** `512 KB`, for a file's size. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A payroll is one line: its five hundred payments would hide all others. */
export function byBatch<O extends { kind: string; batch?: string }>(orders: readonly O[]): O[] {
  const seen = new Set<string>()
  return orders.filter((o) => {
    if (o.kind !== 'batch' || !o.batch) return true // a collection's refunds carry its id there
    if (seen.has(o.batch)) return false
    seen.add(o.batch)
    return true
  })
}
