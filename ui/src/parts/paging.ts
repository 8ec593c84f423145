/** Keyset paging as a walk: the tokens of the pages behind us, so that one can go back. */
export interface Walk {
  /** `after` of the page that is shown; empty for the first. */
  after: string
  /** `after` of the pages before it, the first one first. */
  behind: readonly string[]
}

export const atStart: Walk = { after: '', behind: [] }
export const forward = (w: Walk, next: string): Walk => ({ after: next, behind: [...w.behind, w.after] })
export const backward = (w: Walk): Walk => ({ after: w.behind.at(-1) ?? '', behind: w.behind.slice(0, -1) })
/** Number of the page, from 1. */
export const pageNumber = (w: Walk): number => w.behind.length + 1

/** The row that the keyboard moves to. */
export function moveRow(at: number, key: string, rows: number): number {
  if (rows === 0) return -1
  if (key === 'j') return Math.min(rows - 1, at + 1)
  if (key === 'k') return Math.max(0, at - 1)
  return at
}
