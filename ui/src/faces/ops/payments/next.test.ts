import { expect, it } from 'vitest'
import { nextOf } from './next'

it('goes on to the oldest that waits for the bank', () => {
  const queue = [{ id: '3', state: 'proposed' }, { id: '2', state: 'proposed' }, { id: '1', state: 'proposed', approval: '9' }]
  expect(nextOf(queue, '2')).toBe('3')
  expect(nextOf(queue, '3')).toBe('2')
  expect(nextOf([], '1')).toBeUndefined()
})
