import type { S } from '@/faces/ops/parties/shared'

type Chain = S['ClearingChain']
type Transfer = S['ClearingTransfer']
type Recall = S['ClearingRecall']

/** One thing that happened to a payment. */
export type Step =
  | { key: string; at: string; kind: 'message'; of: S['ClearingMessage'] }
  | { key: string; at: string; kind: 'end'; of: Transfer }
  | { key: string; at: string; kind: 'recall' | 'answered'; of: Recall }

/** What happened to a payment, the newest first: its messages, how its transfers ended, recalls and their answers. */
export function stepsOf(c: Chain): Step[] {
  const steps: Step[] = [
    ...c.messages.map((m): Step => ({ key: `m${m.id}`, at: m.madeAt, kind: 'message', of: m })),
    ...c.transfers.flatMap((t): Step[] => (t.endedAt ? [{ key: `t${t.id}`, at: t.endedAt, kind: 'end', of: t }] : [])),
    ...c.recalls.flatMap((r): Step[] => [
      { key: `r${r.id}`, at: r.madeAt, kind: 'recall', of: r },
      ...(r.endedAt ? [{ key: `a${r.id}`, at: r.endedAt, kind: 'answered' as const, of: r }] : []),
    ]),
  ]
  // What happened in one moment stays in the order of its causes: the message first, then what it brought about.
  return steps.map((s, i) => ({ s, i })).sort((a, b) => Date.parse(b.s.at) - Date.parse(a.s.at) || b.i - a.i).map((x) => x.s)
}

/** Whether the money of a payment has gone back where it came from. */
export const cameBack = (c: Chain): boolean => c.transfers.some((t) => t.kind === 'return' && t.state === 'settled')

/** What may be done about a payment now, as the bank would judge it. */
export interface Possible {
  /** A transfer of ours without a final status. */
  ask?: Transfer
  recall?: Transfer
  giveBack?: Transfer
  answer?: Recall
}

export function possible(c: Chain): Possible {
  const of = (side: Transfer['side'], kind: Transfer['kind']) => c.transfers.find((t) => t.side === side && t.kind === kind)
  const out = of('out', 'payment')
  const inward = of('in', 'payment')
  const back = of('out', 'return')
  const asked = c.recalls.some((r) => r.side === 'out' && (r.state === 'open' || r.state === 'pending'))
  return {
    ask: c.transfers.find((t) => t.side === 'out' && t.state !== 'settled' && t.state !== 'rejected'),
    recall: out && out.state !== 'rejected' && !of('in', 'return') && !asked ? out : undefined,
    giveBack: inward && (inward.state === 'settled' || inward.state === 'accepted') && (!back || back.state === 'rejected') ? inward : undefined,
    answer: c.recalls.find((r) => r.side === 'in' && r.state === 'open'),
  }
}
