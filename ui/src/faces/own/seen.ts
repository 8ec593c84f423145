/** Which looks at a party's data this browser has shown already: the newest one's id, a party. */

const keyOf = (party: string) => `tonghui.looks.${party}`

/** The looks that came after the newest one that was shown. Lists come newest first, and ids rise with time. */
export function newLooks<T extends { id: string }>(party: string, looks: readonly T[]): T[] {
  let seen = ''
  try {
    seen = localStorage.getItem(keyOf(party)) ?? ''
  } catch {
    // Without storage everything is new at each visit.
  }
  return seen && /^\d+$/.test(seen) ? looks.filter((l) => BigInt(l.id) > BigInt(seen)) : [...looks]
}

/** Marks all up to the newest as shown. */
export function markSeen(party: string, looks: readonly { id: string }[]): void {
  const newest = looks[0]?.id
  if (!newest) return
  try {
    localStorage.setItem(keyOf(party), newest)
  } catch {
    // See newLooks.
  }
}
