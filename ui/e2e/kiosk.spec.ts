import type { Page } from '@playwright/test'
import { caller, lineOf, terminalSession } from './harness/bank'
import { axeInBoth, follow, settle, shot, sideways, windows, wording } from './harness/look'
import { routesOf } from './harness/routes'
import { expect, test } from './harness/test'

// The terminal in the hall: set up by staff, used by 李静 with her card, and wiped when she goes.

const window = windows.kiosk
const plain = (s: string) => s.replace(/[^0-9A-Z]/gi, '')

/** Puts the card in and gives its PIN, by the screen. */
async function enterByCard(page: Page, pin?: string): Promise<void> {
  const card = lineOf('card', '李静')
  await page.getByRole('button', { name: /插入银行卡/ }).click()
  await expect(page.getByRole('heading', { name: '请插入银行卡' })).toBeVisible()
  // A reader types as a keyboard does.
  await page.keyboard.type(plain(card.login))
  await page.getByRole('button', { name: '卡已插好，继续' }).click()
  await expect(page.getByRole('heading', { name: '请输入卡密码' })).toBeVisible()
  for (const d of pin ?? card.word ?? '') await page.getByRole('group').getByRole('button', { name: d, exact: true }).click()
}

/** A visit of 李静 as herself, after card and PIN. */
async function visited(page: Page): Promise<void> {
  await page.goto('/kiosk')
  await page.getByRole('button', { name: /我的账户/ }).click()
  await enterByCard(page)
  await page.getByRole('button', { name: '确认密码' }).click()
  await page.getByRole('button', { name: '本人' }).click()
  await expect(page.getByRole('heading', { name: '查看哪个账户' })).toBeVisible()
}

