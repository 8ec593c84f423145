import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { FormDialog, keyed, PartyName, Proposed, useMay, why, type S } from '../parties/shared'
import { bankDay, rangeOf, shownValue, valueField } from './values'
import { words } from './words'

/** One parameter: what holds, what comes, what was, and a proposal for another value. */
export default function Parameter() {
  const { name = '' } = useParams<{ name: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['parameters'], queryFn: ({ signal }) => must(api.GET('/v1/parameters', { signal })) })
  const p = query.data?.items.find((x) => x.name === name)
  if (p) return <Shown p={p} />
  return <Page title={w.parameters} crumbs={[{ title: w.parameters, href: '/parameters' }]}><Await query={query}>{() => <Empty title={w.empty} />}</Await></Page>
}

function Shown({ p }: { p: S['ParameterStanding'] }) {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const [asking, setAsking] = useState(false)
  const [proposal, setProposal] = useState<S['Approval']>()
  const pending = useQuery({
    queryKey: ['approvals', 'of', p.name], enabled: may('approval.read'),
    queryFn: async ({ signal }) => (await must(api.GET('/v1/approvals', { params: { query: { view: 'open', object: `parameter.value/${p.name}`, limit: 1 } }, signal }))).items[0] ?? null,
  })
  const propose = useWrite((body: S['ParameterProposeParameterInBody'], { key }) =>
    must(api.POST('/v1/parameters/{name}/changes', { params: { path: { name: p.name }, header: keyed(key) }, body })), { refresh: [['approvals'], ['parameters']] })
  const earliest = bankDay(p.wholeDay ? 1 : 0)
  const today = bankDay()
  const state = (r: S['ParameterRow']) => (r.from > today ? 'willBe' : r.from === p.since ? 'isNow' : 'was')
  const columns: Column<S['ParameterRow']>[] = [
    { key: 'from', title: w.from, always: true, phone: 'title', render: (r) => r.from, csv: (r) => r.from },
    { key: 'value', title: w.newValue, align: 'end', render: (r) => <strong>{shownValue(r.value, p, w)}</strong>, csv: (r) => r.value },
    { key: 'state', title: w.since, render: (r) => <Status tone={state(r) === 'isNow' ? 'good' : state(r) === 'willBe' ? 'wait' : 'idle'}>{w[state(r)]}</Status> },
    { key: 'reason', title: w.reason, wrap: true, render: (r) => r.reason, csv: (r) => r.reason },
    { key: 'proposed', title: w.proposedBy, render: (r) => <PartyName id={r.proposedBy} plain />, csv: (r) => r.proposedBy },
    { key: 'approved', title: w.approvedBy, render: (r) => <PartyName id={r.approvedBy} plain />, csv: (r) => r.approvedBy },
    { key: 'set', title: w.setAt, render: (r) => <Time at={r.setAt} />, csv: (r) => r.setAt },
  ]
  return (
    <Page
      title={language === 'zh' ? p.titleZh : p.titleEn} crumbs={[{ title: w.parameters, href: '/parameters' }]} lead={<code>{p.name}</code>}
      action={may('parameter.write') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.propose}</Button>}
    >
      {pending.data && <div className="amber" role="status"><strong>{w.pending}</strong><Link href={`/approvals/${pending.data.id}`}>{pending.data.reason}</Link></div>}
      <Section>
        <Facts facts={[
          { label: w.value, value: <strong className="money-large">{shownValue(p.value, p, w)}</strong> }, { label: w.since, value: p.since ?? w.sinceDefault },
          { label: w.coming, value: p.coming?.length ? p.coming.map((x) => `${w.at(x.from)} ${shownValue(x.value, p, w)}`).join(' · ') : w.none },
          { label: w.range, value: rangeOf(p, w) }, { label: w.byDefault, value: shownValue(p.default, p, w) }, { label: w.type, value: `${w[p.type]} · ${p.wholeDay ? w.wholeDay : w.anyDay}` },
        ]} />
      </Section>
      <Section title={w.history} flush>
        <DataTable<S['ParameterRow']>
          id="ops.parameter.changes" caption={w.history} columns={columns} rowKey={(r) => r.id} rowName={(r) => r.from} queryKey={['parameters', p.name, 'changes']} empty={<Empty title={w.historyEmpty} />}
          load={(after, signal) => must(api.GET('/v1/parameters/{name}/changes', { params: { path: { name: p.name }, query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
      {asking && (
        <FormDialog
          title={w.propose} lead={p.wholeDay ? w.wholeDay : w.anyDay} submit={w.propose} onClose={() => { setAsking(false) }} initial={{ from: earliest }}
          schema={{ type: 'object', required: ['value', 'from', 'reason'], properties: { value: valueField(p, w), from: { type: 'string', format: 'date', title: w.from }, reason: why(w.reason, w.reasonHint) } }}
          onSubmit={async (v) => { setProposal(await propose.mutateAsync({ value: String(v.value), from: String(v.from), reason: String(v.reason) })) }}
        />
      )}
      {proposal && <Proposed approval={proposal} onClose={() => { setProposal(undefined) }} />}
    </Page>
  )
}
