import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { dayAfter } from '@/faces/ops/ledger/shared'
import { Await } from '@/parts/Await'
import { Chart } from '@/parts/Chart'
import { DataTable, type Column } from '@/parts/DataTable'
import { Facts, Page, Section } from '@/parts/Page'
import type { Group } from '@/parts/schema'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { ProposeDialog } from '../deposits/ProposeDialog'
import { keyed, useMay, type S } from '../deposits/shared'
import { Lines, Preview, refusePast, useEarliest, Waiting } from './shared'
import { useRates } from './Rates'
import { differences, rateLines, rateName, rateSchema, standing, tierLines, tiersOfForm, type Rate } from './values'
import { words } from './words'

/** One rate: what holds, what comes, how it went, and a proposal for another. */
export default function RatePage() {
  const { code = '' } = useParams<{ code: string }>()
  const w = useWords(words)
  const rates = useRates()
  return rates.data ? <Shown key={code} code={code} all={rates.data} /> : <Page title={code} crumbs={[{ title: w.rates, href: '/interest/rates' }]}><Await query={rates} rows={5}>{() => null}</Await></Page>
}

function Shown({ code, all }: { code: string; all: S['InterestRatesOut'] }) {
  const w = useWords(words)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const tomorrow = dayAfter(useEarliest(all.on))
  const now = all.items.find((r) => r.code === code)
  const coming = all.later.filter((r) => r.code === code)
  const tones = { isNow: 'good', willBe: 'wait', was: 'idle' } as const
  const columns: Column<Rate>[] = [
    { key: 'from', title: w.from, always: true, phone: 'title', render: (r) => <span className="figures">{r.from}</span>, csv: (r) => r.from },
    { key: 'percent', title: w.percent, align: 'end', render: (r) => <strong className="figures"><Lines text={tierLines(r, w).join('\n')} /></strong>, csv: (r) => tierLines(r, w).join('; ') },
    { key: 'state', title: w.state, render: (r) => { const s = standing(r, now, all.on); return <Status tone={tones[s]}>{w[s]}</Status> }, csv: (r) => w[standing(r, now, all.on)] },
    { key: 'mode', title: w.mode, spare: true, render: (r) => (r.tiers.length > 1 ? w[r.mode] : '—'), csv: (r) => r.mode },
    { key: 'correction', title: w.correction, render: (r) => (r.correction ? <Status tone="wait">{w.isCorrection}</Status> : '—'), csv: (r) => (r.correction ? w.isCorrection : '') },
    { key: 'set', title: w.setAt, render: (r) => <Time at={r.setAt} />, csv: (r) => r.setAt },
  ]
  return (
    <Page
      title={rateName(code, w)} crumbs={[{ title: w.rates, href: '/interest/rates' }]} lead={<code>{code}</code>}
      action={may('product.write') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.propose}</Button>}
    >
      <Waiting kind={`interest.rate/${code}`} />
      <Section>
        <Facts facts={[
          ...(now ? [{ label: w.now, value: <span className="rate-now figures"><Lines text={tierLines(now, w).join('\n')} /></span> }, { label: w.from, value: now.from }, ...(now.tiers.length > 1 ? [{ label: w.mode, value: now.mode === 'whole' ? w.wholeHint : w.marginalHint }] : [])] : [{ label: w.now, value: w.none }]),
          { label: w.next, value: coming.length > 0 ? <Lines text={coming.map((r) => `${w.comingFrom(r.from)} ${tierLines(r, w).join(w.comma)}`).join('\n')} /> : w.noneComing },
        ]} />
      </Section>
      <History code={code} on={all.on} />
      <Section title={w.history} flush>
        <DataTable<Rate>
          id="ops.rate.history" caption={w.history} columns={columns} rowKey={(r) => r.id} rowName={(r) => r.from} queryKey={['rates', code, 'history']}
          load={(after, signal) => must(api.GET('/v1/interest/rates/{code}', { params: { path: { code }, query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
      {asking && <Propose code={code} now={now} tomorrow={tomorrow} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}

/** How the rate of the first tier went: a point at each change, and one for today. */
function History({ code, on }: { code: string; on: string }) {
  const w = useWords(words)
  const list = useQuery({ queryKey: ['rates', code, 'chart'], queryFn: ({ signal }) => must(api.GET('/v1/interest/rates/{code}', { params: { path: { code }, query: { limit: 100 } }, signal })) })
  const points = [...(list.data?.items ?? [])].reverse()
  if (points.length < 2) return null
  const last = points.at(-1)
  const all = last && last.from < on ? [...points, { ...last, from: on }] : points
  return <Section><Chart kind="line" title={w.trend} unit={w.rateUnit} labels={all.map((r) => r.from)} series={[{ name: w.percent, values: all.map((r) => Number(r.tiers[0]?.percent ?? 0)) }]} /></Section>
}

function Propose({ code, now, tomorrow, onClose }: { code: string; now?: Rate; tomorrow: string; onClose: () => void }) {
  const w = useWords(words)
  const start: Group = { from: tomorrow, mode: now?.mode ?? 'whole', tiers: (now?.tiers ?? [{ from: '0', percent: '' }]).map((t) => ({ from: t.from, percent: t.percent })), correction: false }
  const [value, setValue] = useState(start)
  const propose = useWrite((body: S['InterestProposeRateInBody'], { key }) => must(api.POST('/v1/interest/rates/{code}/changes', { params: { path: { code }, header: keyed(key) }, body })), { refresh: [['approvals'], ['rates']] })
  const mode = value.mode === 'marginal' ? 'marginal' : 'whole'
  const next: Rate = { id: '', code, from: '', mode, tiers: tiersOfForm(value), setAt: '' }
  return (
    <ProposeDialog
      title={`${w.propose} · ${rateName(code, w)}`} lead={w.proposeLead(tomorrow)} submit={w.proposeNew} initial={start} schema={rateSchema(w)} onChange={setValue}
      extra={now && <Preview changes={differences(rateLines(now, w), rateLines(next, w))} />}
      onClose={onClose}
      onPropose={(v) => {
        if (v.correction !== true) refusePast(String(v.from), tomorrow)
        return propose.mutateAsync({ from: String(v.from), tiers: tiersOfForm(v), mode: v.mode === 'marginal' ? 'marginal' : 'whole', correction: v.correction === true ? true : undefined, reason: String(v.reason) })
      }}
    />
  )
}
