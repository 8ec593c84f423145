/** Of the net debit cap: what is owed or due in the window, what is left, how much of it is used. A negative net is owed to the bank. */
export function capOf(netDebit: string, cap: string): { owes: boolean; net: string; room: string; percent: number } {
  const net = BigInt(netDebit)
  const most = BigInt(cap)
  const owes = net >= 0n
  const used = owes ? net : 0n
  const room = most - net
  // Rounded up, so that the first fen shows, and full only when it is.
  const percent = most <= 0n ? (used > 0n ? 100 : 0) : Math.min(100, Number((used * 100n + most - 1n) / most))
  return { owes, net: (owes ? net : -net).toString(), room: (room > 0n ? room : 0n).toString(), percent: percent === 100 && used < most ? 99 : percent }
}

/** How many breaks are of today, of one to three days, and older. */
export function ages(items: readonly { ageDays: number }[]): [today: number, few: number, old: number] {
  const old = items.filter((i) => i.ageDays > 3).length
  const today = items.filter((i) => i.ageDays <= 0).length
  return [today, items.length - old - today, old]
}

/** Ours less theirs, where both can be compared: a break of dates or of a doubled line has no difference of amounts. */
export function differenceOf(b: { kind: string; ours: string; theirs: string }): string | undefined {
  return b.kind === 'date' ? undefined : (BigInt(b.ours) - BigInt(b.theirs)).toString()
}
