import type { Page } from '@playwright/test'
import { Caller, hello } from './harness/bank'
import { settle, shot } from './harness/look'
import { expect, test } from './harness/test'

/** Chromium's own authenticator, with a person who always agrees. */
async function authenticator(page: Page): Promise<{ keys: () => Promise<number> }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  return { keys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length }
}

test('a passkey is added, signs in, and is removed', async ({ visit, faults }) => {
  const { page } = await visit({})
  const device = await authenticator(page)
  await page.goto('/sign-in?next=%2Fbusiness%2Fsecurity')
  await page.getByLabel('登录名').fill('caozhiqiang')
  await page.getByLabel('密码').fill(hello.demo.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/business\/security/)
  await settle(page)
  await page.getByRole('button', { name: '添加通行密钥' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').fill('我的电脑')
  await dialog.getByRole('button', { name: '下一步' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('我的电脑')).toBeVisible()
  expect(await device.keys()).toBe(1)
  await shot(page, 'business', 'security-passkey-zh-light-1280')

  await page.locator('.bar-person').click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await expect(page.getByText('您已退出登录')).toBeVisible()
  // The browser's own suggestion may already have signed her in; else the button does.
  const button = page.getByRole('button', { name: '用通行密钥登录' })
  await button.click({ timeout: 3000 }).catch(() => undefined)
  const choice = page.getByRole('button', { name: /潞河人家/ })
  await choice.click()
  await expect(page).toHaveURL(/\/business/)
  await settle(page)
  const me = await page.evaluate(async () => (await (await fetch('/v1/session')).json()) as { name: string; level: number })
  expect(me).toMatchObject({ name: '曹志强', level: 3 })

  const him = await Caller.signIn('caozhiqiang').catch(() => undefined)
  await him?.end()
  await page.goto('/business/security')
  await settle(page)
  await page.getByRole('button', { name: /删除通行密钥/ }).click()
  await page.getByRole('dialog').getByRole('button').last().click()
  await expect(page.getByText('还没有通行密钥')).toBeVisible()
  faults.allow(/^401 /)
})
