import { useQuery } from '@tanstack/react-query'
import Select from 'antd/es/select'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { codeText } from '@/faces/ops/clearing/codes'
import { useBranches } from '@/faces/ops/parties/shared'
import { usePreferences, type Language } from '@/app/preferences'
import { plainMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { StaffName, useFilter } from '../deposits/shared'
import { byBucket, codeParts, type Bucket, type Item } from './ages'
import { words } from './words'
import './suspense.css'

const states = ['open', 'cleared', 'returned'] as const
export const stateTones: Record<Item['state'], Tone> = { open: 'wait', cleared: 'good', returned: 'info' }

/** A reason code in words where the clearing's standard names it. */
export function reasonText(code: string, language: Language): string {
  const { word } = codeParts(code)
  const said = codeText(word, language)
  return said === word ? code : said
}

/** The suspense desk: how old what waits is, and the items themselves. */
export default function Suspense() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const { items: branches, nameOf } = useBranches()
  const state = states.find((s) => s === search.get('state')) ?? 'open'
  const branch = search.get('branch') ?? undefined
  const age = search.get('age')
  const bucket = age !== null && /^[0-5]$/.test(age) ? (Number(age) as Bucket) : undefined
  const ages = useQuery({ queryKey: ['suspense', 'ages', branch ?? ''], queryFn: ({ signal }) => must(api.GET('/v1/suspense/ages', { params: { query: { branch } }, signal })) })
  const name = (b: Bucket) => w[`b${b}`]
  const columns: Column<Item>[] = [
    { key: 'why', title: w.why, always: true, phone: 'title', wrap: true, render: (i) => (codeParts(i.code).word === i.why ? reasonText(i.code, language) : i.why), csv: (i) => i.why },
    { key: 'bucket', title: w.bucket, render: (i) => name(i.bucket as Bucket), csv: (i) => name(i.bucket as Bucket) },
    { key: 'since', title: w.since, render: (i) => <span className="figures">{i.since}</span>, csv: (i) => i.since },
    { key: 'branch', title: w.branch, wrap: true, render: (i) => nameOf(i.branch), csv: (i) => i.branch },
    { key: 'side', title: w.side, spare: true, render: (i) => w[i.side], csv: (i) => w[i.side] },
    { key: 'code', title: w.code, render: (i) => <code>{i.code}</code>, csv: (i) => i.code },
    { key: 'assigned', title: w.assigned, render: (i) => (i.assigned ? <StaffName actor={i.assigned} /> : <span className="note-line">{w.nobody}</span>), csv: (i) => i.assigned ?? '' },
    { key: 'amount', title: w.amount, align: 'end', spare: true, render: (i) => <Money minor={i.amount} currency={i.currency} />, csv: (i) => plainMoney(i.amount, i.currency) },
    { key: 'left', title: state === 'open' ? w.left : w.amount, align: 'end', render: (i) => <Money minor={state === 'open' ? i.left : i.amount} currency={i.currency} />, csv: (i) => plainMoney(i.left, i.currency) },
    { key: 'state', title: w.state, spare: state === 'open', render: (i) => <Status tone={stateTones[i.state]}>{w[i.state]}</Status>, csv: (i) => w[i.state] },
  ]
  return (
    <Page title={w.suspense} lead={w.lead}>
      <Section title={w.ages} extra={<span className="note-line">{w.ageNote}</span>} flush>
        <Await query={ages} rows={2}>
          {(p) => (
            <div className="ages" role="group" aria-label={w.ages}>
              {byBucket(p.items).map((b) => (
                <button key={b.bucket} type="button" aria-pressed={bucket === b.bucket} data-empty={b.items === 0 ? true : undefined} className={b.items > 0 && b.bucket >= 3 ? 'ages-old' : undefined} onClick={() => { set({ age: bucket === b.bucket ? undefined : String(b.bucket), state: undefined }) }}>
                  <span className="ages-name">{name(b.bucket)}</span>
                  <span className="ages-items figures">{b.items > 0 ? w.items(b.items) : w.nothing}</span>
                  {b.sums.map((s) => <span key={s.currency + s.side} className="ages-sum">{w[s.side]} <Money minor={s.left} currency={s.currency} /></span>)}
                </button>
              ))}
            </div>
          )}
        </Await>
      </Section>
      <Section flush>
        <DataTable<Item>
          id={`ops.suspense.${state}`} caption={`${w.suspense} · ${w[state]}`} columns={columns} rowKey={(i) => i.id} rowName={(i) => `${i.why} ${i.id}`} queryKey={['suspense', 'items', { state, branch, bucket }]} onOpen={(i) => { go(`/suspense/${i.id}`) }}
          load={(after, signal) => must(api.GET('/v1/suspense/items', { params: { query: { limit: 50, after: after || undefined, state, branch, bucket } }, signal }))}
          filtered={branch !== undefined || bucket !== undefined} empty={<Empty title={state === 'open' ? w.empty : w.emptyOther} />}
          filters={
            <>
              <Select className="wide-field" aria-label={w.state} value={state} onChange={(v: Item['state']) => { set({ state: v === 'open' ? undefined : v }) }} options={states.map((s) => ({ value: s, label: w[s] }))} />
              <Select className="wide-field" allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={w.branch} placeholder={w.anyBranch} value={branch} onChange={(v: string | undefined) => { set({ branch: v }) }} options={branches.map((b) => ({ value: b.code, label: `${b.code} ${nameOf(b.code)}` }))} />
              <Select className="wide-field" allowClear aria-label={w.bucket} placeholder={w.allAges} value={bucket} onChange={(v: Bucket | undefined) => { set({ age: v === undefined ? undefined : String(v) }) }} options={([0, 1, 2, 3, 4, 5] as const).map((b) => ({ value: b, label: name(b) }))} />
            </>
          }
        />
      </Section>
    </Page>
  )
}
