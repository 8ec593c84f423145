import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page, type Route } from '@playwright/test'

// Walks every page of the terminal, in each size of text, and measures what the rules for older people ask for (MIIT, GB/T
// 37668, WCAG 2.2): text of 18 px and more, up to 30; lines 1.3 times as high; targets of 60 by 60 px; contrast 4.5:1, computed
// from the colours that are on the screen. The bank's answers are given here, so that every state can be reached.

const sizes = { normal: 18, large: 24, huge: 30 } as const
type Size = keyof typeof sizes
const screens = { portrait: { width: 1080, height: 1920 }, landscape: { width: 1280, height: 1024 } } as const

// ---- the bank, as far as a terminal sees it

const hats = {
  self: { id: 'self', kind: 'self', for: '1001', forName: '李静', roles: [] },
  agent: { id: 'agent-1', kind: 'agent', for: '1002', forName: '李桂珍', roles: [], until: '2027-11-24T00:00:00Z' },
}

interface Bank {
  terminal: boolean
  reachable: boolean
  person: boolean
  hats: object[]
  /** Wrong PINs so far. */
  wrong: number
  empty: boolean
  ended: number
  lookFails: boolean
  /** What the check of a payee's name says. */
  match: 'match' | 'close' | 'no_match' | 'no_account'
  pays: 'settled' | 'again' | 'proof' | 'asked'
  card: object
}

const problem = (status: number, code: string, zh: string) => ({ status, json: { type: '', title: '', status, code, detail: zh, detailZh: zh, detailEn: 'That is refused. Do something else.', instance: 'abcd' } })

