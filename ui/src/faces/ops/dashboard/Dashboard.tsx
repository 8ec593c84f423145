import { FullscreenOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useMemo, useRef, type ReactNode } from 'react'
import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Chart } from '@/parts/Chart'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Loading } from '@/parts/Loading'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { useMay } from '@/faces/ops/parties/shared'
import { normalSide, ties } from './books'
import { useFigures, type Figures, type Live } from './live'
import { bars, rate, step, type Reading } from './rates'
import { words } from './words'
import './watch.css'

/** Five questions about the bank, answered live: booking, date, jobs, audit, books. Every figure leads to its page. */
export default function Dashboard() {
  const w = useWords(words)
  const live = useFigures()
  const wall = useRef<HTMLDivElement>(null)
  const { figures } = live
  return (
    <Page
      title={w.title} state={<LiveState live={live} />}
      action={figures && <Button icon={<FullscreenOutlined />} onClick={() => { void wall.current?.requestFullscreen().catch(() => undefined) }}>{w.wall}</Button>}
    >
      {live.refused && <ErrorView error={live.refused} />}
      {!figures && !live.refused && <Loading rows={6} />}
      {figures && (
        <div className="watch" ref={wall}>
          <div className="watch-wall"><h2>{w.title}</h2><LiveState live={live} /></div>
          {live.state === 'lost' && <p className="watch-lost" role="status">{w.lostText(formatInstant(figures.at, 'second'))}</p>}
          <Questions figures={figures} readings={live.readings} />
          <div className="watch-split">
            <Section><Rhythm readings={live.readings} /></Section>
            <Balances figures={figures} />
          </div>
        </div>
      )}
    </Page>
  )
}

function LiveState({ live: { state, refused, figures } }: { live: Live }) {
  const w = useWords(words)
  if (refused) return null
  if (state === 'live') return <Status tone="good">{w.live} <span className="figures">{figures && formatInstant(figures.at, 'second').slice(11)}</span></Status>
  return <Status tone={state === 'lost' ? 'bad' : 'busy'}>{w[state]}</Status>
}

interface QuestionProps {
  title: string
  tone: Tone
  answer: string
  /** The one figure of it. */
  main: ReactNode
  unit?: string
  href?: string
  more: { label: string; value: ReactNode; href?: string }[]
}

function Question({ title, tone, answer, main, unit, href, more }: QuestionProps) {
  return (
    <section className="question" data-tone={tone}>
      <div className="question-head"><h2>{title}</h2><Status tone={tone}>{answer}</Status></div>
      <p className="question-main"><Figure href={href}>{main}</Figure>{unit && <span className="question-unit">{unit}</span>}</p>
      <dl className="question-more">
        {more.map((m) => <div key={m.label}><dt>{m.label}</dt><dd className="figures"><Figure href={m.href}>{m.value}</Figure></dd></div>)}
      </dl>
    </section>
  )
}

/** A figure that opens what it counts, where the hat may. */
function Figure({ href, children }: { href?: string; children: ReactNode }) {
  return href ? <Link href={href}>{children}</Link> : <>{children}</>
}

const count = (n: number) => n.toLocaleString('en-US')
const perSecond = (n: number | undefined) => (n === undefined ? '—' : n.toLocaleString('en-US', { maximumFractionDigits: n < 100 ? 1 : 0 }))

function Questions({ figures: f, readings }: { figures: Figures; readings: Reading[] }) {
  const w = useWords(words)
  const may = useMay()
  const booked = rate(readings, 'entries')
  const refused = rate(readings, 'refused')
  const books = may('ledger.read')
  const jobs = may('jobs.read')
  const sums = ties(f.balances)
  const tied = sums.every((s) => s.debit === s.credit)
  const main = sums[0]
  const [bookTone, bookSays] = bookingAnswer(booked, refused)
  const jobTone: Tone = f.jobsDead > 0 ? 'bad' : f.jobLateMillis > 60_000 ? 'wait' : 'good'
  const [auditTone, auditSays] = auditAnswer(f)
  return (
    <div className="questions">
      <Question
        title={w.booking} tone={bookTone} answer={w[bookSays]} main={perSecond(booked)} unit={w.perSecond} href={books ? '/ledger/entries' : undefined}
        more={[{ label: w.refusedPer, value: perSecond(refused) }, { label: w.entries, value: count(f.entries) }, { label: w.refused, value: count(f.refused) }]}
      />
      <Question
        title={w.date} tone={!f.bankDate ? 'bad' : f.closing > 0 ? 'wait' : 'good'} answer={!f.bankDate ? w.dateNone : f.closing > 0 ? w.dateClosing : w.dateOpen}
        main={f.bankDate ?? w.noDate} href={books ? '/ledger/days' : undefined} more={[{ label: w.closing, value: count(f.closing), href: books ? '/ledger/days' : undefined }]}
      />
      <Question
        title={w.jobs} tone={jobTone} answer={jobTone === 'bad' ? w.jobsDead : jobTone === 'wait' ? w.jobsLate : w.jobsGood} main={count(f.jobsDead)} unit={w.dead} href={jobs ? '/jobs' : undefined}
        more={[
          { label: w.running, value: count(f.jobsRunning), href: jobs ? '/jobs?state=running' : undefined },
          { label: w.waiting, value: count(f.jobsWaiting), href: jobs ? '/jobs?state=waiting' : undefined },
          { label: w.late, value: <Span millis={f.jobLateMillis} /> },
        ]}
      />
      <Question
        title={w.audit} tone={auditTone} answer={w[auditSays]} main={count(f.auditSize)} unit={w.size} href={may('audit.read') ? '/audit/records' : undefined}
        more={[
          { label: w.pending, value: count(f.auditPending) }, { label: w.lag, value: <Span millis={f.auditLagMillis} /> },
          { label: w.signedAt, value: f.auditSignedAt ? formatInstant(f.auditSignedAt, 'second').slice(f.auditSignedAt.slice(0, 10) === f.at.slice(0, 10) ? 11 : 0) : '—' },
        ]}
      />
      <Question
        title={w.books} tone={sums.length === 0 ? 'idle' : tied ? 'good' : 'bad'} answer={sums.length === 0 ? w.booksNone : tied ? w.booksGood : w.booksBad}
        main={main ? <Short minor={main.debit} currency={main.currency} /> : '—'} href={books ? '/ledger/trial-balance' : undefined}
        more={sums.flatMap((s) => [
          { label: `${w.debitSum} ${s.currency}`, value: <Money minor={s.debit} currency={s.currency} /> },
          { label: `${w.creditSum} ${s.currency}`, value: <Money minor={s.credit} currency={s.currency} /> },
        ])}
      />
    </div>
  )
}

