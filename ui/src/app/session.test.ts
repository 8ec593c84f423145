import { expect, test } from 'vitest'
import { Problem, problemOf } from '@/api/problem'
import type { components } from '@/api/schema'
import { adapt, faceAt, faceOfHat, pickHat, type Hat } from './session'
import { safeNext } from './signin/next'

const hat = (id: string, kind: Hat['kind']): Hat => ({ id, kind, for: '', forName: '', title: '', roles: [], branch: '' })
const hats = [hat('self', 'self'), hat('firm-1', 'firm'), hat('firm-2', 'firm')]
const status: components['schemas']['StatusAnswer'] = {
  name: '甲', client: 'web', level: 1, hat: 'self',
  hats: [{ id: 'self', kind: 'self', roles: [] }, { id: 'firm-1', kind: 'firm', forName: '粮油商行', roles: [{ role: 'firm_maker', titleEn: 'Firm maker', titleZh: '企业经办人', face: 'business', usable: true }] }],
}

test('the hat of the tab wins where it fits the face, then the one that the bank names, then the first that fits', () => {
  expect(pickHat(hats, 'firm-2', 'self', 'business').id).toBe('firm-2')
  expect(pickHat(hats, 'self', 'firm-2', 'business').id).toBe('firm-2')
  expect(pickHat(hats, 'gone', 'self', 'business').id).toBe('firm-1')
  expect(pickHat(hats, 'firm-1', 'self').id).toBe('firm-1')
  expect(pickHat(hats, 'firm-1', 'self', 'government').id).toBe('firm-1')
  expect(pickHat([], '', '').id).toBe('')
})

test('an address lies in one face or in none', () => {
  expect([faceAt('/business/accounts'), faceAt('/ops'), faceAt('/opsx'), faceAt('/')]).toEqual(['business', 'ops', undefined, undefined])
})

test('menus show the places of the face that the hat may enter, then what rooms add', () => {
  const entry = { module: 'x', zh: '', en: '' }
  const session = adapt(status, hats[0] ?? hat('', 'self'), {
    faces: ['people'], permissions: ['ledger.read'], whole: [],
    entries: [{ ...entry, face: 'people', path: '/accounts' }, { ...entry, face: 'people', path: '/people/bills' }, { ...entry, face: 'ops', path: '/jobs' }],
  })
  expect(session.menu.filter((m) => m.face === 'people').map((m) => m.path)).toEqual(['/accounts', '/bills', '/security'])
  expect(session.menu.filter((m) => m.face === 'ops').map((m) => m.path)).toEqual(['/jobs'])
  expect(session.faces).toEqual(['people', 'business'])
  expect(session.hats[1]).toMatchObject({ roles: ['firm_maker'], roleTitles: [{ zh: '企业经办人', en: 'Firm maker' }], needsMore: false })
  expect(faceOfHat(session.hat)).toBe('people')
})

test('after signing in only a path of this site is followed', () => {
  expect(safeNext('/ops/ledger?x=1')).toBe('/ops/ledger?x=1')
  for (const bad of ['https://evil.example/', '//evil.example', '/\\evil', '/opsx', '/ops\\..', '/people/../../x', null]) expect(safeNext(bad)).toBeUndefined()
})

test('what is thrown becomes a problem in both languages', () => {
  const p = problemOf({ code: 'app.step_up', status: 403, detail: 'x', detailZh: '请再次确认。', detailEn: 'Confirm again.' })
  expect([p.sentence('zh'), p.sentence('en'), p.wantsStepUp]).toEqual(['请再次确认。', 'Confirm again.', true])
  expect(problemOf(new TypeError('Failed to fetch')).status).toBe(0)
  expect(problemOf('<html>', 502)).toBeInstanceOf(Problem)
  expect(problemOf('<html>', 502).status).toBe(502)
})