function answer(bank: Bank, method: string, path: string, body: Record<string, string>): Parameters<Route['fulfill']>[0] {
  const terminal = { name: 'kiosk-K01', client: 'kiosk-K01', level: 3, hat: 'kiosk', hats: [], csrf: 't' }
  switch (`${method} ${path}`) {
    case 'GET /v1/session':
      if (bank.person) return { json: { person: '1001', name: '李静', client: 'kiosk-K01', level: 2, hat: 'self', csrf: 'p', hats: bank.hats } }
      return bank.terminal ? { json: terminal } : problem(401, 'app.sign_in', '请登录。')
    case 'POST /v1/session/end':
      bank.ended += bank.person ? 1 : 0
      bank.person = false
      return { json: { ended: 1 } }
    case 'POST /v1/auth/terminal':
      if (body.secret !== '0000000000000000') return problem(401, 'signin.terminal', '本终端未在银行登记或已停用。请联系管理人员重新设置。')
      bank.terminal = true
      return { json: { signedIn: true, csrf: 't', level: 3 } }
    case 'POST /v1/auth/card':
      if (body.pin !== '135790') { bank.wrong++; return problem(401, 'signin.card', '卡片与密码不匹配。') }
      bank.person = true
      return { json: { signedIn: true, csrf: 'p', level: 2 } }
    case 'POST /v1/auth/document':
      if (body.code !== '12345678') return problem(401, 'signin.document', '证件与验证码不匹配。')
      bank.person = true
      return { json: { signedIn: true, csrf: 'p', level: 2 } }
  }
  const rooms = moneyAnswer(bank, method, path, body)
  if (rooms) return rooms
  if (bank.empty) return { json: { items: [] } }
  if (bank.lookFails && path.endsWith('/disclosures')) return problem(503, 'app.busy', '系统繁忙，请稍后再试。')
  if (path.endsWith('/accounts'))
    return { json: { items: [
      { id: '1', account: '11', party: '1001', relation: 'owner', since: '2026-01-05T00:00:00Z', number: '1001012010000000188', name: '李静', currency: 'CNY', booked: '98765432109876', available: '98765432100000' },
      { id: '2', account: '12', party: '1001', relation: 'joint', since: '2026-01-05T00:00:00Z', number: '1001012020000000139', name: '阿卜杜热合曼·买买提艾力与古丽米热·阿布都热依木共同生活费专用储蓄账户', currency: 'CNY', booked: '-125', available: '-125', closed: true },
    ] } }
  if (path.endsWith('/postings'))
    return { json: { next: 'more', items: ['-46824', '120000000000', '-1'].map((amount, i) => ({
      entry: `${i}`, sequence: 40 - i, bookedAt: '2026-11-23T01:00:00Z', bankDate: '2026-11-23', valueDate: '2026-11-23', kind: 'transfer', reference: 'r', side: 'debit',
      amount, balance: '98765432109876', summary: i === 1 ? '北京市通州区住房公积金管理中心贷款发放二〇二六年第十一批' : '超市购物' })) } }
  if (path.endsWith('/disclosures'))
    return { json: { next: 'more', items: [
      { id: '1', person: '2', name: '徐静怡', hat: 'staff-1', hatKind: 'staff', client: 'web', fields: ['citizen_id', 'phone'], reason: '可疑交易例行排查', at: '2026-11-24T02:00:00Z' },
      { id: '2', hat: 'self', hatKind: 'self', client: 'web', fields: ['address'], reason: '核对地址', at: '2026-11-24T01:00:00Z', own: true },
    ] } }
  return { json: { items: [
    { id: '1', for: '1001', forName: '李桂珍', person: '1003', personName: '王芳', basis: 'agent', roles: ['agent'], from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z', state: 'in_force', version: 1 },
    { id: '2', for: '1004', forName: '北京通惠运河商贸有限公司', person: '1001', personName: '李静', basis: 'employee', title: '会计', roles: [], from: '2027-01-01T00:00:00Z', state: 'coming', version: 1 },
  ] } }
}

const longName = '阿卜杜热合曼·买买提艾力与古丽米热·阿布都热依木共同生活费专用储蓄账户'
const limit = { each: '500000', day: '98765432109800' }
const card = {
  id: '71', account: '11', branch: '0101', currency: 'CNY', expiresOn: '2031-11-30', hasPin: true, pinBlocked: false, holder: '1001', owner: '1001', issuedAt: '2026-01-05T00:00:00Z', kind: 'debit',
  limits: { pos: limit, atm: limit, online: { each: '0', day: '0' }, contactless: limit }, number: '6299 **** **** **** 013', sequence: 1, state: 'active', version: 1,
}
const order = {
  id: '91', number: '456577612817367040', kind: 'transfer', reference: 'r', channel: 'kiosk', fromNumber: '1001012010000000188', fromName: '李静', to: { account: '1001012010000004223', name: longName }, amount: '98765432109876', fee: '500', currency: 'CNY',
  madeAt: '2026-11-24T02:00:00Z', settledAt: '2026-11-24T02:00:00Z', receipt: { at: '2026-11-24T02:00:00Z', number: '456577612817367040', code: '7GQ2-MKX4-T5BW-9HZC', words: '人民币玖仟捌佰柒拾陆亿伍仟肆佰叁拾贰万壹仟零玖拾捌元柒角陆分' },
}

/** What the rooms of payments and cards answer. */
function moneyAnswer(bank: Bank, method: string, path: string, body: Record<string, unknown>): Parameters<Route['fulfill']>[0] | undefined {
  switch (`${method} ${path.replace(/\/71/, '/ID')}`) {
    case 'GET /v1/account/accounts': return { json: { items: ['11', '12'].map((id) => ({ id, number: `10010120100000001${id}`, name: '李静', title: id === '12' ? longName : undefined, kind: 'demand', product: 'demand', state: 'active', currency: 'CNY', booked: '98765432109876', owner: '1001', branch: '0101', terms: {}, openedOn: '2026-01-05', lastUseOn: '2026-01-05', holder: 'person', version: 1 })) } }
    case 'GET /v1/account/products': return { json: { items: [{ code: 'demand', nameZh: '活期存款', nameEn: 'Demand deposit' }] } }
    case 'GET /v1/payment/payees': return { json: { items: Array.from({ length: 6 }, (_, i) => ({ account: `100101201000000422${i}`, name: i === 0 ? longName : '赵静', at: '2026-11-24T02:00:00Z', saved: true })) } }
    case 'GET /v1/payment/banks': return { json: { next: 'more', items: ['中国工商银行股份有限公司北京通州支行新华大街储蓄所', '中国银行', '招商银行'].map((nameZh, i) => ({ code: `10210000000${i}`, nameZh, nameEn: i === 0 ? 'Industrial and Commercial Bank of China, Beijing Tongzhou Branch' : `Bank ${i}` })) } }
    case 'POST /v1/payment/payees/check': return { json: { result: body.phone ? 'match' : bank.match, name: body.phone ? '*静' : undefined } }
    case 'POST /v1/payment/transfers':
      if (bank.pays === 'again' && !body.again) return problem(409, 'payment.again', '您在十分钟内已向同一收款人支付过相同金额。')
      if (bank.pays === 'proof') { bank.pays = 'settled'; return problem(403, 'app.step_up', '请再验证一次。') }
      return { status: 201, json: { ...order, state: bank.pays === 'asked' ? 'proposed' : 'settled' } }
    case 'GET /v1/card/cards': return { json: { items: [{ ...card, ...bank.card }] } }
    case 'GET /v1/card/cards/ID/limits': return { json: { limits: card.limits, most: { pos: limit, atm: limit, online: limit, contactless: limit } } }
    case 'PUT /v1/card/cards/ID/limits': case 'POST /v1/card/cards/ID/freeze': case 'POST /v1/card/cards/ID/activate': return { json: { ...card, ...bank.card } }
    case 'POST /v1/card/cards/ID/loss': return { json: { ...card, state: 'lost', lostAt: '2026-11-24T02:00:00Z' } }
    case 'GET /v1/card/pad': return problem(503, 'card.no_hsm', '加密机不可用，暂不能办理密码业务。')
  }
  return undefined
}

async function serve(page: Page, more: Partial<Bank> = {}): Promise<Bank> {
  const bank: Bank = { terminal: true, reachable: true, person: false, hats: [hats.self], wrong: 0, empty: false, ended: 0, lookFails: false, match: 'match', pays: 'settled', card: {}, ...more }
  await page.route('**/v1/**', async (route) => {
    if (!bank.reachable) { await route.abort(); return }
    const request = route.request()
    await route.fulfill(answer(bank, request.method(), new URL(request.url()).pathname, (request.postDataJSON() ?? {}) as Record<string, string>))
  })
  return bank
}

// ---- measuring

interface Limits { least: number; name: string }

/** What falls short on the page, in words. */
async function shortcomings(page: Page, { least, name }: Limits): Promise<string[]> {
  const found = await page.evaluate((least) => {
    type Colour = [number, number, number, number]
    const parse = (text: string): Colour => {
      const m = text.match(/[\d.]+/g)?.map(Number) ?? []
      return [m[0] ?? 0, m[1] ?? 0, m[2] ?? 0, m[3] ?? 1]
    }
    const over = (a: Colour, b: Colour): Colour => [0, 1, 2].map((i) => (a[i] ?? 0) * a[3] + (b[i] ?? 0) * (1 - a[3])).concat(1) as Colour
    const light = (c: Colour) => {
      const [r = 0, g = 0, b = 0] = c.slice(0, 3).map((v) => { const s = v / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4 })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const contrast = (a: Colour, b: Colour) => { const [x, y] = [light(a), light(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) }
    /** The ground on which an element stands: all grounds above it, one over the other. */
    const ground = (e: Element): Colour => {
      const all: Colour[] = []
      for (let at: Element | null = e; at; at = at.parentElement) {
        const c = parse(getComputedStyle(at).backgroundColor)
        if (c[3] > 0) all.push(c)
        if (c[3] === 1 || at.tagName === 'DIALOG') break
      }
      return all.reduceRight<Colour>((below, c) => over(c, below), [255, 255, 255, 1])
    }
    const out: string[] = []
    const dialog = document.querySelector('dialog[open]')
    const root = dialog ?? document.body
    const seen = (e: Element) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('.unseen')
    for (const e of root.querySelectorAll<HTMLElement>('*')) {
      const text = [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.textContent ?? '').join('').trim()
      if (!text || !seen(e) || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(e.tagName)) continue
      const style = getComputedStyle(e)
      const what = `"${text.slice(0, 24)}" <${e.tagName.toLowerCase()} ${e.className}>`
      const size = Number(style.fontSize.replace('px', ''))
      // Only the currency and the cents of an amount may stay behind what was chosen; never below 18 px.
      const wanted = e.matches('.money-currency, .money-fraction, .money-side') ? 18 : least
      if (size < wanted - 0.01) out.push(`text ${what}: ${size} px, not ${wanted}`)
      const line = style.lineHeight === 'normal' ? 0 : Number(style.lineHeight.replace('px', '')) / size
      if (line < 1.295) out.push(`line height ${what}: ${line.toFixed(2)}`)
      const on = ground(e)
      const c = contrast(over(parse(style.color), on), on)
      if (c < 4.5) out.push(`contrast ${what}: ${c.toFixed(2)}, ${style.color} on ${on.join(' ')}`)
      const box = e.getBoundingClientRect()
      if (box.left < -1 || box.right > innerWidth + 1) out.push(`beside the screen ${what}: ${Math.round(box.left)} to ${Math.round(box.right)}`)
    }
    for (const e of root.querySelectorAll<HTMLElement>('button, a[href], input, select, [role=button], [tabindex]:not([tabindex="-1"])')) {
      if (!seen(e)) continue
      const r = e.getBoundingClientRect()
      const what = `"${(e.textContent ?? '').slice(0, 24)}" <${e.className}>`
      if (r.width < 60 || r.height < 60) out.push(`target ${what}: ${r.width.toFixed(0)} × ${r.height.toFixed(0)}`)
      const style = getComputedStyle(e)
      if (!(e as HTMLButtonElement).disabled && contrast(over(parse(style.borderTopColor), ground(e)), ground(e)) < 3 && contrast(ground(e), ground(e.parentElement ?? e)) < 3)
        out.push(`edge of ${what}: below 3:1`)
      if (e.scrollWidth > e.clientWidth + 1) out.push(`cut off ${what}`)
    }
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) out.push('scrolls sideways')
    if (!dialog && root.querySelectorAll('.kiosk-bar button').length !== 7) out.push('not all seven buttons of the bar')
    return out
  }, least)
  return found.map((f) => `${name}: ${f}`)
}

/** `axe` as well, which takes its time: once a theme and a language. */
interface Look { size: Size; dark: boolean; english: boolean; axe?: boolean }

class Walk {
  readonly failures: string[] = []
  constructor(readonly page: Page, readonly look: Look) {}

  /** Waits for a page, and measures it. */
  async at(name: string, wait?: string) {
    await this.page.locator(wait ?? '.kiosk-main h1').first().waitFor()
    await this.page.waitForTimeout(60)
    this.failures.push(...await shortcomings(this.page, { least: sizes[this.look.size], name }))
    if (!this.look.axe) return
    const axe = await new AxeBuilder({ page: this.page }).analyze()
    for (const v of axe.violations.filter((x) => x.impact === 'serious' || x.impact === 'critical'))
      this.failures.push(`${name}: axe ${v.id} ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)
  }

  choose(n: number) { return this.page.locator('.kiosk-choices button').nth(n).click() }
  bar(n: number) { return this.page.locator('.kiosk-bar button').nth(n).click() }
  main() { return this.page.locator('.kiosk-main-button').click() }
  /** On the keys of the screen. */
  async type(text: string) { for (const c of text) await this.page.locator('.pad-key').getByText(c, { exact: true }).click() }

  async open(path = '/kiosk') {
    const { size, dark, english } = this.look
    await this.page.addInitScript((p) => { localStorage.setItem('tonghui.preferences', JSON.stringify(p)) }, { language: english ? 'en' : 'zh', theme: dark ? 'dark' : 'light', size })
    await this.page.goto(path)
  }

  done() { expect(this.failures).toEqual([]) }
}

const looks: Look[] = [
  { size: 'normal', dark: false, english: false, axe: true }, { size: 'large', dark: true, english: true, axe: true },
  { size: 'huge', dark: true, english: false }, { size: 'huge', dark: false, english: true },
]

for (const [screen, viewport] of Object.entries(screens))
  for (const given of looks) {
    const look = { ...given, axe: given.axe && screen === 'portrait' }
    const name = `${screen} ${look.size} ${look.dark ? 'high contrast' : 'light'} ${look.english ? 'en' : 'zh'}`

    test(`every page of a visit: ${name}`, async ({ page }) => {
      test.setTimeout(120_000)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ reducedMotion: 'reduce' })
      const bank = await serve(page, { terminal: false, hats: [hats.self, hats.agent] })
      const w = new Walk(page, look)
      await w.open()
      await w.at('out of service', '.kiosk-main .kiosk-button')
      await page.locator('.kiosk-main .kiosk-button').click()
      await w.at('set up: code', '.pad')
      await w.type('K01'); await w.main()
      await w.type('1111'); await w.at('set up: secret'); await w.main()
      await w.at('set up: refused', '.kiosk-trouble')
      await w.type('0'.repeat(16)); await w.main()
      await w.at('start', '.kiosk-choices')
      await w.choose(0); await w.at('enter', '.kiosk-choices')
      await w.choose(0); await w.at('card', '.pad')
      await page.locator('.pad-foot .kiosk-button').click(); await w.at('card number with letters', '.pad-wide')
      await w.type('7K3M'); await w.main(); await w.at('card too short', '.kiosk-trouble')
      await w.type('9QWX2B4C8DEF'); await w.main(); await w.at('PIN', '.masked')
      await w.type('13'); await w.main(); await w.at('PIN too short', '.kiosk-trouble')
      await page.locator('.pad-foot .kiosk-button').click(); await w.type('0000'); await w.main()
      await expect(page.locator('.kiosk-trouble')).toContainText('2')
      await w.at('PIN wrong, shuffled', '.kiosk-trouble')
      await w.type('135790'); await w.main()
      await w.at('for whom', '.kiosk-choices')
      await w.choose(0); await w.at('accounts', '.kiosk-choices button')
      await w.choose(0); await w.at('account', '.kiosk-balance')
      await page.locator('.kiosk-card .kiosk-button').click(); await w.at('amounts covered', '.kiosk-covered')
      await w.bar(2); await w.at('read private details', 'dialog[open]')
      await page.locator('dialog button').first().click()
      await page.locator('.kiosk-notice').waitFor(); await w.at('no voice')
      await w.choose(0); await w.at('postings', '.kiosk-lines')
      await w.bar(0); await w.bar(0); await w.bar(0); await w.at('home', '.kiosk-choices')
      await w.choose(3); await w.at('who looked', '.kiosk-lines'); await w.bar(0)
      await w.choose(4); await w.at('authorisations', '.kiosk-choices')
      await w.choose(0); await w.at('who acts for me', '.kiosk-lines'); await w.bar(0)
      await w.choose(1); await w.at('for whom I act', '.kiosk-lines')
      await w.bar(1); await w.at('help', 'dialog[open]'); await page.keyboard.press('Escape')
      await w.bar(6); await w.at('take your card', '.kiosk-bye')
      expect(bank.ended).toBe(1)
      w.done()
    })

    test(`what goes wrong: ${name}`, async ({ page }) => {
      test.setTimeout(120_000)
      await page.setViewportSize(viewport)
      const bank = await serve(page)
      const w = new Walk(page, look)
      await w.open()
      await w.choose(3); await w.choose(1); await w.at('document', '.pad')
      await w.type('11010519491231021'); await w.main(); await w.at('number too short', '.kiosk-trouble')
      await w.type('1'); await w.main(); await w.at('check digit', '.typed-wrong')
      for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
      await page.keyboard.type('002x'); await w.main(); await w.at('code', '.pad')
      await w.type('11111111'); await w.main(); await w.at('code wrong', '.kiosk-trouble')
      await w.type('12345678'); bank.lookFails = true; await w.main()
      await w.at('who looked: busy', '.kiosk-trouble')
      bank.lookFails = false; bank.empty = true
      await page.locator('.kiosk-trouble button').click(); await w.at('nobody looked', '.kiosk-nothing')
      await w.bar(0); await w.choose(0); await w.at('no accounts', '.kiosk-nothing')
      await w.bar(6); await w.at('take your document', '.kiosk-bye')
      await w.main(); await page.locator('.kiosk-choices').waitFor()
      await w.choose(0); await w.choose(0); await page.locator('.pad').waitFor()
      await page.keyboard.type('7k3m9qwx2b4c8def'); await w.main()
      for (let i = 0; i < 3; i++) { await page.locator('.masked').waitFor(); await page.keyboard.type('111111'); await page.keyboard.press('Enter'); await expect.poll(() => bank.wrong).toBe(i + 1) }
      await w.at('card locked', '.kiosk-strong')
      bank.reachable = false
      await page.goto('/kiosk'); await w.at('bank out of reach', '.kiosk-wait')
      w.done()
    })
  }

for (const [screen, viewport] of Object.entries(screens))
  for (const given of looks) {
    const look = { ...given, axe: given.axe && screen === 'portrait' }
    test(`money and cards: ${screen} ${look.size} ${look.dark ? 'high contrast' : 'light'} ${look.english ? 'en' : 'zh'}`, async ({ page }) => {
      test.setTimeout(180_000)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ reducedMotion: 'reduce' })
      const bank = await serve(page)
      const w = new Walk(page, look)
      const typed = async (text: string) => { await page.keyboard.type(text); await page.keyboard.press('Enter') }
      await w.open(); await w.choose(1); await w.choose(0); await page.locator('.pad').waitFor()
      await typed('6299996303594918977'); await page.locator('.masked').waitFor(); await typed('135790')
      await w.at('from which account', '.kiosk-choices'); await w.choose(0)
      await w.at('to whom', '.kiosk-choices button:nth-child(1)'); await w.choose(0)
      await w.at('people she paid', '.kiosk-turn'); await w.bar(0)
      await w.choose(3); await w.at('own accounts', '.kiosk-choices'); await w.bar(0)
      await w.choose(1); await w.at('phone', '.pad'); await typed('138'); await w.at('phone too short', '.kiosk-trouble'); await typed('00138000'); await w.at('amount', '.kiosk-to'); await w.bar(0); await w.bar(0)
      await w.choose(2); await w.at('account', '.pad'); await typed('1001'); await w.at('account too short', '.kiosk-trouble'); await typed('012010000004223')
      bank.match = 'no_match'; await w.at('name', '.kiosk-field'); await page.locator('.kiosk-field textarea').fill(longName); await page.keyboard.press('Enter'); await w.at('name wrong', '.kiosk-trouble')
      bank.match = 'no_account'; await w.main(); await w.at('no such account', '.kiosk-choices'); await w.choose(1); await w.at('other bank', '.kiosk-turn'); await w.bar(0); await w.bar(0)
      bank.match = 'close'; await w.main(); await w.at('name close', '.kiosk-choices'); await w.choose(1); await w.at('amount', '.kiosk-to')
      await typed('9999999999999'); await w.at('amount too much', '.kiosk-trouble'); for (let i = 0; i < 13; i++) await page.keyboard.press('Backspace')
      await typed('987654321000'); await w.at('sure', '.kiosk-sure')
      bank.pays = 'again'; await w.main(); await w.at('paid just now', '.kiosk-choices')
      bank.pays = 'proof'; await w.choose(1); await w.at('proof', '.masked'); await typed('135790'); await w.at('done', '.kiosk-sure + *')
      bank.pays = 'asked'; await w.choose(0); await w.choose(0); await w.choose(1); await page.locator('.pad').waitFor(); await typed('13800138000'); await page.locator('.kiosk-to').waitFor(); await typed('1'); await page.locator('.kiosk-sure').waitFor(); await w.main()
      await w.at('asked once more', '.kiosk-choices')
      await w.bar(6); await w.main(); await page.locator('.kiosk-choices').waitFor()

      await w.choose(2); await w.choose(0); await page.locator('.pad').waitFor(); await typed('6299996303594918977'); await page.locator('.masked').waitFor(); await typed('135790')
      await w.at('card services', '.kiosk-choices'); await w.choose(0); await w.at('PIN', '.masked'); await typed('12'); await w.at('PIN too short', '.kiosk-trouble'); await w.bar(0)
      await w.choose(1); await w.at('freeze', '.kiosk-choices'); await w.choose(0); await w.at('frozen', '.kiosk-choices'); await w.choose(0)
      await w.choose(2); await w.at('loss', '.kiosk-choices'); await w.choose(1); await w.at('lost', '.kiosk-strong'); await w.choose(0)
      await w.choose(3); await w.at('limits', '.kiosk-choices'); await w.choose(2); await w.at('channel off', '.kiosk-choices'); await w.bar(0); await w.choose(1); await w.at('which limit', '.kiosk-choices'); await w.choose(1); await w.at('limit', '.pad')
      await typed('999999999'); await w.at('limit too much', '.kiosk-trouble'); for (let i = 0; i < 9; i++) await page.keyboard.press('Backspace')
      await typed('100'); await w.at('limit changed', '.kiosk-choices'); await w.choose(0)
      await w.choose(4); await w.at('replace', '.kiosk-lines'); await w.bar(6); await w.main(); await page.locator('.kiosk-choices').waitFor()
      w.done()
    })
  }

// ---- the end

/** Signs in by card, up to the accounts. */
async function signIn(w: Walk) {
  await w.open(); await w.choose(0); await w.choose(0)
  await w.page.locator('.pad').waitFor()
  await w.page.keyboard.type('7k3m9qwx2b4c8def'); await w.page.keyboard.press('Enter')
  await w.page.locator('.masked').waitFor()
  await w.page.keyboard.type('135790'); await w.page.keyboard.press('Enter')
  await w.page.locator('.kiosk-choices').waitFor()
}

/** That nothing of the visit is left, and the browser's back button finds nothing. */
async function nothingLeft(page: Page, bank: Bank) {
  await page.locator('.kiosk-bye').waitFor()
  expect(bank.ended).toBe(1)
  expect(await page.evaluate(() => [sessionStorage.length, ...Object.keys(localStorage)])).toEqual([0, 'tonghui.preferences'])
  expect(await page.locator('body').innerText()).not.toMatch(/李静|0188|987,654/)
  await page.goBack()
  await page.goForward()
  await page.waitForTimeout(500)
  expect(await page.locator('body').innerText()).not.toMatch(/李静|0188|987,654/)
  for (const path of ['/kiosk/accounts', '/kiosk/accounts/11', '/kiosk/home', '/kiosk/enter/pin']) {
    await page.goto(path)
    await expect(page).toHaveURL(/\/kiosk\/?$/)
  }
}

const plain: Look = { size: 'normal', dark: false, english: false }

test('the end wipes everything', async ({ page }) => {
  const bank = await serve(page)
  const w = new Walk(page, plain)
  await signIn(w)
  await w.choose(0)
  await page.locator('.kiosk-balance').waitFor()
  await w.bar(6)
  await nothingLeft(page, bank)
})

test('who goes away is asked after 90 s, may have more time, and is signed out after 30 s more', async ({ page }) => {
  await page.clock.install()
  const bank = await serve(page)
  const w = new Walk(page, plain)
  await signIn(w)
  await page.clock.runFor(89_000)
  await expect(page.locator('dialog[open]')).toHaveCount(0)
  await page.clock.runFor(2000)
  await w.at('idle warning', 'dialog[open]')
  await page.locator('dialog button').first().click()
  await expect(page.locator('dialog[open]')).toHaveCount(0)
  await page.clock.runFor(60_000)
  expect(bank.ended).toBe(0)
  await page.clock.runFor(62_000)
  await page.clock.resume()
  await nothingLeft(page, bank)
  w.done()
})

test('a page that is loaded anew begins at the start, and ends the session that was left', async ({ page }) => {
  const bank = await serve(page)
  await signIn(new Walk(page, plain))
  await page.reload()
  await page.locator('.kiosk-choices').waitFor()
  await expect(page).toHaveURL(/\/kiosk\/?$/)
  expect(bank.ended).toBe(1)
})

test('who reaches for Tab and Enter gets everywhere, and readers hear the rest', async ({ page }) => {
  await serve(page)
  const w = new Walk(page, plain)
  await w.open()
  await page.locator('.kiosk-choices').waitFor()
  await expect(page.locator('h1')).toBeFocused()
  await page.keyboard.press('Tab'); await page.keyboard.press('Enter')
  await expect(page.locator('h1')).toHaveText('请选择验证方式')
  await page.keyboard.press('Tab'); await page.keyboard.press('Enter')
  await page.locator('.pad').waitFor()
  await page.keyboard.type('7k3m')
  await expect(page.locator('.typed [role=status]')).toHaveText('已输入 4 位')
  await page.locator('.kiosk-bar button').nth(1).focus(); await page.keyboard.press('Enter')
  await page.locator('dialog[open]').waitFor()
  await page.keyboard.type('9') // goes nowhere while the dialog is open
  await page.keyboard.press('Escape')
  await expect(page.locator('.kiosk-bar button').nth(1)).toBeFocused()
  await expect(page.locator('.typed [role=status]')).toHaveText('已输入 4 位')
})
