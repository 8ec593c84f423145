import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'

// The page that shows every part, under the policy of the bank's server: nothing is blocked, nothing breaks, nothing
// scrolls sideways, and axe-core finds nothing serious.

const pages = ['/design?face=ops', '/design?face=people', '/design?face=government', '/design/shell?face=business', '/design/shell?face=people', '/design/kiosk?face=kiosk', '/sign-in', '/']

async function open(page: Page, path: string, more: string): Promise<string[]> {
  const said: string[] = []
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) said.push(m.text()) })
  page.on('pageerror', (e) => { said.push(String(e)) })
  await page.route('**/v1/**', (r) => r.fulfill({ status: 401, json: { status: 401, code: 'auth.nobody', detail: '' } }))
  await page.goto(path + (path.includes('?') ? '&' : '?') + more)
  await page.locator('h1').first().waitFor()
  // Charts and maps come by themselves, later.
  await page.waitForLoadState('networkidle')
  return said.filter((s) => !/401|WebGL|GPU|GL Driver/i.test(s))
}

for (const path of pages)
  for (const theme of ['light', 'dark'])
    for (const language of ['zh', 'en'])
      test(`${path} ${theme} ${language}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: theme as 'light' | 'dark', reducedMotion: 'reduce' })
        const said = await open(page, path, `theme=${theme}&language=${language}`)
        expect(said).toEqual([])
        const found = await new AxeBuilder({ page }).analyze()
        const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
        expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)).toEqual([])
      })

for (const path of pages)
  test(`${path} fits 360 px`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 })
    await open(page, path, 'theme=light&language=zh')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide).toBe(0)
  })

test('the kiosk has text of 18 px and targets of 60 px, at every size', async ({ page }) => {
  for (const [size, least] of [['normal', 18], ['large', 24], ['huge', 30]] as const) {
    await open(page, '/design/kiosk', `theme=light&language=zh&size=${size}`)
    const poor = await page.evaluate((least) => {
      const out: string[] = []
      for (const e of document.querySelectorAll<HTMLElement>('main *, button *')) {
        const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim())
        if (own && Number.parseInt(getComputedStyle(e).fontSize) < least) out.push(`${e.textContent ?? ''} ${getComputedStyle(e).fontSize}`)
      }
      for (const b of document.querySelectorAll('button')) {
        const r = b.getBoundingClientRect()
        if (r.width < 60 || r.height < 60) out.push(`${b.textContent ?? ''} ${r.width}x${r.height}`)
      }
      return out
    }, least)
    expect(poor).toEqual([])
  }
})

test('a list is walked by j, k and Enter; / finds', async ({ page }) => {
  await open(page, '/design/shell?face=business', 'theme=light&language=zh')
  await page.locator('tbody tr').first().focus()
  await page.keyboard.press('j')
  await expect(page.locator('tbody tr').nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(page.locator('tbody tr').first()).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.locator('.table-filters input')).toBeFocused()
})
