import { caller } from './harness/bank'
import { settle } from './harness/look'
import { expect, test } from './harness/test'

test('the head of an agency sees the accounts of the agency, and no others', async ({ enter, faults }) => {
  const head = await caller('hujunfeng', 'agency')
  const agency = (await head.get<{ hats: { id: string; for: string }[] }>('/v1/session')).hats.find((h) => h.id === head.hat)?.for ?? ''
  const { items } = await head.get<{ items: { account: string; name: string; number: string }[] }>(`/v1/parties/${agency}/accounts`)
  expect(items.length).toBeGreaterThan(0)
  const page = await enter('hujunfeng', { face: 'government', hat: 'agency' })
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '账户' }).click()
  await settle(page)
  await expect(page.locator('tbody tr')).toHaveCount(items.length)
  const shown = (await page.locator('tbody').innerText()).replaceAll(/\s/g, '')
  for (const a of items) expect(shown).toContain(a.number.slice(-4))
  await page.locator('tbody tr').first().focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/government\/accounts\/\d+/)

  // An account of somebody else does not exist for her.
  const other = await caller('wangjianjun', 'firm')
  const firm = (await other.get<{ hats: { id: string; for: string }[] }>('/v1/session')).hats.find((h) => h.id === other.hat)?.for ?? ''
  const theirs = (await other.get<{ items: { account: string }[] }>(`/v1/parties/${firm}/accounts`)).items[0]?.account ?? ''
  faults.allow(/^(403|404) GET \/v1\//)
  await page.goto(`/government/accounts/${theirs}`)
  await expect(page.locator('main .error')).toBeVisible()
  expect((await head.call('GET', `/v1/ledger/accounts/${theirs}`)).status).toBe(404)
  await head.end()
  await other.end()
})
