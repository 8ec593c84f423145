import { freshCode, hello } from './harness/bank'
import { axe, display, shot, sideways } from './harness/look'
import { expect, test } from './harness/test'

test.describe('signing in', () => {
  test('one with several hats chooses as whom; keyboard only', async ({ visit, faults }) => {
    const { page } = await visit({})
    await page.goto('/people')
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    await page.goto('/sign-in')
    await page.getByLabel('登录名').focus()
    await page.keyboard.type('lijing')
    await page.keyboard.press('Tab')
    await page.keyboard.type(hello.demo.password)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: '以什么身份办理' })).toBeVisible()
    await shot(page, 'sign-in', 'choose-hat-zh-light-1280')
    // Four hats; the firm's is reached by Tab alone.
    const firm = page.getByRole('button', { name: /通惠运河商贸/ })
    for (let i = 0; i < 20 && !(await firm.evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press('Tab')
    await expect(firm).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/business/)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    faults.allow(/^401 POST \/v1\/session/)
  })

  test('a one-time code is asked for, and a wrong one is refused', async ({ visit, faults }) => {
    const { page } = await visit({})
    faults.allow(/^401 POST \/v1\/auth\/code/)
    await page.goto('/sign-in?next=%2Fops%2Fapprovals')
    await page.getByLabel('登录名').fill('fengyan')
    await page.getByLabel('密码', { exact: true }).fill(hello.demo.password)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: '输入动态验证码' })).toBeVisible()
    const field = page.getByLabel('动态验证码')
    await expect(field).toBeFocused()
    await shot(page, 'sign-in', 'code-zh-light-1280')
    await field.fill('000000')
    await page.keyboard.press('Enter')
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await shot(page, 'sign-in', 'code-wrong-zh-light-1280')
    await field.fill(await freshCode('fengyan'))
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/ops\/approvals/)
  })

  test('a wrong password is refused, and says so at the field', async ({ visit, faults }) => {
    const { page } = await visit({})
    faults.allow(/^401 POST \/v1\/auth\/password/)
    await page.goto('/sign-in')
    await page.getByLabel('登录名').fill('wuxiaoli')
    await page.getByLabel('密码', { exact: true }).fill('certainly not this one')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    const field = page.getByLabel('密码', { exact: true })
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toBeFocused()
    await expect(page.getByText(/登录名或密码不正确/)).toBeVisible()
    await shot(page, 'sign-in', 'wrong-zh-light-1280')
    // Nothing filled in: said before anything is asked of the bank.
    await field.fill('')
    await page.keyboard.press('Enter')
    await expect(page.getByText('请填写密码')).toBeVisible()
  })

  for (const [language, theme] of [['zh', 'light'], ['zh', 'dark'], ['en', 'light'], ['en', 'dark']] as const)
    test(`looks right: ${language} ${theme}`, async ({ visit }) => {
      const { page } = await visit({ language, theme, width: 1280 })
      const found: string[] = []
      for (const path of ['/', '/sign-in', '/sign-in/activate']) {
        await page.goto(path)
        await page.locator('h1').waitFor()
        found.push(...(await axe(page)).map((f) => `${path} ${f}`))
        const name = path === '/' ? 'choose-face' : path.split('/').at(-1) ?? ''
        if (language === 'zh' && theme === 'light') await shot(page, 'sign-in', `${name}-zh-light-1280`)
        await page.setViewportSize({ width: 360, height: 740 })
        found.push(...(await sideways(page)).map((f) => `${path} ${f}`))
        if (language === 'en' && theme === 'dark') await shot(page, 'sign-in', `${name}-en-dark-360`)
        await page.setViewportSize({ width: 1280, height: 800 })
      }
      expect(found).toEqual([])
    })

  test('language and theme are chosen before signing in, and stay', async ({ visit }) => {
    const { page } = await visit({})
    await page.goto('/sign-in')
    await display(page, 'en', 'dark')
    await expect(page.getByRole('heading', { name: 'Sign in to Tonghui' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Sign in to Tonghui' })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('data-mode', 'dark')
  })
})
