import type { Page } from '@playwright/test'
import { caller, hello, type Caller } from './harness/bank'
import { follow, settle, shot } from './harness/look'
import { expect, test } from './harness/test'

// Money moves: a first transfer, a payroll of three people, a code that is paid and refunded, and the end of the day.

interface Deposit { id: string; number: string; name: string; kind: string; state: string; holder: string; booked: string }
interface Order { id: string; state: string; amount: string; kind: string; to: { account?: string } }
interface Batch { id: string; state: string; lines: number; bad: number; doubtful: number; paid: number; failed: number; paidAmount: string }

/** An amount that nobody has paid in the last ten minutes: the bank asks about a second one of the same. */
const fen = () => 1_000 + (Math.floor(Date.now() / 10) % 8_000)
const yuan = (minor: number) => (minor / 100).toFixed(2)

/** Somebody's own demand account. */
async function demand(who: Caller): Promise<Deposit> {
  const { items } = await who.get<{ items: Deposit[] }>('/v1/account/accounts?limit=100')
  const a = items.filter((x) => ['demand', 'basic', 'general'].includes(x.kind) && x.state === 'active').sort((x, y) => Number(y.booked) - Number(x.booked))[0]
  if (!a) throw new Error('no account that pays')
  return a
}

/** Counts presses; what is typed is no tap. */
class Taps {
  n = 0
  async on(what: ReturnType<Page['getByRole']>): Promise<void> {
    this.n++
    await what.click()
  }
}

