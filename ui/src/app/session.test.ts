import { expect, test } from 'vitest'
import { Problem, problemOf } from '@/api/problem'
import { adapt, faceOfHat } from './session'
import { safeNext } from './signin/next'

const hats = [{ id: 'self', kind: 'self' as const }, { id: 'firm-1', kind: 'firm' as const, forName: '粮油商行' }]

test('the hat of the tab wins, then the one that the bank names, then the first', () => {
  expect(adapt({ hats, hat: 'self' }, 'firm-1').hat.id).toBe('firm-1')
  expect(adapt({ hats, hat: hats[1] }, 'gone').hat.id).toBe('firm-1')
  expect(adapt({ hats }, '').hat.id).toBe('self')
})

test('missing lists are empty, and menu paths lie within the face', () => {
  expect(adapt({ name: '甲' }, '')).toMatchObject({ hats: [], menu: [], hat: { id: 'self', roles: [] } })
  const menu = adapt({ hats, menu: [{ face: 'ops', path: '/ops/ledger', zh: '', en: '' }, { face: 'ops', path: '/jobs', zh: '', en: '' }, { face: 'ops', path: '/ops', zh: '', en: '' }] }, '').menu
  expect(menu.map((m) => m.path)).toEqual(['/ledger', '/jobs', '/'])
  expect(adapt({ hats }, '').faces).toEqual(['people', 'business'])
  expect(faceOfHat(adapt({ hats }, 'firm-1').hat)).toBe('business')
})

test('after signing in only a path of this site is followed', () => {
  expect(safeNext('/ops/ledger?x=1')).toBe('/ops/ledger?x=1')
  for (const bad of ['https://evil.example/', '//evil.example', '/\\evil', '/opsx', '/ops\\..', null]) expect(safeNext(bad)).toBeUndefined()
})

test('what is thrown becomes a problem in both languages', () => {
  const p = problemOf({ code: 'auth.step_up_needed', status: 403, detail: 'x', detailZh: '请再次确认。', detailEn: 'Confirm again.' })
  expect([p.sentence('zh'), p.sentence('en'), p.wantsStepUp]).toEqual(['请再次确认。', 'Confirm again.', true])
  expect(problemOf(new TypeError('Failed to fetch')).status).toBe(0)
  expect(problemOf('<html>', 502)).toBeInstanceOf(Problem)
  expect(problemOf('<html>', 502).status).toBe(502)
})
