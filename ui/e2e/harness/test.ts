import { expect, test as base, type BrowserContext, type Page } from '@playwright/test'
import { bankRuns, caller, sessionOf } from './bank'
import { Faults } from './faults'
import { settle, windows, type FaceName, type Language, type Theme } from './look'

export interface Entrance {
  face: FaceName
  /** Which of her hats, by kind and by the name of whom it acts for. */
  hat?: string
  forName?: string
  /** Path within the face. */
  path?: string
  language?: Language
  theme?: Theme | 'system'
  width?: number
  /** A session file of her own, where the story ends sessions. */
  session?: string
}

interface Fixtures {
  /** What went wrong behind the pages; a story that ends with any fails. */
  faults: Faults
  /** A browser of its own for somebody; nobody is signed in without a session. */
  visit: (o: { session?: string; width?: number; height?: number; language?: Language; theme?: Theme | 'system'; hat?: string }) => Promise<{ page: Page; context: BrowserContext }>
  /** A page of a face, open for somebody who is signed in. */
  enter: (login: string, o: Entrance) => Promise<Page>
}

/** Stories begin with a browser that keeps nothing, and fail on whatever goes wrong behind the page. */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern even where nothing is taken
  faults: async ({}, run) => {
    const faults = new Faults()
    await run(faults)
    expect.soft(faults.take(), 'behind the pages').toEqual([])
  },
  visit: async ({ browser, faults, baseURL }, run) => {
    const open: BrowserContext[] = []
    await run(async (o) => {
      const context = await browser.newContext({
        baseURL, storageState: o.session, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce',
        viewport: { width: o.width ?? 1280, height: o.height ?? 800 },
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      open.push(context)
      faults.watch(context)
      // What the app keeps by itself, as if it had been chosen before; later choices stay.
      await context.addInitScript(({ hat, chosen }) => {
        if (!location.protocol.startsWith('http') || sessionStorage.getItem('e2e')) return
        sessionStorage.setItem('e2e', '1')
        if (hat) sessionStorage.setItem('tonghui.hat', hat)
        localStorage.setItem('tonghui.preferences', chosen)
      }, { hat: o.hat ?? '', chosen: JSON.stringify({ language: o.language ?? 'zh', theme: o.theme ?? 'light', size: 'normal' }) })
      return { page: await context.newPage(), context }
    })
    for (const c of open) await c.close()
  },
  enter: async ({ visit }, run) => {
    await run(async (login, o) => {
      const who = await caller(login, o.hat, o.forName)
      const session = o.session ?? (await sessionOf(login))
      const { page } = await visit({ ...o, session, hat: who.hat, width: o.width ?? windows[o.face].width, height: windows[o.face].height })
      await who.end()
      const start = `/${o.face}${o.path && o.path !== '/' ? o.path : ''}`
      await page.goto(start)
      await settle(page)
      return page
    })
  },
})

test.skip(!bankRuns, 'wants a bank with its demo city: make test-e2e')

export { expect }
