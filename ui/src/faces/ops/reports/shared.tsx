import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMe } from '@/app/session'
import { useBranches, useMay } from '@/faces/ops/parties/shared'
import { asDate } from '@/parts/fields'
import { isDate } from '@/parts/instant'
import { words } from './words'
import '../deposits/deposits.css'
import '../ledger/ledger.css'
import './reports.css'

/** The reports, beside each other. */
export function Ways() {
  const w = useWords(words)
  const [at] = useLocation()
  const ways = [
    ['/reports/trial-balance', w.trialBalance], ['/reports/balance-sheet', w.balanceSheet], ['/reports/income-statement', w.incomeStatement],
    ['/reports/products', w.products], ['/reports/large-movements', w.large], ['/reports/dormant', w.dormant],
  ] as const
  return <nav className="ways" aria-label={w.ways}>{ways.map(([href, title]) => <Link key={href} href={href} aria-current={at === href ? 'page' : undefined}>{title}</Link>)}</nav>
}

/** Which branches' reports the hat may see: all, or its own. */
export function useReach(): { whole: boolean; own: string } {
  const may = useMay()
  const { hat } = useMe()
  return { whole: may('report.read', true), own: hat.branch }
}

/** The newest dates that are closed: reports are made of these. Who doesn't see the bank's dates knows the newest by a report. */
export function useClosed() {
  const may = useMay()
  const all = may('ledger.read', true)
  return useQuery({
    queryKey: ['report', 'closed', all],
    queryFn: async ({ signal }): Promise<string[]> => {
      if (all) return (await must(api.GET('/v1/ledger/days', { params: { query: { limit: 40 } }, signal }))).items.filter((d) => d.state === 'closed').map((d) => d.date)
      const newest = (await must(api.GET('/v1/report/products', { signal }))).items[0]
      return newest ? [newest.date] : []
    },
  })
}

interface DatesProps {
  date?: string
  from?: string
  /** Whether the report is of a period. */
  period?: boolean
  /** Whether nothing typed means every date instead of the newest closed one. */
  every?: boolean
  onDates: (d: { date?: string; from?: string }) => void
}

/** The dates of a report. */
export function Dates({ date, from, period, every, onDates }: DatesProps) {
  const w = useWords(words)
  const id = useId()
  const closed = useClosed()
  const [typed, setTyped] = useState({ date: date ?? '', from: from ?? '' })
  const [wrong, setWrong] = useState(false)
  const go = () => {
    const [a, b] = [asDate(typed.from), asDate(typed.date)]
    const ok = [a, b].every((d) => d === '' || isDate(d))
    setWrong(!ok)
    if (ok) onDates({ date: b || undefined, from: period && a ? a : undefined })
  }
  const field = (name: 'date' | 'from', hint: string) => (
    <Input id={id + name} className="date-field figures" placeholder={hint} inputMode="numeric" maxLength={10} value={typed[name]} status={wrong && typed[name] !== '' && !isDate(asDate(typed[name])) ? 'error' : undefined} onChange={(e) => { setTyped({ ...typed, [name]: e.target.value }) }} />
  )
  return (
    <form className="report-dates" onSubmit={(e) => { e.preventDefault(); go() }}>
      {period && <><label htmlFor={`${id}from`}>{w.from}</label>{field('from', '2026-11-23')}</>}
      <label htmlFor={`${id}date`} title={every ? w.allDates : w.latest}>{every ? w.chooseDate : w.date}</label>{field('date', every ? w.allDates : (closed.data?.[0] ?? '2026-11-23'))}
      <Button htmlType="submit">{w.show}</Button>
      <span className="field-error" role="alert">{wrong ? w.badDate : ''}</span>
    </form>
  )
}

/** Of the whole bank or of a branch; who sees only her own branch has no choice of the whole. */
export function BranchPick({ branch, whole, onBranch }: { branch?: string; whole: boolean; onBranch: (b: string | undefined) => void }) {
  const w = useWords(words)
  const branches = useBranches()
  return (
    <Select
      className="wide-field" allowClear={whole} showSearch={{ optionFilterProp: 'label' }} aria-label={w.branch} placeholder={whole ? w.wholeBank : w.wholeOrBranch} value={branch} onChange={(v: string | undefined) => { onBranch(v) }}
      options={branches.items.map((b) => ({ value: b.code, label: `${b.code} ${branches.nameOf(b.code)}` }))}
    />
  )
}
