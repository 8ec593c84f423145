import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import Select from 'antd/es/select'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { keyed, Proposed, useMay, type S } from '@/faces/ops/parties/shared'
import { ages, differenceOf } from './figures'
import { Uetr, useFilter, Ways, Who } from './shared'
import { words } from './words'

type Break = S['ClearingBreak']
const states = ['open', 'explained', 'cleared'] as const
const ageTone = (days: number): Tone => (days > 3 ? 'bad' : days > 0 ? 'wait' : 'info')

/** Where the house's statement and the books differ: how old, what explains it, and who cleared it. */
export default function Breaks() {
  const w = useWords(words)
  const client = useQueryClient()
  const [search, set] = useFilter()
  const state = states.find((s) => s === search.get('state')) ?? 'open'
  const statement = search.get('statement') ?? undefined
  const [shown, setShown] = useState<Break>()
  const aged = useQuery({
    queryKey: ['clearing', 'breaks', 'ages', state], enabled: state !== 'cleared',
    queryFn: ({ signal }) => must(api.GET('/v1/clearing/breaks', { params: { query: { limit: 500, state } }, signal })),
  })
  const found = (aged.data?.items ?? []).filter((b) => !statement || b.statement === statement)
  const money = (minor: string, there: boolean) => (there ? <Money minor={minor} /> : w.none)
  const has = (b: Break) => ({ ours: b.kind !== 'extra' && b.kind !== 'duplicate', theirs: b.kind !== 'missing' })
  const columns: Column<Break>[] = [
    { key: 'kind', title: w.kind, always: true, phone: 'title', render: (b) => w[`k_${b.kind}`], csv: (b) => w[`k_${b.kind}`] },
    { key: 'age', title: w.ageDays, align: 'end', render: (b) => (b.state === 'cleared' ? w.days(b.ageDays) : <Status tone={ageTone(b.ageDays)}>{w.days(b.ageDays)}</Status>), csv: (b) => String(b.ageDays) },
    { key: 'side', title: w.side, render: (b) => (b.side === 'out' || b.side === 'in' ? w[b.side] : w.balanceSide), csv: (b) => b.side ?? '' },
    { key: 'ours', title: w.ours, align: 'end', render: (b) => money(b.ours, has(b).ours), csv: (b) => plainMoney(b.ours) },
    { key: 'theirs', title: w.theirs, align: 'end', render: (b) => money(b.theirs, has(b).theirs), csv: (b) => plainMoney(b.theirs) },
    { key: 'diff', title: w.difference, align: 'end', render: (b) => { const d = differenceOf(b); return d === undefined ? w.none : <Money minor={d} plus /> }, csv: (b) => plainMoney(differenceOf(b) ?? '0') },
    { key: 'date', title: w.date, render: (b) => b.theirDate ?? b.ourDate ?? w.none, csv: (b) => b.theirDate ?? b.ourDate ?? '' },
    { key: 'opened', title: w.openedOn, spare: true, render: (b) => b.openedOn, csv: (b) => b.openedOn },
    { key: 'note', title: w.explanation, wrap: true, spare: state === 'open', render: (b) => b.note ?? w.none, csv: (b) => b.note ?? '' },
    { key: 'uetr', title: w.uetrShort, render: (b) => (b.uetr ? <Uetr uetr={b.uetr} /> : w.none), csv: (b) => b.uetr ?? '' },
  ]
  const empty = { open: w.breaksEmpty, explained: w.breaksExplainedEmpty, cleared: w.breaksClearedEmpty }
  const [today, few, old] = ages(found)
  return (
    <Page title={w.breaks} lead={w.breaksLead}>
      <Ways />
      {state !== 'cleared' && found.length > 0 && (
        <div className="ages"><Section>
          <Facts facts={[
            { label: w.ageToday, value: <strong className="figures">{today}</strong> }, { label: w.ageFew, value: <strong className="figures">{few}</strong> },
            { label: w.ageOld, value: old > 0 ? <Status tone="bad"><span className="figures">{old}</span></Status> : <strong className="figures">0</strong> },
          ]} />
        </Section></div>
      )}
      <Section flush>
        <DataTable<Break>
          id={`ops.clearing.breaks.${state}`} caption={w.breaks} columns={columns} rowKey={(b) => b.id} rowName={(b) => `${w[`k_${b.kind}`]} ${b.uetr ?? ''}`} queryKey={['clearing', 'breaks', state, statement]} filtered={statement !== undefined}
          empty={<Empty title={empty[state]} />} onOpen={setShown}
          load={async (after, signal) => {
            const p = await must(api.GET('/v1/clearing/breaks', { params: { query: { limit: 100, after: after || undefined, state } }, signal }))
            const items = statement ? p.items.filter((b) => b.statement === statement) : p.items
            return { ...p, items }
          }}
          filters={
            <>
              <Select aria-label={w.state} value={state} options={states.map((value) => ({ value, label: w[`b_${value}`] }))} onChange={(v) => { set('state', v === 'open' ? undefined : v) }} />
              {statement && <Button onClick={() => { set('statement', undefined) }}>{w.statement} ×</Button>}
            </>
          }
        />
      </Section>
      {shown && <One of={shown} onClose={() => { setShown(undefined); void client.invalidateQueries({ queryKey: ['clearing'] }) }} />}
    </Page>
  )
}

