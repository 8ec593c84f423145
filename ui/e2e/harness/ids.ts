import type { Page } from '@playwright/test'
import type { FaceName } from './look'

/** Reads under the hat of the open page. */
async function read<T>(page: Page, path: string): Promise<T> {
  return page.evaluate(async (path) => {
    const r = await fetch(path, { headers: { 'Tonghui-Hat': sessionStorage.getItem('tonghui.hat') ?? '', Accept: 'application/json' } })
    return (await r.json()) as unknown
  }, path) as Promise<T>
}

type Items = { items?: Record<string, unknown>[] | null }

/** The id in the first item of a list. */
async function first(page: Page, path: string, key = 'id', wanted: (i: Record<string, unknown>) => boolean = () => true): Promise<string | undefined> {
  const { items } = await read<Items>(page, path)
  const i = (items ?? []).find(wanted) ?? items?.[0]
  return i ? String(i[key]) : undefined
}

/** For whom the open page's hat acts. */
async function party(page: Page): Promise<string> {
  const s = await read<{ hats: { id: string; for?: string }[] }>(page, '/v1/session')
  const worn = await page.evaluate(() => sessionStorage.getItem('tonghui.hat') ?? '')
  return s.hats.find((h) => h.id === worn)?.for ?? ''
}

type Find = (page: Page, face: FaceName) => Promise<string | undefined>

const ownAccount: Find = async (page) => first(page, `/v1/parties/${await party(page)}/accounts`, 'account')
const bankAccount: Find = async (page) => (await first(page, '/v1/ledger/accounts?code=2011')) ?? first(page, '/v1/ledger/accounts')

/** Where a page's parameter comes from: the longest beginning of its path that fits. */
const sources: [RegExp, Find][] = [
  [/^\/accounts\/:/, ownAccount],
  [/^\/mandates\/:/, async (page) => (await first(page, `/v1/parties/${await party(page)}/mandates`)) ?? first(page, `/v1/parties/${await party(page)}/acting`)],
  [/^\/ledger\/accounts\/:/, bankAccount],
  [/^\/ledger\/entries\/:/, async (page) => {
    const account = await first(page, '/v1/ledger/accounts')
    return account && first(page, `/v1/ledger/accounts/${account}/postings`, 'entry')
  }],
  [/^\/ledger\/codes\/:/, async (page) => first(page, '/v1/ledger/codes', 'code')],
  [/^\/parties\/:/, async (page) => first(page, '/v1/parties')],
  [/^\/(party-)?duplicates\/:/, async (page) => first(page, '/v1/party-duplicates')],
  [/^\/screening\/hits\/:/, async (page) => first(page, '/v1/screening/hits')],
  [/^\/screening\/lists\/:/, async (page) => first(page, '/v1/screening/lists')],
  [/^\/approvals\/own\/:/, async (page) => first(page, '/v1/approvals/own')],
  [/^\/screening\/versions\/:/, async (page) => {
    const list = await first(page, '/v1/screening/lists')
    return list && first(page, `/v1/screening/lists/${list}/versions`)
  }],
  [/^\/approvals\/:/, async (page) => first(page, '/v1/approvals')],
  [/^\/parameters\/:/, async (page) => first(page, '/v1/parameters', 'name')],
  [/^\/audit\/records\/:/, async (page) => first(page, '/v1/audit/records')],
  [/^\/jobs\/kinds\/:/, async (page) => first(page, '/v1/jobs/kinds', 'name')],
  [/^\/jobs\/:/, async (page) => first(page, '/v1/jobs?state=done')],
  [/^\/users\/:/, async (page) => first(page, '/v1/auth/users', 'person')],
  [/^\/clients\/:/, async (page) => first(page, '/v1/clients')],
  [/^\/branches\/:/, async (page) => first(page, '/v1/branches', 'code')],
  [/^\/staff\/:/, async (page) => first(page, '/v1/staff')],
  [/^\/batches\/:/, async (page) => first(page, '/v1/batches')],
  [/^\/collect\/codes\/:/, async (page) => first(page, '/v1/collect/codes')],
  [/^\/collect\/collections\/:/, async (page) => first(page, '/v1/collect/collections')],
  [/^\/reconcile\/:/, async (page) => first(page, '/v1/reconcile/statements')],
  [/^\/payments\/limits\/:/, async (page) => first(page, `/v1/parties/${await party(page)}/mandates`, 'person')],
  [/^\/payments\/:/, async (page) => first(page, '/v1/payment/orders', 'id', (o) => o.state === 'settled')],
  [/^\/clearing\/payments\/:/, async (page) => first(page, '/v1/clearing/transfers', 'uetr')],
  [/^\/clearing\/messages\/:/, async (page) => first(page, '/v1/clearing/messages')],
]

/** The path of a page with a real id for its parameter; undefined when nobody knows one. */
export async function idsFor(page: Page, face: FaceName, route: string): Promise<string | undefined> {
  if (!route.includes(':')) return route
  const source = sources.find(([fits]) => fits.test(route))
  const id = source && (await source[1](page, face))
  if (id === undefined) return undefined
  return route.replace(/:\w+\??/, encodeURIComponent(id))
}
