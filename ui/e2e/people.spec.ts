import { Caller, caller, hello, line } from './harness/bank'
import { follow, settle, shot } from './harness/look'
import { expect, test } from './harness/test'

// 李静: customer, accountant of a firm, accountant of an agency, agent of her mother-in-law. One sign-in for all of it.

interface Mandate { id: string; person: string; until?: string; state: string }

test('李静 signs in by password, reads an account, and sees who looked at her data', async ({ visit }) => {
  const { page } = await visit({ width: 390, height: 844 })
  await page.goto('/sign-in?next=%2Fpeople')
  await page.getByLabel('登录名').fill('lijing')
  await page.getByLabel('密码').fill(hello.demo.password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('button', { name: /李静.*本人/s }).click()
  await settle(page)
  await expect(page).toHaveURL(/\/people$/)

  const jing = await caller('lijing')
  const own = line('lijing').person ?? ''
  const { items } = await jing.get<{ items: { account: string; name: string; booked: string; number: string }[] }>(`/v1/parties/${own}/accounts`)
  const account = items[0]
  if (!account) throw new Error('李静 has no account')
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '账户' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '账户' })).toBeVisible()
  await page.locator(`a[href$="/accounts/${account.account}"]`).click()
  await settle(page)
  const yuan = (Number(account.booked) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })
  await expect(page.locator('main')).toContainText(yuan)
  // The newest line opens to its reference, and that is the bank's.
  const { items: lines } = await jing.get<{ items: { reference: string }[] }>(`/v1/ledger/accounts/${account.account}/postings?limit=1`)
  const newest = page.locator('.posting-line').first()
  await newest.focus()
  await page.keyboard.press('Enter')
  await expect(newest).toHaveAttribute('aria-expanded', 'true')
  await expect(page.locator('.posting').first()).toContainText(lines[0]?.reference ?? 'no line')
  await shot(page, 'people', 'account-line-open-zh-light-390')

  // Somebody at the bank looks; she reads who, and why.
  const teller = await caller('sunli', 'staff')
  const party = await teller.get<{ identifiers: { id: string }[] }>(`/v1/parties/${own}`)
  const reason = `核对证件 ${String(Date.now() % 10_000)}`
  await teller.write('POST', `/v1/parties/${own}/reveal`, { fields: [party.identifiers[0]?.id], reason })
  await follow(page, '/people/disclosures')
  await expect(page.getByRole('heading', { level: 1, name: '谁看过我的信息' })).toBeVisible()
  await expect(page.locator('main')).toContainText(reason)
  await teller.end()
  await jing.end()
})

test('李静 authorises an agent with an end date, and removes him: his next call is refused', async ({ enter }) => {
  const own = line('lijing').person ?? ''
  const agent = line('tianye').person ?? ''
  const jing = await caller('lijing')
  const page = await enter('lijing', { face: 'people', hat: 'self', path: '/mandates' })
  await page.getByRole('button', { name: '授权他人代办' }).click()
  await page.getByLabel('客户编号').fill('123')
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByText('客户编号为 10 至 19 位数字')).toBeVisible()
  await page.getByLabel('客户编号').fill(agent)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '可以替您办什么' })).toBeVisible()
  await page.getByRole('checkbox', { name: /查看资料/ }).check()
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByRole('heading', { name: '到什么时候' })).toBeVisible()
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByRole('heading', { name: '请核对' })).toBeVisible()
  await shot(page, 'people', 'authorise-check-zh-light-390')
  await page.getByRole('button', { name: '确认授权' }).click()
  await expect(page.getByText('授权已生效')).toBeVisible()
  await shot(page, 'people', 'authorise-receipt-zh-light-390')

  const given = async () => (await jing.get<{ items: Mandate[] }>(`/v1/parties/${own}/mandates`)).items.find((m) => m.person === agent)
  const mandate = await given()
  expect(mandate?.state).toBe('in_force')
  expect(new Date(mandate?.until ?? 0).getTime()).toBeGreaterThan(Date.now())
  const him = await Caller.signIn('tianye')
  him.hat = `agent-${mandate?.id ?? ''}`
  expect((await him.call('GET', `/v1/parties/${own}/accounts`)).status).toBe(200)

  await follow(page, `/people/mandates/${mandate?.id ?? ''}`)
  await page.getByRole('button', { name: '撤销授权' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').fill('不再需要代办')
  await dialog.getByRole('button', { name: '撤销授权' }).click()
  await expect(dialog).toBeHidden()
  expect((await him.call('GET', `/v1/parties/${own}/accounts`)).status).toBeGreaterThanOrEqual(400)
  expect(await given()).toBeUndefined()
  await him.end()
  await jing.end()
})

test('李静 changes her hat without signing in again, by keyboard', async ({ enter }) => {
  const page = await enter('lijing', { face: 'people', hat: 'self', width: 1280 })
  const cookies = async () => (await page.context().cookies()).find((c) => c.name === 'tonghui')?.value
  const before = await cookies()
  for (const [name, path] of [[/通惠运河商贸/, /\/business/], [/财政局/, /\/government/], [/本人/, /\/people/]] as const) {
    const hat = page.getByRole('button', { name: /切换身份/ })
    await hat.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name }).first().click()
    await expect(page).toHaveURL(path)
    await settle(page)
  }
  expect(await cookies()).toBe(before)
})

test('李静 ends the session of another device', async ({ enter }) => {
  const other = await Caller.signIn('lijing')
  const page = await enter('lijing', { face: 'people', hat: 'self', path: '/security' })
  const mine = (await other.get<{ sessions: { id: string; current: boolean }[] }>('/v1/session/all')).sessions
  expect(mine.some((s) => s.current)).toBe(true)
  await shot(page, 'people', 'security-sessions-zh-light-390')
  // The newest of the others is the one that has just begun.
  await page.getByRole('button', { name: /^终止 / }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: '终止', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect.poll(async () => (await other.call('GET', '/v1/session')).status).toBe(401)
  await other.end()
})
