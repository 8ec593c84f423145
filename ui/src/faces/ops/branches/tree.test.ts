import { describe, expect, it } from 'vitest'
import type { S } from '../parties/shared'
import { treeOf, type Node } from './tree'

const b = (code: string, parent?: string): S['Branch'] => ({ code, parent, nameZh: code, nameEn: code, kind: 'outlet', address: '', openedAt: '2026-01-01T00:00:00Z', version: 1 })
const codes = (nodes: Node[]): unknown[] => nodes.map((n) => [n.branch.code, codes(n.below)])

describe('treeOf', () => {
  it('hangs each branch under the one to which it reports', () => {
    expect(codes(treeOf([b('0000'), b('0101', '0000'), b('0111', '0101'), b('0102', '0000')]))).toEqual([['0000', [['0101', [['0111', []]]], ['0102', []]]]])
  })
  it('keeps a branch whose parent is not shown', () => {
    expect(codes(treeOf([b('0111', '0101')]))).toEqual([['0111', []]])
  })
})
