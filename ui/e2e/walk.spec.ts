import type { Page } from '@playwright/test'
import { idsFor } from './harness/ids'
import { axeInBoth, display, follow, settle, shot, sideways, windows, wording, type FaceName, type Language, type Theme } from './harness/look'
import { routesOf } from './harness/routes'
import { expect, test } from './harness/test'

// Every page that a face declares or its menu names, in both languages and themes, as somebody who may open it. The app is
// loaded once a language and pages follow one another as links do; the theme is the system's, so that each page is seen in both.

interface Walker {
  face: FaceName
  login: string
  hat: string
  forName?: string
  /** The routes that are hers; the rest of the face is walked by others. */
  only?: RegExp
}

const walkers: Walker[] = [
  { face: 'people', login: 'lijing', hat: 'self' },
  { face: 'people', login: 'lijing', hat: 'agent', only: /^\/(accounts.*|profile)?$/ },
  { face: 'business', login: 'wangjianjun', hat: 'firm' },
  { face: 'government', login: 'hujunfeng', hat: 'agency' },
  { face: 'ops', login: 'sunli', hat: 'staff', only: /^\/($|parties|identifi|customers)/ },
  { face: 'ops', login: 'hanbing', hat: 'staff', only: /^\/($|dashboard|wall|jobs|ledger|dead|bank|day)/ },
  { face: 'ops', login: 'chenjianguo', hat: 'staff', only: /^\/($|approvals|parameters|users|roles|terminals|clients|branches|staff|security)/ },
  { face: 'ops', login: 'xujingyi', hat: 'staff', only: /^\/($|screening)/ },
  { face: 'ops', login: 'songwei', hat: 'staff', only: /^\/($|party-|duplicates|merges)/ },
  { face: 'ops', login: 'luoping', hat: 'staff', only: /^\/($|audit|events|disclosures)/ },
]

const rounds: [Language, Theme][] = [['zh', 'light'], ['en', 'dark'], ['zh', 'dark'], ['en', 'light']]

test('no page of a face is walked by nobody', () => {
  const left = (['people', 'business', 'government', 'ops'] as const).flatMap((face) => {
    const own = walkers.filter((w) => w.face === face)
    return routesOf(face).filter((r) => !own.some((w) => !w.only || w.only.test(r))).map((r) => `${face} ${r}`)
  })
  expect(left).toEqual([])
})

/** What is wrong with the page that is shown. */
async function judge(page: Page, language: Language): Promise<string[]> {
  const found = [...(await wording(page, language)), ...(await axeInBoth(page))]
  const title = await page.title()
  if (/^(没有这个页面|There is no such page)/.test(title)) found.push('shows that there is no such page')
  if (await page.locator('main.guard').count()) found.push('is broken')
  const trouble = page.locator('main .error').first()
  if (await trouble.count()) found.push(`shows an error: ${(await trouble.innerText()).replaceAll('\n', ' ').slice(0, 120)}`)
  return found
}

for (const walker of walkers) {
  const { face, login, hat, forName, only } = walker
  for (const language of ['zh', 'en'] as const)
    test(`${face}: ${login} as ${hat}, ${language}`, async ({ enter, faults }) => {
      test.setTimeout(180_000)
      const page = await enter(login, { face, hat, forName, language, theme: 'system' })
      const menu = await page.evaluate(async (hat) => {
        const r = await fetch('/v1/menu', { headers: { 'Tonghui-Hat': hat } })
        return ((await r.json()) as { entries: { face: string; path: string }[] }).entries
      }, await page.evaluate(() => sessionStorage.getItem('tonghui.hat') ?? ''))
      const listed = menu.filter((m) => m.face === face).map((m) => m.path)
      const routes = [...new Set([...routesOf(face), ...listed])].filter((r) => !only || only.test(r))
      const found: string[] = []
      // Behind which page something went wrong is worth more than that it did.
      const note = (route: string, what: string[]) => { found.push(...what.map((f) => `${route} · ${f}`)) }
      for (const route of routes) {
        const path = await idsFor(page, face, route)
        if (path === undefined) { note(route, ['no id for this page: see harness/ids.ts']); continue }
        const name = route === '/' ? `start${walkers.filter((w) => w.face === face).length > 1 ? `-${login}${hat === 'agent' ? '-agent' : ''}` : ''}` : route.slice(1).replaceAll('/', '-').replaceAll(':', '') + (hat === 'agent' ? '-agent' : '')
        // Asks for a fresh proof when the sign-in is older than five minutes: that dialog is part of the page then.
        if (route === '/security/codes') faults.allow(/^403 POST \/v1\/auth\/methods\/totp/)
        try {
          await follow(page, `/${face}${path === '/' ? '' : path}`)
        } catch (e) {
          note(route, [`does not settle: ${String(e).split('\n')[0] ?? ''}`, ...faults.take()])
          await shot(page, face, `${name}-${language}-unsettled`)
          await page.goto(`/${face}`)
          await settle(page)
          continue
        }
        note(route, await judge(page, language))
        const main = windows[face]
        const theme = language === 'zh' ? 'light' : 'dark'
        await page.emulateMedia({ colorScheme: theme })
        await shot(page, face, `${name}-${language}-${theme}-${String(main.width)}`)
        await page.setViewportSize({ width: 360, height: 740 })
        await settle(page)
        note(route, await sideways(page))
        if (language === 'zh' && main.width > 700) await shot(page, face, `${name}-zh-light-360`)
        await page.setViewportSize(main)
        await page.emulateMedia({ colorScheme: 'light' })
        await settle(page)
        note(route, faults.take())
      }
      expect(found).toEqual([])
    })
}

test('language and theme change a page that is open, without loading it anew', async ({ enter }) => {
  const page = await enter('wangjianjun', { face: 'business', hat: 'firm' })
  await page.evaluate(() => { Object.assign(window, { same: true }) })
  for (const [language, theme] of rounds) {
    await display(page, language, theme)
    await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en')
    expect(await wording(page, language)).toEqual([])
  }
  expect(await page.evaluate(() => 'same' in window)).toBe(true)
})
