import { expect, test } from 'vitest'
import { itemsOf, pickOf } from './ItemChoice'

test('a choice and its items mean the same', () => {
  const items = [{ permission: 'ledger.read', object: 'ledger.account/7' }, { permission: 'party.read' }]
  const pick = pickOf(items)
  expect(pick).toEqual({ permissions: ['ledger.read', 'party.read'], which: 'some', accounts: ['7'] })
  expect(itemsOf(pick)).toEqual(items)
  expect(pickOf([{ permission: 'ledger.read' }]).which).toBe('all')
})

test('chosen accounts without any are no items yet', () => {
  expect(itemsOf({ permissions: ['ledger.read', 'party.read'], which: 'some', accounts: [] })).toEqual([])
  expect(itemsOf({ permissions: ['party.read'], which: 'some', accounts: [] })).toEqual([{ permission: 'party.read' }])
})
