import type { Page } from '@playwright/test'
import { caller, freshCode, hello, line, sessionFile } from './harness/bank'
import { follow, settle, shot } from './harness/look'
import { expect, test } from './harness/test'

/** Lets the next write that fits be refused as if the last proof were older than five minutes; what follows is the bank's. */
async function ageProof(page: Page, path: string): Promise<void> {
  await page.route(path, (r) => r.fulfill({ status: 403, contentType: 'application/problem+json', json: { status: 403, code: 'app.step_up', title: 'step up', detail: '' } }), { times: 1 })
}

/** Proves in the dialog that it is she. */
async function prove(page: Page, login: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '请再次确认是您本人' })
  await dialog.getByLabel('密码', { exact: true }).fill(hello.demo.password)
  if (line(login).otpauth) await dialog.getByLabel(/动态/).fill(await freshCode(login))
  await dialog.getByRole('button', { name: '确定' }).click()
  await expect(dialog).toBeHidden()
  // The proof renews the session: its old cookie is good for nothing now.
  await page.context().storageState({ path: sessionFile(login) })
}

test('the teller finds a customer and opens a number, for a reason and after proving who she is', async ({ enter, faults }) => {
  const page = await enter('sunli', { face: 'ops', hat: 'staff', path: '/parties' })
  // Whoever acts for her may be a customer of another branch, whom this teller does not see.
  faults.allow(/^403 POST \/v1\/parties\/\d+\/reveal/, /^404 GET \/v1\/parties\/\d+$/)
  const find = page.getByRole('searchbox', { name: '姓名或拼音' }).or(page.getByLabel('姓名或拼音'))
  await find.first().fill('lijing')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/name=lijing/)
  await page.locator('tbody tr').filter({ hasText: '李静' }).first().click()
  await expect(page).toHaveURL(/\/ops\/parties\/\d+/)
  await settle(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('李静')
  await ageProof(page, '**/v1/parties/*/reveal')
  const masked = await page.locator('.revealed .figures').filter({ hasText: '*' }).last().innerText()
  await page.getByRole('button', { name: '查看完整信息' }).last().click()
  const reason = `柜面核对 ${String(Date.now() % 10_000)}`
  await page.getByRole('dialog').getByLabel('原因').fill(reason)
  await page.getByRole('dialog').getByRole('button', { name: '查看完整信息' }).click()
  await prove(page, 'sunli')
  await expect(page.locator('.revealed .figures').last()).not.toHaveText(masked)
  await expect(page.locator('.revealed .figures').last()).not.toContainText('*')
  // The person herself can read it.
  const jing = await caller('lijing')
  const { items } = await jing.get<{ items: { reason: string }[] }>(`/v1/parties/${line('lijing').person ?? ''}/disclosures?limit=20`)
  expect(items.some((d) => d.reason === reason)).toBe(true)
  await jing.end()
})

interface Approval { id: string; kind: string; state: string; object: string; maker: { party: string } }

test('an administrator proposes a parameter change and cannot approve it herself; the second one does', async ({ enter, faults }) => {
  const zhao = await caller('zhaomin', 'staff')
  // What the city left open for this parameter makes room.
  for (const a of (await zhao.get<{ items: Approval[] }>('/v1/approvals?view=open&limit=50')).items.filter((x) => x.object === 'parameter.value/screening.threshold'))
    await zhao.call('POST', `/v1/approvals/${a.id}/refuse`, { reason: '为本次变更让路' })
  const first = await enter('chenjianguo', { face: 'ops', hat: 'staff', path: '/parameters/screening.threshold' })
  faults.allow(/^403 POST \/v1\/(parameters|approvals)/)
  await first.getByRole('button', { name: '申请变更' }).click()
  const form = first.getByRole('dialog')
  await form.getByLabel(/新值/).fill('880')
  await form.getByLabel(/变更理由/).fill('年度评估后调整')
  await shot(first, 'ops', 'parameter-propose-zh-light-1440')
  await form.getByRole('button', { name: '申请变更' }).click()
  await expect.poll(async () => (await zhao.get<{ items: Approval[] }>('/v1/approvals?view=open&object=parameter.value%2Fscreening.threshold')).items.length).toBe(1)
  const open = (await zhao.get<{ items: Approval[] }>('/v1/approvals?view=open&object=parameter.value%2Fscreening.threshold')).items[0]
  expect(open?.maker.party).toBe(line('chenjianguo').person)
  const id = open?.id ?? ''

  // She is told that somebody else decides, and the bank refuses her anyway.
  await first.goto(`/ops/approvals/${id}`)
  await settle(first)
  await expect(first.getByText('该事项由您本人提出，须由他人决定')).toBeVisible()
  await expect(first.getByRole('button', { name: '同意', exact: true })).toHaveCount(0)
  const chen = await caller('chenjianguo', 'staff')
  expect((await chen.call('POST', `/v1/approvals/${id}/approve`, { note: '' })).status).toBeGreaterThanOrEqual(400)
  await chen.end()

  const second = await enter('zhaomin', { face: 'ops', hat: 'staff', path: `/approvals/${id}` })
  await shot(second, 'ops', 'approval-decide-zh-light-1440')
  await ageProof(second, '**/v1/approvals/*/approve')
  await second.getByRole('button', { name: /^同意/ }).first().click()
  await prove(second, 'zhaomin')
  const again = await caller('zhaomin', 'staff')
  await expect.poll(async () => (await again.get<Approval>(`/v1/approvals/${id}`)).state).toBe('approved')
  const { items } = await again.get<{ items: { name: string; value: string; coming?: { value: string }[] }[] }>('/v1/parameters')
  const p = items.find((x) => x.name === 'screening.threshold')
  expect([p?.value, ...(p?.coming ?? []).map((c) => c.value)]).toContain('880')
  await zhao.end()
  await again.end()
})