test('李桂珍 signs in and sends her first transfer in three taps', async ({ visit }) => {
  const jing = await caller('lijing')
  const into = await demand(jing)
  const amount = fen()

  const { page } = await visit({ width: 390, height: 844 })
  await page.goto('/sign-in?next=%2Fpeople')
  await page.getByLabel('登录名').fill('liguizhen')
  await page.getByLabel('密码').fill(hello.demo.password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL(/\/(choose|people|sign-in).*/)
  const self = page.getByRole('button', { name: /李桂珍.*本人/s })
  if (await self.isVisible().catch(() => false)) await self.click()
  await expect(page).toHaveURL(/\/people$/)
  await settle(page)

  const taps = new Taps()
  await taps.on(page.getByRole('navigation', { name: '常用' }).getByRole('link', { name: '转账' }))
  await settle(page)
  await taps.on(page.getByLabel('账号、卡号或手机号'))
  await page.keyboard.type(into.number)
  await page.getByLabel('户名').fill('李静') // a Tab away
  await expect(page.getByText('户名与账号一致')).toBeVisible()
  await page.getByLabel('金额').fill(yuan(amount))
  await shot(page, 'people', 'transfer-filled-zh-light-390')
  await taps.on(page.getByRole('button', { name: /^确认转账/ }))
  await expect(page.getByText('转账成功')).toBeVisible()
  expect(taps.n).toBe(3)
  await settle(page)
  await shot(page, 'people', 'transfer-receipt-zh-light-390')

  // The receipt's code proves it to anybody, and the payee has the money.
  const number = /\/payments\/(\d+)\/receipt/.exec(page.url())?.[1] ?? ''
  const got = await jing.get<Order>(`/v1/payment/orders/${number}`)
  expect(got).toMatchObject({ state: 'settled', amount: String(amount) })
  const code = (await page.locator('.code-big').innerText()).trim()
  const genuine = await jing.get<{ genuine: boolean }>(`/v1/payment/receipts/verify?number=${number}&code=${encodeURIComponent(code)}`, '')
  expect(genuine.genuine).toBe(true)
  await jing.end()
})

test('a payroll of 500 is uploaded, checked, approved and paid by three people', async ({ enter }) => {
  test.setTimeout(180_000)
  const firm = '北京通惠运河商贸有限公司'
  const bank = await caller('fengyan', 'staff')
  const { items } = await bank.get<{ items: Deposit[] }>('/v1/account/accounts?limit=500')
  // Children's accounts hold 2,000 yuan at most: wages would not fit.
  const payees = items.filter((a) => a.holder === 'person' && a.kind === 'demand' && a.state === 'active' && Number(a.booked) > 300_000)
  expect(payees.length).toBeGreaterThan(10)
  // Each line has an amount of its own, so that none looks like a copy of another or of a file of this month.
  const stamp = Date.now() % 1_000_000
  const least = 3_000 + 500 * (Math.floor(Date.now() / 1000) % 60)
  const rows = Array.from({ length: 500 }, (_, i) => {
    const p = payees[i % payees.length]
    return [p?.number, p?.name, yuan(least + i), '2026年11月工资', `GZ${String(stamp)}-${String(i + 1).padStart(3, '0')}`, ''].join(',')
  })
  const file = `\uFEFF账号,户名,金额,用途,业务编号,行号\n${rows.join('\n')}\n`
  const total = yuan(Array.from({ length: 500 }, (_, i) => least + i).reduce((a, b) => a + b, 0))

  const maker = await enter('lijing', { face: 'business', hat: 'firm', forName: firm, path: '/batches/new' })
  const checker = await enter('zhangwei', { face: 'business', hat: 'firm', forName: firm, path: '/batches' })
  const approver = await enter('huanglan', { face: 'business', hat: 'firm', forName: firm, path: '/batches' })

  const began = Date.now()
  await maker.getByRole('radio', { name: /代发工资/ }).check()
  await maker.locator('fieldset').filter({ hasText: '付款账户' }).getByRole('radio').first().check()
  await maker.locator('input[type=file]').setInputFiles({ name: `工资${String(stamp)}.csv`, mimeType: 'text/csv', buffer: Buffer.from(file) })
  await maker.getByRole('button', { name: '上传并检查' }).click()
  await expect(maker).toHaveURL(/\/batches\/\d+$/, { timeout: 20_000 })
  await expect(maker.getByText('500 笔全部可以付款')).toBeVisible({ timeout: 20_000 })
  await settle(maker)
  await shot(maker, 'business', 'payroll-uploaded-zh-light-1280')
  const id = /\/batches\/(\d+)$/.exec(maker.url())?.[1] ?? ''

  await follow(checker, `/business/batches/${id}`)
  await expect(checker.getByText(Number(total).toLocaleString('en-US', { minimumFractionDigits: 2 })).first()).toBeVisible()
  await checker.getByRole('button', { name: '复核通过' }).click()
  await expect(checker.getByText('等待审批人办理')).toBeVisible()

  await follow(approver, `/business/batches/${id}`)
  await shot(approver, 'business', 'payroll-approve-zh-light-1280')
  await approver.getByRole('button', { name: '批准付款' }).click()
  await expect(approver.getByText('500 笔全部付出')).toBeVisible({ timeout: 60_000 })
  expect(Date.now() - began).toBeLessThan(60_000)
  await settle(approver)
  await shot(approver, 'business', 'payroll-paid-zh-light-1280')

  const jing = await caller('lijing', 'firm', firm)
  const batch = await jing.get<Batch>(`/v1/batches/${id}`)
  expect(batch).toMatchObject({ state: 'done', lines: 500, paid: 500, failed: 0, paidAmount: String(Math.round(Number(total) * 100)) })
  // The maker comes back later, and reads how it went.
  await maker.reload()
  await expect(maker.getByText('500 笔全部付出')).toBeVisible()
  await jing.end()
  await bank.end()
})

test('a code is paid by a customer and refunded by the shop', async ({ enter }) => {
  const amount = fen()
  const shop = await enter('lijing', { face: 'business', hat: 'firm', forName: '北京通惠运河商贸有限公司', path: '/collect/codes/new?sort=bill' })
  await shop.getByLabel('收款账户').click()
  await shop.locator('.ant-select-item-option').first().click()
  await shop.getByRole('textbox', { name: '金额' }).fill(yuan(amount))
  await shop.getByLabel('店名').fill('通惠商贸运河店')
  await shop.getByRole('button', { name: '生成', exact: true }).click()
  await expect(shop).toHaveURL(/\/collect\/codes\/\d+$/)
  await expect(shop.getByText('等待付款')).toBeVisible()
  await settle(shop)
  await shot(shop, 'business', 'bill-waits-zh-light-1280')
  const code = /\/codes\/(\d+)$/.exec(shop.url())?.[1] ?? ''
  const firm = await caller('lijing', 'firm', '北京通惠运河商贸有限公司')
  const { text } = await firm.get<{ text: string }>(`/v1/collect/codes/${code}`)

  const customer = await enter('tianye', { face: 'people', hat: 'self', path: '/collect/pay' })
  await customer.getByLabel('收款码内容').fill(text)
  await customer.getByRole('button', { name: '查看', exact: true }).click()
  await expect(customer.getByText('通惠商贸运河店', { exact: true })).toBeVisible()
  await customer.getByRole('button', { name: /^付款 ¥/ }).click()
  await expect(customer.getByText('付款成功')).toBeVisible()
  await settle(customer)
  await shot(customer, 'people', 'code-paid-zh-light-390')

  // The till follows by itself; then the shop gives the money back.
  await expect(shop.getByText('已收到付款')).toBeVisible()
  const { items } = await firm.get<{ items: { id: string; code?: string; amount: string }[] }>('/v1/collect/collections?limit=20')
  const taken = items.find((c) => c.code === code)
  expect(taken?.amount).toBe(String(amount))
  await follow(shop, `/business/collect/collections/${taken?.id ?? ''}`)
  await shop.getByRole('button', { name: '退款' }).click()
  const dialog = shop.getByRole('dialog')
  await dialog.getByLabel('原因').fill('顾客退货')
  await dialog.getByRole('button', { name: '退款', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(shop.getByText('顾客退货')).toBeVisible()
  await settle(shop)
  await shot(shop, 'business', 'collection-refunded-zh-light-1280')
  const back = await firm.get<{ refunded: string }>(`/v1/collect/collections/${taken?.id ?? ''}`)
  expect(back.refunded).toBe(String(amount))

  const tian = await caller('tianye')
  const { items: orders } = await tian.get<{ items: Order[] }>('/v1/payment/orders?kind=refund&limit=5')
  expect(orders.some((o) => o.amount === String(amount) && o.state === 'settled')).toBe(true)
  await tian.end()
  await firm.end()
})

test('operations find the payment in the bank’s own list, with its whole chain', async ({ enter }) => {
  const jing = await caller('lijing')
  const into = await demand(jing)
  await jing.end()
  const gui = await caller('liguizhen')
  const amount = fen()
  const own = await demand(gui)
  const made = await gui.write<Order>('POST', '/v1/payment/transfers', { from: own.id, to: { account: into.number, name: '李静' }, amount: String(amount), purpose: '买菜钱' })
  await gui.end()

  const page = await enter('hanbing', { face: 'ops', hat: 'staff', path: '/payments' })
  await page.locator('tbody tr').filter({ hasText: Number(yuan(amount)).toLocaleString('en-US', { minimumFractionDigits: 2 }) }).first().click()
  await expect(page).toHaveURL(new RegExp(`/ops/payments/${made.id}$`))
  await settle(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('李静')
  const chain = page.locator('.page-aside')
  for (const step of ['提交支付', '户名核验', '记账']) await expect(chain.getByText(step, { exact: true }).first()).toBeVisible()
  // Masked, as long as nobody asks for more.
  await expect(page.locator('main')).not.toContainText(into.number)
  await chain.getByRole('link', { name: '分录' }).first().click()
  await expect(page).toHaveURL(/\/ops\/ledger\/entries\/\d+$/)

  await follow(page, '/ops/clearing')
  await expect(page.getByRole('heading', { level: 1, name: '清算往来' })).toBeVisible()
  await expect(page.getByText('待处理').first()).toBeVisible()
})

interface Run { date: string; state: string }

test('the end of the day is started beside business, and its progress is seen', async ({ enter }) => {
  test.setTimeout(180_000)
  const han = await caller('hanbing', 'staff')
  const { items: days } = await han.get<{ items: { date: string; state: string }[] }>('/v1/ledger/days?limit=5')
  const today = days.find((d) => d.state === 'open')?.date ?? ''
  const page = await enter('hanbing', { face: 'ops', hat: 'staff', path: '/dayend' })
  await page.getByRole('button', { name: `启动 ${today} 的日终` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('日切不可撤回')
  await dialog.getByRole('button', { name: '启动日终', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('progressbar', { name: '总进度' })).toBeVisible()
  await shot(page, 'ops', 'dayend-running-zh-light-1440')

  // Business goes on in the new date.
  const gui = await caller('liguizhen')
  const jing = await caller('lijing')
  const into = await demand(jing)
  const own = await demand(gui)
  const paid = await gui.write<Order & { bankDate: string }>('POST', '/v1/payment/transfers', { from: own.id, to: { account: into.number, name: '李静' }, amount: String(fen()) })
  expect(paid.state).toBe('settled')
  expect(paid.bankDate > today).toBe(true)
  await gui.end()
  await jing.end()

  await expect.poll(async () => (await han.get<Run>(`/v1/dayend/runs/${today}`)).state, { timeout: 120_000 }).not.toBe('running')
  const run = await han.get<Run>(`/v1/dayend/runs/${today}`)
  expect(run.state).toBe('done')
  await settle(page)
  await expect(page.locator('main')).toContainText('已完成', { timeout: 15_000 })
  await shot(page, 'ops', 'dayend-done-zh-light-1440')
  await han.end()
})
