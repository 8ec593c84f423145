import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useBranches } from '@/faces/ops/parties/shared'
import { download } from '@/faces/own/files'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { NotFound } from '@/parts/NotFound'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { useFilter } from '../deposits/shared'
import { BranchPick, Dates, useReach, Ways } from './shared'
import { forms, sidesOf, type Form, type Row, type Sheet, type Table } from './table'
import { words } from './words'

type W = ReturnType<typeof useWords<(typeof words)['zh']>>
const titleOf = (form: Form, w: W) => ({ 'trial-balance': w.trialBalance, 'balance-sheet': w.balanceSheet, 'income-statement': w.incomeStatement })[form]
const leadOf = (form: Form, w: W) => ({ 'trial-balance': w.trialBalanceLead, 'balance-sheet': w.balanceSheetLead, 'income-statement': w.incomeStatementLead })[form]

async function read(form: Form, branch: string | undefined, query: { date?: string; from?: string }, signal: AbortSignal): Promise<Table> {
  if (branch) {
    const of = { params: { path: { branch }, query }, signal }
    if (form === 'trial-balance') return must(api.GET('/v1/report/branches/{branch}/trial-balance', of))
    return form === 'balance-sheet' ? must(api.GET('/v1/report/branches/{branch}/balance-sheet', of)) : must(api.GET('/v1/report/branches/{branch}/income-statement', of))
  }
  const all = { params: { query }, signal }
  if (form === 'trial-balance') return must(api.GET('/v1/report/trial-balance', all))
  return form === 'balance-sheet' ? must(api.GET('/v1/report/balance-sheet', all)) : must(api.GET('/v1/report/income-statement', all))
}

/** One of the three statements, of the bank or a branch, up to a closed date. Its two sides stand beside each other, so that everybody sees that they are alike. */
export default function Statement() {
  const { form: wanted = '' } = useParams<{ form: string }>()
  const form = forms.find((f) => f === wanted)
  return form ? <Of key={form} form={form} /> : <NotFound />
}

function Of({ form }: { form: Form }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { nameOf } = useBranches()
  const [search, set] = useFilter()
  const [failed, setFailed] = useState<unknown>()
  const { whole, own } = useReach()
  const [date, from] = ['date', 'from'].map((n) => search.get(n) ?? undefined)
  const branch = search.get('branch') ?? (whole ? undefined : own || undefined)
  const dates = { date, ...(form === 'balance-sheet' ? {} : { from }) }
  const report = useQuery({ queryKey: ['report', form, branch ?? '', dates], enabled: whole || branch !== undefined, queryFn: ({ signal }) => read(form, branch, dates, signal), placeholderData: keepPreviousData })
  const t = report.data
  const where = t?.branch ? `${nameOf(t.branch)} · ${w.withBelow}` : w.wholeBank
  const when = t ? (form === 'balance-sheet' ? w.asOf(t.date) : w.period(t.from ?? w.sinceStart, t.date)) : ''
  const save = () => {
    const query = new URLSearchParams({ ...Object.fromEntries(Object.entries(dates).filter((e): e is [string, string] => Boolean(e[1]))), lang: language, bom: 'true' })
    setFailed(undefined)
    void download(`/v1/report/${branch ? `branches/${branch}/` : ''}${form}.csv?${query.toString()}`, `${titleOf(form, w)} ${branch ? `${nameOf(branch)} ` : ''}${t?.date ?? ''}.csv`).catch(setFailed)
  }
  return (
    <Page
      title={titleOf(form, w)} crumbs={[{ title: w.reports, href: '/reports' }]} lead={t ? `${where} · ${when}` : leadOf(form, w)} state={t && t.sheets.length > 0 && form !== 'income-statement' && <Ties table={t} />}
      action={<><Button type="primary" icon={<DownloadOutlined />} disabled={!t} onClick={save}>{w.csv}</Button><Button icon={<PrinterOutlined />} disabled={!t} onClick={() => { print() }}>{w.print}</Button></>}
    >
      <Ways />
      {failed !== undefined && <ErrorView error={failed} />}
      <Section flush>
        <div className="table trial">
          <div className="table-tools">
            <div className="table-filters">
              <Dates key={`${date ?? ''}${from ?? ''}`} date={date} from={from} period={form !== 'balance-sheet'} onDates={(d) => { set({ date: d.date, from: d.from }) }} />
              <BranchPick branch={branch} whole={whole} onBranch={(b) => { set({ branch: b }) }} />
            </div>
          </div>
          {!whole && branch === undefined ? <Empty title={w.pickBranch} /> : (
            <Await query={report} rows={8}>
              {(x) => (x.sheets.length === 0 ? <Empty title={w.empty} /> : <>{x.sheets.map((s) => (form === 'balance-sheet' ? <Balance key={s.currency} sheet={s} branch={x.branch} /> : form === 'trial-balance' ? <Trial key={s.currency} sheet={s} table={x} /> : <Income key={s.currency} sheet={s} table={x} />))}</>)}
            </Await>
          )}
        </div>
      </Section>
      {t && <Section><p className="report-digest">{w.digest} <code>{t.digest}</code></p><p className="report-digest">{w.digestNote}</p></Section>}
    </Page>
  )
}

