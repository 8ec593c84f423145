import { describe, expect, it } from 'vitest'
import type { S } from '@/faces/ops/parties/shared'
import { possible, stepsOf } from './chain'

const transfer = (more: Partial<S['ClearingTransfer']>): S['ClearingTransfer'] => ({
  id: '1', uetr: 'u', kind: 'payment', side: 'out', reference: '', endToEndId: '', messageId: '', scheme: 'RTP', bank: '', branch: '', amount: '1', currency: 'CNY', state: 'pending', asks: 0, madeAt: '2026-11-24T01:00:00Z', version: 1, ...more,
})
const recall = (more: Partial<S['ClearingRecall']>): S['ClearingRecall'] => ({ id: '9', side: 'out', reference: '', uetr: 'u', bank: '', amount: '1', reason: 'DUPL', state: 'open', madeAt: '2026-11-24T02:00:00Z', version: 1, ...more })
const message = (id: string, madeAt: string): S['ClearingMessage'] => ({ id, side: 'out', peer: '', bizMsgIdr: id, definition: 'pacs.008.001.08', state: 'sent', attempts: 1, madeAt })

describe('stepsOf', () => {
  it('is newest first; what a message brought about stands above it', () => {
    const c = { messages: [message('a', '2026-11-24T01:00:00Z'), message('b', '2026-11-24T01:00:05Z')], transfers: [transfer({ state: 'settled', endedAt: '2026-11-24T01:00:05Z' })], recalls: [] }
    expect(stepsOf(c).map((s) => s.key)).toEqual(['t1', 'mb', 'ma'])
  })
})

describe('possible', () => {
  it('asks and recalls what is under way', () => {
    const c = { messages: [], recalls: [], transfers: [transfer({})] }
    expect(possible(c)).toMatchObject({ ask: { id: '1' }, recall: { id: '1' } })
  })
  it('recalls nothing twice, nor what was refused or has come back', () => {
    expect(possible({ messages: [], recalls: [recall({})], transfers: [transfer({ state: 'settled' })] }).recall).toBeUndefined()
    expect(possible({ messages: [], recalls: [recall({ state: 'refused' })], transfers: [transfer({ state: 'settled' })] }).recall?.id).toBe('1')
    expect(possible({ messages: [], recalls: [], transfers: [transfer({ state: 'rejected' })] }).recall).toBeUndefined()
    expect(possible({ messages: [], recalls: [], transfers: [transfer({ state: 'settled' }), transfer({ id: '2', side: 'in', kind: 'return', state: 'settled' })] }).recall).toBeUndefined()
  })
  it('sends back once, and answers what waits', () => {
    const inward = transfer({ side: 'in', state: 'settled' })
    expect(possible({ messages: [], recalls: [recall({ side: 'in' })], transfers: [inward] })).toMatchObject({ giveBack: { id: '1' }, answer: { id: '9' } })
    expect(possible({ messages: [], recalls: [], transfers: [inward, transfer({ id: '2', kind: 'return', state: 'pending' })] }).giveBack).toBeUndefined()
    expect(possible({ messages: [], recalls: [], transfers: [inward, transfer({ id: '2', kind: 'return', state: 'rejected' })] }).giveBack?.id).toBe('1')
  })
})
