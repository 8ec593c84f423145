/**
 * An identity number (公民身份号码, GB 11643) as it is typed on the pad: which part is wrong, before anything is sent. The bank
 * checks again.
 */

export type Part = 'length' | 'x' | 'region' | 'birth' | 'future' | 'check'

/** First characters of the number that `part` is about, for pointing at it. */
export const places: Record<Part, readonly [number, number]> = {
  length: [0, 0], x: [0, 17], region: [0, 6], birth: [6, 14], future: [6, 14], check: [17, 18],
}

const provinces = new Set((
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'
).split(' '))
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The part that is wrong; undefined if none is. `today` is `2026-11-23`. */
export function flawOf(n: string, today: string): Part | undefined {
  if (n.slice(0, 17).includes('X')) return 'x'
  if (n.length !== 18) return 'length'
  if (!provinces.has(n.slice(0, 2)) || (n.slice(2, 6) === '0000' && !n.startsWith('8'))) return 'region'
  const birth = `${n.slice(6, 10)}-${n.slice(10, 12)}-${n.slice(12, 14)}`
  const day = new Date(`${birth}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(birth)) return 'birth'
  if (birth > today) return 'future'
  const sum = weights.reduce((s, w, i) => s + w * Number(n.charAt(i)), 0)
  return '10X98765432'.charAt(sum % 11) === n.charAt(17) ? undefined : 'check'
}

/** Region, birth and the rest apart, as people compare them. */
export function grouped(n: string): string[] {
  return [n.slice(0, 6), n.slice(6, 14), n.slice(14)].filter(Boolean)
}