function bookingAnswer(booked: number | undefined, refused = 0): [Tone, 'reading' | 'bookingIdle' | 'bookingRefused' | 'bookingGood'] {
  if (booked === undefined) return ['busy', 'reading']
  if (refused > 0.5 && refused > booked / 4) return ['wait', 'bookingRefused']
  return booked === 0 ? ['idle', 'bookingIdle'] : ['good', 'bookingGood']
}

function auditAnswer(f: Figures): [Tone, 'auditTrouble' | 'auditNone' | 'auditLag' | 'auditGood'] {
  if (f.auditTrouble) return ['bad', 'auditTrouble']
  if (!f.auditSignedAt) return ['wait', 'auditNone']
  // Half a minute is where the bank's own alert begins.
  return f.auditLagMillis > 30_000 ? ['bad', 'auditLag'] : ['good', 'auditGood']
}

/** A stretch of time in the unit that fits. */
function Span({ millis }: { millis: number }) {
  const w = useWords(words)
  if (millis < 1000) return <>{w.millis(millis)}</>
  if (millis < 120_000) return <>{w.seconds((millis / 1000).toFixed(millis < 10_000 ? 1 : 0))}</>
  return <>{millis < 7_200_000 ? w.minutes(Math.round(millis / 60_000)) : w.hours(Math.round(millis / 3_600_000))}</>
}

/** A large sum as it is said: 11.8 亿. The full one stands below it. */
function Short({ minor, currency }: { minor: bigint; currency: string }) {
  const { language } = usePreferences()
  const text = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', { notation: 'compact', maximumFractionDigits: 2, style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return <>{text.format(Number(minor / 100n))}</>
}

function Rhythm({ readings }: { readings: Reading[] }) {
  const w = useWords(words)
  // The picture moves with each whole step, not with each second.
  const until = Math.floor((readings.at(-1)?.at ?? 0) / step) * step
  // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  const shown = useMemo(() => bars(readings, until), [until])
  const labels = useMemo(() => shown.map((b) => formatInstant(new Date(b.at), 'second').slice(11)), [shown])
  const values = useMemo(() => [{ name: w.unit, values: shown.map((b) => b.value) }], [shown, w])
  if (shown.every((b) => b.value === null)) return <p>{w.gathering}</p>
  return <Chart title={w.chart} unit={w.unit} kind="bar" labels={labels} series={values} height={360} />
}

const classes = ['asset', 'liability', 'equity', 'income', 'expense'] as const

function Balances({ figures }: { figures: Figures }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const opens = useMay()('ledger.read')
  return (
    <Section title={w.balances} extra={opens && <Link href="/ledger/trial-balance">{w.openTrial}</Link>} flush>
      <table className="watch-codes">
        <caption className="unseen">{w.balances}</caption>
        <thead><tr><th scope="col">{w.code}</th><th scope="col">{w.balance}</th></tr></thead>
        {classes.filter((c) => figures.balances.some((b) => b.class === c)).map((c) => (
          <tbody key={c}>
            <tr><th scope="rowgroup" colSpan={2} className="watch-class">{w[c]}</th></tr>
            {figures.balances.filter((b) => b.class === c).sort((a, b) => a.code.localeCompare(b.code)).map((b) => {
              const below = BigInt(b.balance) < 0n
              const side = below === (normalSide(b.class) === 'debit') ? 'credit' : 'debit'
              const name = language === 'zh' ? b.nameZh : b.nameEn
              return (
                <tr key={b.code + b.currency}>
                  <th scope="row"><span className="watch-code figures">{b.code}</span>{opens ? <Link href={`/ledger/accounts?code=${b.code}&currency=${b.currency}`}>{name}</Link> : name}</th>
                  <td><Money minor={below ? b.balance.slice(1) : b.balance} currency={b.currency} side={side} /></td>
                </tr>
              )
            })}
          </tbody>
        ))}
      </table>
    </Section>
  )
}