test('compliance decides a hit by keyboard, and the next one opens', async ({ enter }) => {
  const xu = await caller('xujingyi', 'staff')
  const { items } = await xu.get<{ items: { id: string; state: string }[] }>('/v1/screening/hits?state=open&limit=50')
  const hit = items.at(-1)
  if (!hit) throw new Error('the city has no open hit')
  const page = await enter('xujingyi', { face: 'ops', hat: 'staff', path: `/screening/hits/${hit.id}` })
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('不是同一人')
  await dialog.getByLabel('原因').fill('出生日期和证件号码均不符')
  await dialog.getByRole('button', { name: '排除' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(async () => (await xu.get<{ hit: { state: string } }>(`/v1/screening/hits/${hit.id}`)).hit.state).toBe('cleared')
  await expect(page).not.toHaveURL(new RegExp(hit.id))
  await xu.end()
})

test('a data steward proposes a merge, and another one decides it', async ({ enter }) => {
  const song = await caller('songwei', 'staff')
  const pair = (await song.get<{ items: { id: string; one: string; other: string }[] }>('/v1/party-duplicates?state=open')).items[0]
  if (!pair) throw new Error('the city has no duplicates')
  const page = await enter('songwei', { face: 'ops', hat: 'staff', path: `/party-duplicates/${pair.id}` })
  await page.getByRole('button', { name: /合并/ }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').fill('同一人重复建档，电话和生日一致')
  await dialog.getByRole('button', { name: /合并/ }).click()
  const open = async () => (await song.get<{ items: Approval[] }>('/v1/approvals?view=open&limit=50')).items.find((a) => a.kind === 'party.merge' && (a.object.includes(pair.one) || a.object.includes(pair.other)))
  await expect.poll(async () => (await open())?.state).toBe('open')
  await shot(page, 'ops', 'merge-proposed-zh-light-1440')
  await song.end()
})

test('the auditor checks the proof of a record', async ({ enter }) => {
  const luo = await caller('luoping', 'staff')
  const record = (await luo.get<{ items: { id: string }[] }>('/v1/audit/records?limit=5')).items.at(-1)
  const page = await enter('luoping', { face: 'ops', hat: 'staff', path: `/audit/records/${record?.id ?? ''}` })
  const check = page.getByRole('button', { name: /核验|验证|证明/ }).first()
  if (await check.isVisible()) await check.click()
  await expect(page.getByText(/(核验|验证)(通过|成功)|未被改动|一致/).first()).toBeVisible()
  await shot(page, 'ops', 'audit-proof-zh-light-1440')
  await luo.end()
})

test('the dashboard follows what is booked, without being loaded anew', async ({ enter }) => {
  const page = await enter('hanbing', { face: 'ops', hat: 'staff', path: '/dashboard' })
  await expect(page.getByText('实时').first()).toBeVisible()
  const entries = page.locator('.question').first().locator('dd').nth(1)
  const before = Number((await entries.innerText()).replaceAll(',', ''))
  // The accountant books one entry.
  const feng = await caller('fengyan', 'staff')
  const { items } = await feng.get<{ items: { id: string; currency: string; code: string; balance?: { booked: string } }[] }>('/v1/ledger/accounts?limit=200')
  const code = items.map((x) => x.code).find((c, i, all) => all.indexOf(c) !== i && items[i]?.currency === 'CNY')
  const [a, b] = items.filter((x) => x.currency === 'CNY' && x.code === code)
  if (!a || !b) throw new Error('no two accounts of one code')
  const booked = await feng.call<{ detail?: string; code?: string }>('POST', '/v1/ledger/entries', { kind: 'manual', reference: `E2E${String(Date.now())}`, debit: a.id, credit: b.id, amount: '1', summary: '看板演示' })
  expect(booked.status, JSON.stringify(booked.body)).toBeLessThan(300)
  await expect.poll(async () => Number((await entries.innerText()).replaceAll(',', '')), { timeout: 15_000 }).toBeGreaterThan(before)
  await feng.end()
})

test('a search in a list stays in the address, and back leads to it', async ({ enter }) => {
  const page = await enter('sunli', { face: 'ops', hat: 'staff' })
  await follow(page, '/ops/parties?name=%E6%9D%8E')
  await expect(page.locator('tbody tr').first()).toContainText('李')
  await page.locator('tbody tr').first().click()
  await expect(page).toHaveURL(/\/parties\/\d+/)
  await page.goBack()
  await expect(page).toHaveURL(/name=%E6%9D%8E/)
  await expect(page.locator('tbody tr').first()).toContainText('李')
})
