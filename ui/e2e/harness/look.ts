import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

export type FaceName = 'people' | 'business' | 'government' | 'kiosk' | 'ops'
export type Language = 'zh' | 'en'
export type Theme = 'light' | 'dark'

/** The window at which a face is mostly used. */
export const windows: Record<FaceName, { width: number; height: number }> = {
  people: { width: 390, height: 844 },
  business: { width: 1280, height: 800 },
  government: { width: 1280, height: 800 },
  ops: { width: 1440, height: 900 },
  kiosk: { width: 1080, height: 1920 },
}

const shots = process.env.TONGHUI_SHOTS ?? join(import.meta.dirname, '../../test-results/shots')

/** Writes what is shown to TONGHUI_SHOTS/FACE/NAME.png, the whole length of it. */
export async function shot(page: Page, face: string, name: string): Promise<void> {
  const folder = join(shots, face)
  mkdirSync(folder, { recursive: true })
  // The window is made as high as the page: a bar at the foot then stands at the foot.
  const window = page.viewportSize()
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  if (window && height > window.height) await page.setViewportSize({ width: window.width, height })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled', caret: 'hide' })
  if (window && height > window.height) await page.setViewportSize(window)
}

/** Nothing loads; or a dialog asks something before anything can. */
const quiet = () => !!document.querySelector('[role="dialog"]') || !document.querySelector('.loading, .ant-spin-spinning, .ant-skeleton-active, [aria-busy="true"]')

/** Waits until the page shows what it has to show: a heading, nothing that still loads. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(quiet, undefined, { timeout: 10_000 })
  // Two frames, so that what the last answer brought is drawn; and whatever of it loads now is waited for again.
  await page.evaluate(() => new Promise((r) => { requestAnimationFrame(() => requestAnimationFrame(r)) }))
  await page.waitForFunction(quiet, undefined, { timeout: 10_000 })
}

/** Goes to an address as a link does, without loading the app anew. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Escape') // a dialog of the page before
  await page.evaluate((p) => { history.pushState(null, '', p) }, path)
  await settle(page)
}

/** What axe-core finds on a page that is serious or worse, one line each. */
export async function axe(page: Page): Promise<string[]> {
  // Legacy mode stays in this page; otherwise every look opens another.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `axe ${v.id}: ${v.nodes.slice(0, 4).map((n) => n.target.join(' ')).join(' | ')}${v.nodes.length > 4 ? ` (${String(v.nodes.length)} in all)` : ''}`)
}

/** What axe-core finds in the light and in the dark theme. The page follows the system's; nothing is read anew. */
export async function axeInBoth(page: Page): Promise<string[]> {
  const out: string[] = []
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.locator(`html[data-mode="${theme}"]`).waitFor()
    out.push(...(await axe(page)).map((f) => `${theme}: ${f}`))
  }
  return out
}

/** How much wider than the window a page is, and what stands out; empty when nothing does. */
export async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement
    const wide = root.scrollWidth - root.clientWidth
    if (wide <= 0) return []
    const out = [...document.querySelectorAll<HTMLElement>('main *')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
    const named = out.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`.slice(0, 60))
    return [`${String(wide)} px too wide at ${String(root.clientWidth)} px: ${named.join(' | ')}`]
  })
}

/** What is wrong with the words of a page: no title, no single heading, a value that is none, a label in the other language. */
export async function wording(page: Page, language: Language): Promise<string[]> {
  return page.evaluate((language) => {
    const out: string[] = []
    if (!/\S · \S/.test(document.title)) out.push(`title: "${document.title}"`)
    const h1 = [...document.querySelectorAll('h1')]
    if (h1.length !== 1 || !h1[0]?.textContent.trim()) out.push(`${String(h1.length)} headings h1`)
    if (document.documentElement.lang !== (language === 'zh' ? 'zh-CN' : 'en')) out.push(`lang: ${document.documentElement.lang}`)
    const text = document.body.innerText
    for (const bad of ['undefined', '[object ', 'NaN', 'Invalid Date', '${'])
      if (text.includes(bad)) out.push(`"${bad}" is shown: …${text.slice(Math.max(0, text.indexOf(bad) - 30), text.indexOf(bad) + 20).replaceAll('\n', ' ')}`)
    // What the pages say by themselves; names and other data stand elsewhere, or are marked with their language.
    const own = [...document.querySelectorAll<HTMLElement>('h2, th:not(:has(a)), dt, label, legend, .field-label, nav.side-menu a, nav.foot-menu a')]
    for (const e of own) {
      const t = e.innerText.trim()
      if (e.closest('[lang]') !== document.documentElement || e.closest('.display') || !t) continue
      // A name may stand within a sentence; a label of Han characters alone is one that was forgotten.
      if (language === 'en' && /\p{Script=Han}/u.test(t) && !/[a-z]{3}/i.test(t)) out.push(`not English: "${t.slice(0, 40)}"`)
      if (language === 'zh' && /^[a-z][a-z ]{6,}$/i.test(t)) out.push(`not Chinese: "${t.slice(0, 40)}"`)
    }
    return out
  }, language)
}

/** Chooses language and theme as a person does: in the bar's display settings on a wide window, in the person's drawer on a phone. */
export async function display(page: Page, language: Language, theme: Theme): Promise<void> {
  const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('tonghui.preferences') ?? '{}') as { language?: string; theme?: string })
  if (kept.language === language && kept.theme === theme) return
  const button = page.getByRole('button', { name: /^(显示设置|Display)$/ })
  const person = page.locator('.bar-person')
  await button.or(person).first().waitFor()
  const choices = page.locator('.display').filter({ visible: true })
  for (const choice of [language === 'zh' ? /^中文$/ : /^English$/, theme === 'light' ? /^(浅色|Light)$/ : /^(深色|Dark)$/]) {
    if (!(await choices.isVisible())) await ((await button.isVisible()) ? button : person).click()
    await choices.getByText(choice).click()
  }
  await page.keyboard.press('Escape')
  await expect(choices).toBeHidden()
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en')
}