function Ties({ table }: { table: Table }) {
  const w = useWords(words)
  // A branch's own books tie by what it owes to the others, which is a line of its report.
  const ok = table.form === 'trial-balance' ? table.sheets.every((s) => s.ties) : table.sheets.every((s) => sidesOf(s).gap === '0')
  return <Status tone={ok ? 'good' : 'bad'}>{ok ? w.ties : w.notTies}</Status>
}

function Name({ row, currency, branch }: { row: Row; currency: string; branch?: string }) {
  const { language } = usePreferences()
  const name = row.name[language]
  if (!row.code) return <>{name}</>
  return <><span className="report-code figures">{row.code}</span><Link href={`/ledger/accounts?${new URLSearchParams({ code: row.code, currency, ...(branch ? { branch } : {}) }).toString()}`}>{name}</Link></>
}

function Balance({ sheet, branch }: { sheet: Sheet; branch?: string }) {
  const w = useWords(words)
  const s = sidesOf(sheet)
  const line = (r: Row, i: number) => (
    <div key={i} className={r.total ? 'report-row report-total' : 'report-row'}><span><Name row={r} currency={sheet.currency} branch={branch} /></span><span><Money minor={r.cells[0] ?? '0'} currency={sheet.currency} /></span></div>
  )
  const sum = (title: string, minor: string) => <div className="report-row report-grand"><span>{title}</span><span><Money minor={minor} currency={sheet.currency} /></span></div>
  const total = sheet.rows.find((r) => r.section === 'total')
  const assets = sheet.rows.find((r) => r.section === 'assets' && r.total)
  const { language } = usePreferences()
  return (
    <>
      <div className="report-sides">
        <div className="report-side"><h3>{w.left} · {sheet.currency}</h3><div>{s.left.map(line)}</div>{sum(assets?.name[language] ?? w.left, s.leftSum)}</div>
        <div className="report-side"><h3>{w.right} · {sheet.currency}</h3><div>{s.right.map(line)}</div>{sum(total?.name[language] ?? w.right, s.rightSum)}</div>
      </div>
      <p className="report-ties">
        {s.gap === '0' ? <Status tone="good">{w.tiesBalance}</Status> : <><Status tone="bad">{w.notTies}</Status><span>{w.difference} <Money minor={s.gap} currency={sheet.currency} /></span></>}
        {!sheet.ties && branch && <span className="note-line">{w.between}</span>}
      </p>
    </>
  )
}

function Trial({ sheet, table }: { sheet: Sheet; table: Table }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const edge = (i: number) => (i % 2 === 0 ? ' trial-edge' : '')
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key */}
      <div className="table-scroll" role="region" aria-label={`${w.trialBalance} ${sheet.currency}`} tabIndex={0}>
        <table>
          <caption className="unseen">{w.trialBalance} {sheet.currency}</caption>
          <thead><tr><th scope="col">{w.code} · {sheet.currency}</th>{table.columns.map((c, i) => <th key={c.en} scope="col" className={`end${edge(i)}`}>{c[language]}</th>)}</tr></thead>
          <tbody>
            {sheet.rows.map((r) => (
              <tr key={r.code ?? r.name.en} className={r.total ? 'trial-sum' : undefined}>
                <th scope="row"><Name row={r} currency={sheet.currency} branch={table.branch} /></th>
                {r.cells.map((c, i) => <td key={i} data-title={table.columns[i]?.[language]} className={`end${edge(i)}${c === '0' ? ' trial-zero' : ''}`}>{c === '0' ? '—' : <Money minor={c} currency={sheet.currency} />}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="report-ties"><Status tone={sheet.ties ? 'good' : 'bad'}>{sheet.ties ? w.tiesTrial : w.notTies}</Status></p>
    </>
  )
}

function Income({ sheet, table }: { sheet: Sheet; table: Table }) {
  return (
    <div>
      {sheet.rows.map((r, i) => (
        <div key={i} className={r.section === 'total' ? 'report-row report-grand' : r.total ? 'report-row report-total' : 'report-row'}>
          <span><Name row={r} currency={sheet.currency} branch={table.branch} /></span><span><Money minor={r.cells[0] ?? '0'} currency={sheet.currency} /></span>
        </div>
      ))}
    </div>
  )
}
