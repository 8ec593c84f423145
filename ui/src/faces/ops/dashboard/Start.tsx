import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import type { components } from '@/api/schema'
import { useWords } from '@/app/i18n'
import { usePhone, usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { useFace } from '@/app/frame'
import { useMay } from '@/faces/ops/parties/shared'
import { pictureOf } from '@/parts/menu'
import { Loading } from '@/parts/Loading'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Mark } from '@/parts/Status'
import { normalSide } from './books'
import { words } from './words'
import './watch.css'

/** How many items are counted; beyond that it says "more than". */
const most = 100

interface Need {
  key: 'approvals' | 'hits' | 'deadLetters' | 'daysClosing' | 'auditOld'
  why: 'approvalsWhy' | 'hitsWhy' | 'deadWhy' | 'closingWhy' | 'auditWhy'
  tone: 'wait' | 'bad'
  href: string
  /** May be one more than `most`. */
  count: number
}

/** Counts what waits for this hat. What it may not see is left out; what can't be read now is named by `partial`. */
function useNeeds() {
  const may = useMay()
  const known = may('branch.read') // every hat of this face may: so the permissions have come
  return useQuery({
    queryKey: ['ops', 'needs', known],
    enabled: known,
    refetchInterval: 30_000,
    queryFn: async ({ signal }) => {
      let partial = false
      const needs: Need[] = []
      const ask = async (permission: string, need: Omit<Need, 'count'>, count: () => Promise<number>) => {
        if (!may(permission, permission === 'ledger.read')) return // days are the whole bank's
        try {
          needs.push({ ...need, count: await count() })
        } catch (e) {
          const p = problemOf(e)
          if (p.status !== 403 && p.status !== 404) partial = true
        }
      }
      await Promise.all([
        ask('approval.decide', { key: 'approvals', why: 'approvalsWhy', tone: 'wait', href: '/approvals' }, async () => {
          const p = await must(api.GET('/v1/approvals', { params: { query: { view: 'for_me', limit: most } }, signal }))
          return p.items.length + (p.next ? 1 : 0)
        }),
        ask('screening.read', { key: 'hits', why: 'hitsWhy', tone: 'wait', href: '/screening/hits' }, async () => {
          const p = await must(api.GET('/v1/screening/hits', { params: { query: { state: 'open', limit: most } }, signal }))
          return p.items.length + (p.next ? 1 : 0)
        }),
        ask('jobs.read', { key: 'deadLetters', why: 'deadWhy', tone: 'bad', href: '/jobs' }, async () =>
          (await must(api.GET('/v1/jobs/kinds', { signal }))).kinds.reduce((n, k) => n + k.dead, 0)),
        ask('ledger.read', { key: 'daysClosing', why: 'closingWhy', tone: 'wait', href: '/ledger/days' }, async () =>
          (await must(api.GET('/v1/ledger/days', { params: { query: { limit: 5 } }, signal }))).items.filter((d) => d.state === 'closing').length),
        ask('audit.read', { key: 'auditOld', why: 'auditWhy', tone: 'bad', href: '/audit/records' }, async () => {
          const { note } = await must(api.GET('/v1/audit/checkpoint', { signal }))
          const at = Number(/^time (\d+)$/m.exec(note)?.[1] ?? 0)
          return Date.now() / 1000 - at > 60 ? 1 : 0
        }),
      ])
      const order: Need['key'][] = ['auditOld', 'deadLetters', 'approvals', 'hits', 'daysClosing']
      return { needs: needs.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key)), partial }
    },
  })
}

/** The start of the bank's staff: what waits for this hat, then the books, then where else to go. */
export default function Start() {
  const w = useWords(words)
  const { name, hat } = useMe()
  const phone = usePhone()
  return (
    <Page title={name} lead={[hat.forName !== name && hat.forName, hat.title].filter(Boolean).join(' · ')} width="read">
      <Needs />
      <Books />
      {/* Beside a wide page the menu stands already. */}
      {phone && <Section title={w.where}><Links /></Section>}
    </Page>
  )
}

function Needs() {
  const w = useWords(words)
  const { data } = useNeeds()
  if (!data) return <Section title={w.needs}><Loading rows={3} /></Section>
  const waiting = data.needs.filter((n) => n.count > 0)
  const calm = data.needs.filter((n) => n.count === 0)
  return (
    <Section title={w.needs} flush>
      <ul className="needs">
        {waiting.map((n) => (
          <li key={n.key}>
            <Link href={n.href}>
              <span className={`needs-mark-${n.tone}`}><Mark tone={n.tone} /></span>
              <span className="needs-text"><strong>{w[n.key]}</strong><span>{w[n.why]}</span></span>
              {n.key !== 'auditOld' && <span className="needs-count figures">{n.count > most ? w.moreThan(most) : w.count(String(n.count))}</span>}
            </Link>
          </li>
        ))}
      </ul>
      {waiting.length === 0 && <p className="needs-else">{w.calm}</p>}
      {waiting.length > 0 && calm.length > 0 && <p className="needs-else">{w.nothingElse(calm.map((n) => w[n.key]).join(w.comma))}</p>}
      {data.partial && <p className="needs-else" role="status">{w.partial}</p>}
    </Section>
  )
}

type Line = components['schemas']['LedgerTrialLine']
const classes = ['asset', 'liability', 'equity', 'income', 'expense'] as const

/** What the classes of codes hold, per currency, each on its normal side. */
function sumsOf(lines: readonly Line[]) {
  const currencies = [...new Set(lines.map((l) => l.currency))]
  return currencies.flatMap((currency) => classes.flatMap((c) => {
    const own = lines.filter((l) => l.currency === currency && l.class === c)
    if (own.length === 0) return []
    const net = own.reduce((n, l) => n + BigInt(l.balanceDebit) - BigInt(l.balanceCredit), 0n)
    return [{ class: c, currency, minor: normalSide(c) === 'debit' ? net : -net }]
  }))
}

/** Of the whole bank; a hat that sees some branches only is shown nothing here. */
function Books() {
  const w = useWords(words)
  const may = useMay()
  const { data } = useQuery({
    queryKey: ['ledger', 'trial-balance', {}],
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/trial-balance', { signal })),
    enabled: may('ledger.read', true),
    retry: false,
  })
  if (!data || data.lines.length === 0) return null
  const several = new Set(data.lines.map((l) => l.currency)).size > 1
  return (
    <Section title={w.figures} extra={<Link href="/ledger/trial-balance">{w.asOf(data.date)}</Link>}>
      <Facts facts={sumsOf(data.lines).map((s) => ({
        label: several ? `${w[s.class]} ${s.currency}` : w[s.class],
        value: <Link href={`/ledger/trial-balance?currency=${s.currency}`}><Money minor={s.minor} currency={s.currency} size="large" /></Link>,
      }))} />
    </Section>
  )
}

function Links() {
  const { language } = usePreferences()
  const face = useFace()
  const { menu } = useMe()
  return (
    <ul className="start-links">
      {menu.filter((m) => m.face === face && m.path !== '/').map((m) => <li key={m.path}><Link href={m.path}>{pictureOf(m.path)}{m[language]}</Link></li>)}
    </ul>
  )
}
