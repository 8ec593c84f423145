import { RightOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { speak, useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { sessionKey, useMay, useMe } from '@/app/session'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { formatInstant, toDate } from '@/parts/instant'
import { Loading } from '@/parts/Loading'
import { Page, Section } from '@/parts/Page'
import { Mark, type Tone } from '@/parts/Status'
import { useStepUp } from '@/parts/StepUp'
import { Timeline, type Happening } from '@/parts/Timeline'
import { AccountList, Totals } from './accounts/AccountList'
import { daysUntil, soon } from './dates'
import { purposes } from './party/words'
import { useAccounts, useConsents, useLooks, useMandates, useMethods, useProfile, useSessions } from './reads'
import { newLooks } from './seen'
import { words } from './start.words'
import { common, useWhose, wordOf } from './words'

export interface StartProps {
  /** What waits beside that which everybody has: comes first. */
  needs?: readonly Need[]
  /** More needs are still being read. */
  busy?: boolean
  /** Between the money and the news. */
  below?: ReactNode
}

/** The start: what needs her today, then the money, then what happened lately. */
export function Start({ needs, busy, below }: StartProps = {}) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { name, hat } = useMe()
  const { people } = useWhose()
  const may = useMay()
  const title = [hat.title, ...(hat.roleTitles ?? []).map((r) => r[language])].filter(Boolean).join(' · ')
  return (
    <Page
      title={hat.kind === 'self' ? w.hello(name) : hat.forName || name} width="read"
      lead={hat.kind === 'self' ? undefined : hat.kind === 'agent' ? w.actingFor(hat.forName, title) : w.asMember(name, title)}
    >
      <Needs more={needs} wait={busy} />
      {may('ledger.read') && <Money title={people && hat.kind === 'self' ? w.myMoney : w.theirMoney} />}
      {below}
      <News />
    </Page>
  )
}

export interface Need {
  key: string
  tone: Tone
  title: string
  text?: string
  href?: string
  act?: () => void
}

/** What has to be done or looked at, the most pressing first. */
export function Needs({ more = [], wait = false }: { more?: readonly Need[]; wait?: boolean }) {
  const w = useWords(words)
  const c = useWords(common)
  const own = useNeeds()
  const needs = [...more, ...own.needs]
  const busy = own.busy || wait
  if (busy && needs.length === 0) return <Section title={w.needs}><Loading rows={2} /></Section>
  return (
    <Section title={w.needs} extra={needs.length > 0 && <span className="soft">{w.count(needs.length)}</span>} flush={needs.length > 0}>
      {needs.length === 0 ? <p className="all-clear"><span className="tone-good need-mark"><Mark tone="good" /></span>{w.nothing}</p> : (
        <ul className="choices choices-flush">
          {needs.map((n) => {
            const inside: ReactNode = (
              <>
                <span className={`need-mark tone-${n.tone}`}><Mark tone={n.tone} /></span>
                <span className="choice-text"><strong>{n.title}</strong>{n.text && <span>{n.text}</span>}</span>
                {(n.href ?? n.act) && <RightOutlined aria-hidden="true" />}
              </>
            )
            if (n.href) return <li key={n.key}><Link href={n.href}>{inside}</Link></li>
            if (n.act) return <li key={n.key}><button type="button" className="need-act" aria-label={`${n.title} ${c.prove}`} onClick={n.act}>{inside}</button></li>
            return <li key={n.key} className="need-still">{inside}</li>
          })}
        </ul>
      )}
    </Section>
  )
}

function useNeeds(): { needs: Need[]; busy: boolean } {
  const w = useWords(words)
  const { language } = usePreferences()
  const { hats, hat, person } = useMe()
  const [now] = useState(() => new Date())
  const stepUp = useStepUp()
  const client = useQueryClient()
  const profile = useProfile()
  const mandates = useMandates()
  const consents = useConsents()
  const looks = useLooks(50)
  const methods = useMethods()
  const purpose = speak(purposes, language)
  const doc = speak(common, language)
  const needs: Need[] = []

  const kyc = profile.data?.kyc
  if (kyc?.overdue) needs.push({ key: 'kyc', tone: 'bad', title: w.kyc, text: w.kycOver, href: '/profile' })
  else if (soon(kyc?.until, 60, now)) needs.push({ key: 'kyc', tone: 'wait', title: w.kyc, text: w.kycDo(formatInstant(kyc?.until ?? '', 'date')), href: '/profile' })
  if (hat.needsMore) needs.push({ key: 'more', tone: 'wait', title: w.needsMore, text: w.needsMoreDo, act: () => { void stepUp().then(() => client.refetchQueries({ queryKey: sessionKey })).catch(() => undefined) } })
  for (const h of hats)
    if (h.until && soon(h.until, 30, now) && (hat.kind === 'self' || h.id === hat.id)) needs.push({ key: h.id, tone: 'wait', title: w.hatEnds(h.forName, daysUntil(h.until, now)), href: hat.kind === 'self' ? '/mandates?view=acting' : undefined })
  for (const m of mandates.data?.items ?? [])
    if (m.until && m.state === 'in_force' && soon(m.until, 30, now)) needs.push({ key: m.id, tone: 'wait', title: w.mandateEnds(m.personName ?? m.person, daysUntil(m.until, now)), text: w.mandateEndsDo, href: `/mandates/${m.id}` })
  for (const k of consents.data ?? [])
    if (k.active && k.until && soon(k.until, 30, now)) needs.push({ key: k.id, tone: 'wait', title: w.consentEnds(wordOf(purpose, k.purpose), daysUntil(k.until, now)), text: w.consentEndsDo, href: '/consents' })
  for (const i of profile.data?.identifiers ?? [])
    if (i.expires && soon(`${i.expires}T23:59:59+08:00`, 60, now)) needs.push({ key: i.id, tone: 'wait', title: w.docEnds(wordOf(doc, i.kind), daysUntil(`${i.expires}T23:59:59+08:00`, now)), text: w.docEndsDo, href: '/profile' })
  const fresh = newLooks(hat.for, looks.data ?? []).filter((l) => l.person !== person).length
  if (fresh > 0) needs.push({ key: 'looks', tone: 'info', title: w.looks(fresh), text: w.looksDo, href: '/disclosures' })
  const m = methods.data
  if (m?.password && !m.totp && m.passkeys.length === 0) needs.push({ key: 'weak', tone: 'info', title: w.weak, text: w.weakDo, href: '/security' })
  return { needs, busy: profile.isLoading || mandates.isLoading || consents.isLoading || looks.isLoading || methods.isLoading }
}

function Money({ title }: { title: string }) {
  const w = useWords(words)
  const accounts = useAccounts()
  return (
    <Section title={title} extra={(accounts.data?.length ?? 0) > 3 && <Link href="/accounts">{w.allAccounts}</Link>} flush>
      <Await query={accounts} rows={3}>
        {(all) => {
          const open = all.filter((a) => !a.closed)
          if (open.length === 0) return <Empty title={w.noAccounts}>{w.noAccountsText}</Empty>
          return <><Totals accounts={open} label={w.total} /><AccountList accounts={open.slice(0, 5)} /></>
        }}
      </Await>
    </Section>
  )
}

/** Looks at the data and sign-ins, together, the newest first. */
export function News() {
  const w = useWords(words)
  const c = useWords(common)
  const looks = useLooks(50)
  const sessions = useSessions()
  const { language } = usePreferences()
  const { person } = useMe()
  const and = language === 'zh' ? '、' : ', '
  if (looks.isLoading || sessions.isLoading) return <Section title={w.news}><Loading rows={3} /></Section>
  const items: Happening[] = [
    ...(looks.data ?? []).slice(0, 5).map((l): Happening => ({
      key: l.id, at: l.at, tone: l.person === person ? 'idle' : 'info', title: w.looked(l.person === person ? w.you : (l.name ?? wordOf(c, l.hatKind)), l.fields.map((f) => wordOf(c, f)).join(and)),
      detail: w.why(l.reason), by: l.person === person ? undefined : wordOf(c, l.hatKind),
    })),
    ...(sessions.data ?? []).slice(0, 5).map((s): Happening => ({ key: s.id, at: s.madeAt, tone: 'good', title: w.signedIn(s.device || s.client), by: s.current ? w.thisOne : undefined })),
  ].sort((a, b) => toDate(b.at).getTime() - toDate(a.at).getTime()).slice(0, 6)
  return <Section title={w.news}>{items.length > 0 ? <Timeline items={items} /> : <p className="soft">{w.noNews}</p>}</Section>
}
