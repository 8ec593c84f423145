import type { S } from '../parties/shared'

export interface Node {
  branch: S['Branch']
  below: Node[]
}

/** The branches as they report, in the order of their codes. One whose parent isn't shown stands at the top. */
export function treeOf(items: readonly S['Branch'][]): Node[] {
  const nodes = new Map(items.map((branch) => [branch.code, { branch, below: [] as Node[] }]))
  const top: Node[] = []
  for (const n of nodes.values()) {
    const parent = n.branch.parent === undefined ? undefined : nodes.get(n.branch.parent)
    ;(parent?.below ?? top).push(n)
  }
  return top
}
