import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Segmented from 'antd/es/segmented'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useBranches } from '@/faces/ops/parties/shared'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { asDate } from '@/parts/fields'
import { isDate } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { download, type S } from './shared'
import { inOrder, ofTheBank, sides, type Line, type Side } from './trial'
import { words } from './words'

interface Asked {
  date?: string
  from?: string
  branch?: string
  currency?: string
}

/** Opening balance, turnover and closing balance of every code; the sums tie or the page says that they don't. */
export default function TrialBalance() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [search, setSearch] = useSearchParams()
  const [failed, setFailed] = useState<unknown>()
  const asked: Asked = {}
  for (const n of ['date', 'from', 'branch', 'currency'] as const) {
    const v = search.get(n)
    if (v) asked[n] = v
  }
  const byBranch = search.get('lines') === 'branch' || asked.branch !== undefined
  const set = (change: Record<string, string | undefined>) => {
    setSearch((old) => {
      const next = new URLSearchParams(old)
      for (const [k, v] of Object.entries(change)) {
        if (v) next.set(k, v)
        else next.delete(k)
      }
      return next
    }, { replace: true })
  }
  const trial = useQuery({
    queryKey: ['ledger', 'trial-balance', asked],
    queryFn: ({ signal }) => must(api.GET('/v1/ledger/trial-balance', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  })
  const save = () => {
    const query = new URLSearchParams({ ...asked, lang: language, bom: 'true' })
    setFailed(undefined)
    void download(`/v1/ledger/trial-balance.csv?${query.toString()}`, `${w.trial} ${trial.data?.date ?? ''}.csv`).catch(setFailed)
  }
  const t = trial.data
  return (
    <Page
      title={w.trial} state={t && t.sums.length > 0 && <Tied sums={t.sums} />}
      lead={t ? `${w.period(t.from ?? w.sinceStart, t.date)} · ${w.trialLead}` : w.trialLead}
      action={<Button icon={<DownloadOutlined />} disabled={!t} onClick={save}>{w.exportCsv}</Button>}
    >
      {failed !== undefined && <ErrorView error={failed} />}
      <Section flush>
        <div className="table trial">
          <div className="table-tools"><div className="table-filters"><Filters key={`${asked.from ?? ''}${asked.date ?? ''}`} asked={asked} byBranch={byBranch} set={set} /></div></div>
          <Await query={trial} rows={8}>
            {(x) => (x.lines.length === 0 ? <Empty title={w.noTrial} /> : <Sheet trial={x} lines={byBranch ? inOrder(x.lines) : ofTheBank(x.lines)} byBranch={byBranch} />)}
          </Await>
        </div>
      </Section>
    </Page>
  )
}

function Tied({ sums }: { sums: S['LedgerTrial']['sums'] }) {
  const w = useWords(words)
  const ok = sums.every((s) => s.ties)
  return <Status tone={ok ? 'good' : 'bad'}>{ok ? w.allTie : w.notTie}</Status>
}

function Filters({ asked, byBranch, set }: { asked: Asked; byBranch: boolean; set: (change: Record<string, string | undefined>) => void }) {
  const w = useWords(words)
  const branches = useBranches()
  const id = useId()
  const [from, setFrom] = useState(asked.from ?? '')
  const [date, setDate] = useState(asked.date ?? '')
  const [wrong, setWrong] = useState(false)
  const go = () => {
    const [a, b] = [asDate(from), asDate(date)]
    const ok = [a, b].every((d) => d === '' || isDate(d))
    setWrong(!ok)
    if (ok) set({ from: a, date: b })
  }
  const field = (n: string, value: string, put: (v: string) => void) => (
    <Input id={id + n} className="short-field figures" placeholder="2026-11-23" inputMode="numeric" maxLength={10} value={value} status={wrong && value !== '' && !isDate(asDate(value)) ? 'error' : undefined} onChange={(e) => { put(e.target.value) }} />
  )
  return (
    <>
      <form className="dates" onSubmit={(e) => { e.preventDefault(); go() }}>
        <label htmlFor={`${id}from`} title={w.fromHint}>{w.from}</label>{field('from', from, setFrom)}
        <label htmlFor={`${id}to`} title={w.toHint}>{w.to}</label>{field('to', date, setDate)}
        <Button htmlType="submit">{w.apply}</Button>
        <span className="field-error" role="alert">{wrong ? w.badDates : ''}</span>
      </form>
      <Select className="code-field" allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={w.branch} placeholder={w.anyBranch} value={asked.branch} onChange={(v: string | undefined) => { set({ branch: v }) }} options={branches.items.map((b) => ({ value: b.code, label: `${b.code} ${branches.nameOf(b.code)}` }))} />
      <Select allowClear aria-label={w.currency} placeholder={w.anyCurrency} value={asked.currency} onChange={(v: string | undefined) => { set({ currency: v }) }} options={['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP', 'CZK'].map((c) => ({ value: c, label: c }))} />
      {asked.branch === undefined && <Segmented aria-label={w.grouping} value={byBranch ? 'branch' : 'bank'} onChange={(v: string) => { set({ lines: v === 'branch' ? v : undefined }) }} options={[{ value: 'bank', label: w.byBank }, { value: 'branch', label: w.byBranch }]} />}
    </>
  )
}

function Sheet({ trial, lines, byBranch }: { trial: S['LedgerTrial']; lines: Line[]; byBranch: boolean }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { nameOf } = useBranches()
  const several = new Set(lines.map((l) => l.currency)).size > 1
  const heads: [string, Side][] = [[w.opening, 'openingDebit'], [w.turnover, 'debit'], [w.closing, 'balanceDebit']]
  const title = (s: Side) => `${heads.find(([, d]) => d === s || sides[sides.indexOf(d) + 1] === s)?.[0] ?? ''} ${sides.indexOf(s) % 2 === 0 ? w.debit : w.credit}`
  const amount = (s: Side, minor: string, currency: string) => (
    <td key={s} data-title={title(s)} className={['end', sides.indexOf(s) % 2 === 0 ? 'trial-edge' : '', minor === '0' ? 'trial-zero' : ''].join(' ').trim()}>
      {minor === '0' ? '—' : <Money minor={minor} currency={currency} />}
    </td>
  )
  const lead = 1 + (byBranch ? 1 : 0) + (several ? 1 : 0)
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
    <div className="table-scroll" role="region" aria-label={w.trial} tabIndex={0}>
      <table>
        <caption className="unseen">{w.trial}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>{w.code}</th>
            {byBranch && <th scope="col" rowSpan={2}>{w.branch}</th>}
            {several && <th scope="col" rowSpan={2}>{w.currency}</th>}
            {heads.map(([h]) => <th key={h} scope="colgroup" colSpan={2}>{h}</th>)}
          </tr>
          <tr>{sides.map((s, i) => <th key={s} scope="col" className={i % 2 === 0 ? 'end trial-edge' : 'end'}>{i % 2 === 0 ? w.debit : w.credit}</th>)}</tr>
        </thead>
        <tbody>
          {lines.map((l) => (
            <tr key={l.currency + l.branch + l.code}>
              <th scope="row"><span className="trial-code figures">{l.code}</span><Link href={`/ledger/accounts?${new URLSearchParams({ code: l.code, currency: l.currency, ...(l.branch ? { branch: l.branch } : {}) }).toString()}`}>{language === 'zh' ? l.nameZh : l.nameEn}</Link></th>
              {byBranch && <td data-title={w.branch}>{nameOf(l.branch)}</td>}
              {several && <td data-title={w.currency}>{l.currency}</td>}
              {sides.map((s) => amount(s, l[s], l.currency))}
            </tr>
          ))}
          {trial.sums.map((s) => (
            <tr key={s.currency} className="trial-sum">
              <th scope="row" colSpan={lead}>{w.total(s.currency)}</th>
              {sides.map((side) => amount(side, s[side], s.currency))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
