import { caller, line } from './harness/bank'
import { follow, settle, shot } from './harness/look'
import { expect, test } from './harness/test'

interface Mandate { id: string; person: string; roles?: string[]; state: string }

test('the head adds an employee as maker; maker and checker together are refused', async ({ enter }) => {
  const head = await caller('wangjianjun', 'firm')
  const firm = (await head.get<{ hats: { id: string; for: string }[] }>('/v1/session')).hats.find((h) => h.id === head.hat)?.for ?? ''
  const newcomer = line('liguizhen').person ?? ''
  const page = await enter('wangjianjun', { face: 'business', hat: 'firm', path: '/mandates' })
  await page.getByRole('button', { name: '增加人员' }).click()
  await page.getByLabel('客户编号').fill(newcomer)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('checkbox', { name: /经办/ }).first().check()
  await expect(page.getByRole('checkbox', { name: /复核人/ })).toBeDisabled()
  await shot(page, 'business', 'duties-zh-light-1280')
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByRole('heading', { name: '到什么时候' })).toBeVisible()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '确认增加' }).click()
  await expect(page.getByText('人员已增加')).toBeVisible()

  const { items } = await head.get<{ items: Mandate[] }>(`/v1/parties/${firm}/mandates?limit=100`)
  const added = items.find((m) => m.person === newcomer)
  expect(added?.roles).toEqual(['firm_maker'])
  // The page does not offer it, and the bank refuses it.
  const both = await head.call<{ code: string }>('POST', `/v1/parties/${firm}/mandates`, { basis: 'employee', person: line('xiaohan').person, roles: ['firm_maker', 'firm_checker'] })
  expect(both.status).toBeGreaterThanOrEqual(400)
  await head.write('DELETE', `/v1/mandates/${added?.id ?? ''}?reason=${encodeURIComponent('演示结束')}`)
  await head.end()
})

test('the head reads who stands behind the firm', async ({ enter }) => {
  const head = await caller('wangjianjun', 'firm')
  const firm = (await head.get<{ hats: { id: string; for: string }[] }>('/v1/session')).hats.find((h) => h.id === head.hat)?.for ?? ''
  const { owners } = await head.get<{ owners: { name: string; shares: string; beneficial: boolean }[] }>(`/v1/parties/${firm}/beneficial-owners`)
  expect(owners.length).toBeGreaterThan(0)
  const page = await enter('wangjianjun', { face: 'business', hat: 'firm' })
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '受益所有人' }).click()
  await settle(page)
  for (const o of owners.filter((x) => x.beneficial)) {
    const row = page.locator('tbody tr').filter({ hasText: o.name })
    await expect(row).toContainText(o.shares)
  }
  await follow(page, '/business/accounts')
  await expect(page.locator('tbody tr').first()).toBeVisible()
  await head.end()
})