test.describe('the terminal', () => {
  test('is out of service until staff sign it in', async ({ visit }) => {
    const admin = await caller('zhaomin', 'staff')
    const code = `K${String(Date.now() % 100_000)}`
    const { secret } = await admin.write<{ secret: string }>('POST', '/v1/auth/terminals', { code, branch: '0101' })
    const { page } = await visit(window)
    await page.goto('/kiosk')
    await expect(page.getByRole('heading', { name: '本机暂停服务' })).toBeVisible()
    await shot(page, 'kiosk', 'out-of-service-zh-light-1080')
    await page.getByRole('button', { name: '工作人员设置' }).click()
    await expect(page.getByRole('heading', { name: '请输入终端编号' })).toBeVisible()
    await page.keyboard.type(code)
    await page.getByRole('button', { name: '下一步' }).click()
    await expect(page.getByRole('heading', { name: '请输入签到密钥' })).toBeVisible()
    await page.keyboard.type(plain(secret))
    await shot(page, 'kiosk', 'setup-zh-light-1080')
    await page.getByRole('button', { name: '签到', exact: true }).click()
    await expect(page.getByRole('heading', { name: '您要办理什么' })).toBeVisible()
    // The bank knows it now, and it bears nobody's session.
    const { items } = await admin.get<{ items: { code: string; state: string }[] }>('/v1/auth/terminals?limit=200')
    expect(items.find((t) => t.code === code)?.state).toBe('active')
    await admin.end()
  })

  test('card and PIN, accounts, larger text, English, and nothing is left behind', async ({ visit, faults }) => {
    faults.allow(/^401 POST \/v1\/auth\/card/)
    const { page, context } = await visit({ ...window, session: await terminalSession() })
    await page.goto('/kiosk')
    await page.getByRole('button', { name: /我的账户/ }).click()
    await enterByCard(page, '000000')
    await page.getByRole('button', { name: '确认密码' }).click()
    await expect(page.getByRole('alert')).toContainText('卡和密码对不上')
    for (const d of lineOf('card', '李静').word ?? '') await page.getByRole('group').getByRole('button', { name: d, exact: true }).click()
    await page.getByRole('button', { name: '确认密码' }).click()
    await expect(page.getByRole('heading', { name: '这次为谁办理' })).toBeVisible()
    await page.getByRole('button', { name: '本人' }).click()
    await expect(page.getByRole('heading', { name: '查看哪个账户' })).toBeVisible()

    // What the screen shows is what the bank holds.
    const jing = await caller('lijing')
    const { hats } = await jing.get<{ hats: { id: string; for: string }[] }>('/v1/session')
    const own = hats.find((h) => h.id === 'self')?.for ?? ''
    const { items } = await jing.get<{ items: { account: string; name: string; number: string; booked: string }[] }>(`/v1/parties/${own}/accounts`)
    await jing.end()
    const account = items[0]
    if (!account) throw new Error('李静 has no account')
    await page.locator('.kiosk-choices button').filter({ hasText: account.number.slice(-4) }).click()
    await expect(page.getByRole('heading', { name: '账户余额' })).toBeVisible()
    const yuan = (Number(account.booked) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })
    await expect(page.locator('.kiosk-balance')).toContainText(yuan)
    await expect(page.locator('body')).not.toContainText(account.number)
    await page.getByRole('button', { name: '隐藏金额' }).click()
    await expect(page.locator('.kiosk-balance')).not.toContainText(yuan)
    await page.getByRole('button', { name: '显示金额' }).click()

    const size = () => page.locator('h1').evaluate((e) => Number.parseFloat(getComputedStyle(e).fontSize))
    const before = await size()
    await page.getByRole('button', { name: '大字', exact: true }).click()
    expect(await size()).toBeGreaterThan(before)
    await page.getByRole('button', { name: 'English', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Balance' })).toBeVisible()
    await shot(page, 'kiosk', 'account-en-light-large-1080')

    await page.getByRole('button', { name: 'End', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Please take your card' })).toBeVisible()
    await shot(page, 'kiosk', 'bye-en-light-1080')
    // The browser's own way back shows nothing of hers, and no session of hers is left.
    for (let i = 0; i < 3; i++) {
      await page.goBack().catch(() => null)
      await expect(page.locator('body')).not.toContainText(yuan)
      await expect(page.locator('.kiosk-balance')).toHaveCount(0)
    }
    await page.goto('/kiosk')
    await expect(page.getByRole('heading', { name: /您要办理什么|What would you like to do/ })).toBeVisible()
    expect(await page.evaluate(() => sessionStorage.getItem('tonghui.hat') ?? '')).toBe('')
    const who = await context.request.get('/v1/session')
    expect(who.status() === 401 || !((await who.json()) as { person?: string }).person).toBe(true)
  })

  test('nobody touches it: a warning after 90 s, more time, then everything is wiped', async ({ visit }) => {
    const { page } = await visit({ ...window, session: await terminalSession() })
    await page.clock.install()
    await visited(page)
    await page.clock.runFor(88_000)
    await expect(page.getByRole('alertdialog')).toHaveCount(0)
    await page.clock.runFor(4_000)
    const warning = page.getByRole('alertdialog')
    await expect(warning).toContainText('还需要更多时间吗')
    await expect(page.getByRole('button', { name: '继续办理' })).toBeFocused()
    await shot(page, 'kiosk', 'idle-zh-light-1080')
    await page.getByRole('button', { name: '继续办理' }).click()
    await expect(warning).toHaveCount(0)
    await expect(page.getByRole('heading', { name: '查看哪个账户' })).toBeVisible()
    await page.clock.runFor(92_000)
    await expect(page.getByRole('alertdialog')).toBeVisible()
    await page.clock.runFor(32_000)
    await expect(page.getByRole('heading', { name: '请取走您的卡' }).or(page.getByRole('heading', { name: '您要办理什么' }))).toBeVisible()
    await page.goBack().catch(() => null)
    await expect(page.getByRole('heading', { name: '查看哪个账户' })).toHaveCount(0)
  })

  for (const language of ['zh', 'en'] as const)
    test(`every page: ${language}`, async ({ visit, faults }) => {
      test.setTimeout(180_000)
      const theme = language === 'zh' ? 'light' : 'dark'
      const { page } = await visit({ ...window, session: await terminalSession(), theme: 'system' })
      await visited(page)
      const account = await page.evaluate(async () => {
        const h = { 'Tonghui-Hat': sessionStorage.getItem('tonghui.hat') ?? '' }
        const s = (await (await fetch('/v1/session', { headers: h })).json()) as { hats: { id: string; for: string }[] }
        const own = s.hats.find((x) => x.id === 'self')?.for ?? ''
        const a = (await (await fetch(`/v1/parties/${own}/accounts`, { headers: h })).json()) as { items: { account: string }[] }
        return a.items[0]?.account ?? ''
      })
      if (language === 'en') await page.getByRole('button', { name: 'English', exact: true }).click()
      const found: string[] = []
      // The start and the end come last: they end what a visit knows.
      const routes = routesOf('kiosk').sort((a, b) => Number(['/', '/bye', '/setup'].includes(a)) - Number(['/', '/bye', '/setup'].includes(b)))
      for (const route of routes) {
        const note = (what: string[]) => { found.push(...what.map((f) => `${route} · ${f}`)) }
        const name = route === '/' ? 'start' : route.slice(1).replaceAll('/', '-').replaceAll(':', '')
        await follow(page, `/kiosk${route === '/' ? '' : route.replace(':id', account)}${route === '/bye' ? `?language=${language}` : ''}`)
        await settle(page)
        note([...(await wording(page, language)), ...(route === '/bye' ? [] : await axeInBoth(page))])
        await page.emulateMedia({ colorScheme: theme })
        await shot(page, 'kiosk', `${name}-${language}-${theme}-1080`)
        await page.setViewportSize({ width: 360, height: 740 })
        note(await sideways(page))
        await page.setViewportSize(window)
        note(faults.take())
      }
      expect(found).toEqual([])
    })
})
