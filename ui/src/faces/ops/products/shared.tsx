import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useId, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { bankDay } from '@/faces/ops/parameters/values'
import { useMay } from '@/faces/ops/parties/shared'
import { Difference, type Change } from '@/parts/Approve'
import { asDate } from '@/parts/fields'
import { isDate } from '@/parts/instant'
import type { Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { fieldFault } from '../deposits/shared'
import { words } from './words'

/** Products, tariff and rates, beside each other. */
export function Ways() {
  const w = useWords(words)
  const [at] = useLocation()
  const ways = [['/products', w.products], ['/products/tariff', w.tariff], ['/interest/rates', w.rates]] as const
  return <nav className="ways" aria-label={w.ways}>{ways.map(([href, title]) => <Link key={href} href={href} aria-current={at === href ? 'page' : undefined}>{title}</Link>)}</nav>
}

/** The day as of which something is shown; nothing chosen is today. */
export function DayPick({ on, onDay }: { on?: string; onDay: (d: string | undefined) => void }) {
  const w = useWords(words)
  const id = useId()
  const [typed, setTyped] = useState(on ?? '')
  const [wrong, setWrong] = useState(false)
  const go = () => {
    const d = asDate(typed)
    const ok = d === '' || isDate(d)
    setWrong(!ok)
    if (ok) onDay(d || undefined)
  }
  return (
    <form className="day-pick" onSubmit={(e) => { e.preventDefault(); go() }}>
      <label htmlFor={id}>{w.on}</label>
      <Input id={id} className="date-field figures" placeholder={bankDay()} inputMode="numeric" maxLength={10} value={typed} status={wrong ? 'error' : undefined} aria-invalid={wrong} onChange={(e) => { setTyped(e.target.value) }} />
      <Button htmlType="submit">{w.show}</Button>
      {on && <Button type="link" onClick={() => { setTyped(''); onDay(undefined) }}>{w.today}</Button>}
      <span className="field-error" role="alert">{wrong ? w.badDay : ''}</span>
    </form>
  )
}

/** The day of which a list speaks, said where it isn't today. */
export function DayState({ on, today }: { on: string; today: string }) {
  const w = useWords(words)
  if (on === today) return null
  return <Status tone="wait">{on < today ? w.isPast : w.isComing} <span className="figures">{on}</span></Status>
}

/** Labelled texts as facts; a text of several lines keeps them. */
export const factsOf = (lines: { label: string; value: string }[]): Fact[] => lines.map((l) => ({ label: l.label, value: <Lines text={l.value} /> }))

export function Lines({ text }: { text: string }) {
  const lines = text.split('\n')
  return lines.length === 1 ? <>{text}</> : <ul>{lines.map((l) => <li key={l}>{l}</li>)}</ul>
}

/** What would be different, following what is typed. */
export function Preview({ changes }: { changes: Change[] }) {
  const w = useWords(words)
  const shown = changes.map((c) => ({ label: c.label, before: typeof c.before === 'string' ? <Lines text={c.before} /> : undefined, after: typeof c.after === 'string' ? <Lines text={c.after} /> : undefined }))
  return (
    <section className="preview-changes" aria-label={w.changesNext}>
      <h3>{w.changesNext}</h3>
      {shown.length > 0 ? <Difference changes={shown} /> : <p className="note-line">{w.same}</p>}
    </section>
  )
}

/** The bank date that is open, where the hat may see it: after the end of day it runs ahead of the calendar. */
function useOpenDay(): string {
  const may = useMay()
  const days = useQuery({ queryKey: ['ledger', 'days', 'newest'], enabled: may('ledger.read', true), queryFn: ({ signal }) => must(api.GET('/v1/ledger/days', { params: { query: { limit: 5 } }, signal })) })
  return days.data?.items.find((d) => d.state === 'open')?.date ?? ''
}

/** The first day on which a change may begin: the bank's date or the calendar's, whichever is later. */
export function useEarliest(on: string): string {
  const open = useOpenDay()
  return [on, bankDay(), open].reduce((a, b) => (a > b ? a : b))
}

/** Refuses a day that is over before anything is sent, at the field. */
export function refusePast(from: string, earliest: string): void {
  if (from >= earliest) return
  throw fieldFault('/from', `不能自 ${from} 起生效：最早为 ${earliest}，请改为该日或更晚。`, `It can’t begin on ${from}: ${earliest} is the earliest day. Choose that or a later one.`)
}

/** A proposal of the same thing that waits already. */
export function Waiting({ kind }: { kind: string }) {
  const w = useWords(words)
  const may = useMay()
  const pending = useQuery({
    queryKey: ['approvals', 'of', kind], enabled: may('approval.read'),
    queryFn: async ({ signal }) => (await must(api.GET('/v1/approvals', { params: { query: { view: 'open', object: kind, limit: 1 } }, signal }))).items[0] ?? null,
  })
  if (!pending.data) return null
  return <div className="amber" role="status"><strong>{w.waiting}</strong><Link href={`/approvals/${pending.data.id}`}>{pending.data.reason}</Link></div>
}