/** One break: both sides, its explanation, and what is done about it. */
function One({ of: b, onClose }: { of: Break; onClose: () => void }) {
  const w = useWords(words)
  const may = useMay()
  const [asking, setAsking] = useState<'explain' | 'clear'>()
  const [made, setMade] = useState<S['Approval']>()
  const explain = useWrite((reason: string, { key }) => must(api.POST('/v1/clearing/breaks/{id}/explain', { params: { path: { id: b.id }, header: keyed(key) }, body: { reason } })), { refresh: [['clearing']] })
  const clear = useWrite((reason: string, { key }) => must(api.POST('/v1/clearing/breaks/{id}/clear', { params: { path: { id: b.id }, header: keyed(key) }, body: { reason } })), { refresh: [['approvals']] })
  if (made) return <Proposed approval={made} onClose={onClose} />
  if (asking === 'explain') return <Reason title={w.explainTitle} text={w.explainText} act={w.explain} onCancel={() => { setAsking(undefined) }} onReason={async (reason) => { await explain.mutateAsync(reason); onClose() }} />
  if (asking === 'clear') return <Reason title={w.clearTitle} text={w.clearText} act={w.propose} onCancel={() => { setAsking(undefined) }} onReason={async (reason) => { setMade(await clear.mutateAsync(reason)) }} />
  const operates = may('clearing.operate', true)
  const facts: (Fact | false)[] = [
    { label: w.state, value: <Status tone={b.state === 'open' ? 'wait' : b.state === 'explained' ? 'info' : 'good'}>{w[`b_${b.state}`]}</Status> },
    { label: w.ageDays, value: w.days(b.ageDays) },
    { label: w.openedOn, value: b.openedOn },
    b.uetr !== undefined && { label: w.uetr, value: <Uetr uetr={b.uetr} /> },
    b.endedAt !== undefined && { label: w.endedAt, value: <Time at={b.endedAt} precision="second" /> },
    b.endedBy !== undefined && { label: w.endedBy, value: <Who actor={b.endedBy} /> },
  ]
  const difference = differenceOf(b)
  const ours = b.kind !== 'extra' && b.kind !== 'duplicate'
  return (
    <Modal open title={`${w.breakTitle} · ${w[`k_${b.kind}`]}`} onCancel={onClose} footer={null} width={640}>
      <p className="dialog-lead">{w[`w_${b.kind}`]}</p>
      <table className="both-sides">
        <thead><tr><td /><th scope="col">{w.date}</th><th scope="col" className="end">{w.amount}</th></tr></thead>
        <tbody>
          <tr><th scope="row">{w.ours}</th><td>{b.ourDate ?? w.none}</td><td className="end">{ours ? <Money minor={b.ours} /> : w.none}</td></tr>
          <tr><th scope="row">{w.theirs}</th><td>{b.theirDate ?? w.none}</td><td className="end">{b.kind === 'missing' ? w.none : <Money minor={b.theirs} />}</td></tr>
          {difference !== undefined && <tr><th scope="row">{w.difference}</th><td /><td className="end"><strong><Money minor={difference} plus /></strong></td></tr>}
        </tbody>
      </table>
      <Facts facts={facts.filter((f) => f !== false)} />
      {b.note && <div className="after"><p className="note">{w.explanation}</p><p className="dialog-note">{b.note}</p></div>}
      <div className="dialog-foot">
        {operates && b.state === 'open' && <Button type="primary" onClick={() => { setAsking('explain') }}>{w.explain}</Button>}
        {operates && b.state === 'explained' && <Button type="primary" onClick={() => { setAsking('clear') }}>{w.clear}</Button>}
        <Button onClick={onClose}>{w.close}</Button>
      </div>
    </Modal>
  )
}
