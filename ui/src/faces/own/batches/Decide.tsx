import Button from 'antd/es/button'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { keyed, keys, useAccounts, useParty, type S } from '../reads'
import { batchKeys } from './shared'
import { letsThrough, type Batch } from './stand'
import { words } from './words'

/** The checker's or the approver's decision, above everything that she decides by. */
export function Decide({ batch, duty }: { batch: Batch; duty: 'check' | 'approve' }) {
  return duty === 'check' ? <Check batch={batch} /> : <Approve batch={batch} />
}

type Pass = 'all' | 'without' | 'doubtful'

function Check({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const bad = b.bad + b.doubtful
  const without = letsThrough(b, 'without')
  const doubtful = letsThrough(b, 'doubtful')
  // To pay what may be duplicates is never the first choice.
  const [choice, setChoice] = useState<Pass | undefined>(bad === 0 ? 'all' : without.lines > 0 ? 'without' : undefined)
  const [refusing, setRefusing] = useState(false)
  const check = useWrite((body: S['BatchCheckBatchInBody'], { key }) => must(api.POST('/v1/batches/{id}/check', { params: { path: { id: b.id }, header: keyed(key) }, body })), { refresh: [batchKeys.all] })
  const through = choice && letsThrough(b, choice)
  const nothing = without.lines === 0 && doubtful.lines === 0
  const options = [
    ...(without.lines > 0 ? [{ value: 'without' as const, label: <span className="radio-text"><strong>{w.optWithout(bad, without.lines)}</strong><span>{w.optWithoutText}</span></span> }] : []),
    ...(b.doubtful > 0 ? [{ value: 'doubtful' as const, label: <span className="radio-text"><strong>{w.optDoubtful(b.doubtful, doubtful.lines)}</strong><span>{w.optDoubtfulText}</span></span> }] : []),
  ]
  return (
    <Section title={w.decideCheck}>
      <div className="decide">
        <p className="soft">{w.decideCheckText}</p>
        {bad > 0 && without.lines > 0 && options.length === 1 && <p><strong>{w.optWithout(bad, without.lines)}</strong><br /><span className="soft">{w.optWithoutText}</span></p>}
        {bad > 0 && (options.length > 1 || (options.length === 1 && without.lines === 0)) && (
          <fieldset className="field">
            <legend className="field-label">{w.choice}</legend>
            <Radio.Group className="radio-list" value={choice} options={options} onChange={(e) => { setChoice(e.target.value as Pass) }} />
          </fieldset>
        )}
        {nothing && <p className="decide-warn">{w.nothingLeft}</p>}
        {through && <Facts facts={[{ label: w.toPay, value: <Money minor={through.amount} currency={b.currency} size="hero" /> }, { label: w.lines, value: through.lines }]} />}
        {check.error && !refusing && <ErrorView small error={check.error} />}
        <div className="form-foot">
          <Button type="primary" disabled={!choice} loading={check.isPending && !refusing} onClick={() => { if (choice) check.mutate({ decision: choice }) }}>{w.pass}</Button>
          <Button danger disabled={check.isPending} onClick={() => { check.reset(); setRefusing(true) }}>{w.refuse}</Button>
        </div>
        {refusing && <Reason title={w.refuseTitle} text={w.refuseText} act={w.refuse} danger onReason={async (reason) => { await check.mutateAsync({ decision: 'refuse', reason: reason.slice(0, 200) }) }} onCancel={() => { check.reset(); setRefusing(false) }} />}
      </div>
    </Section>
  )
}

function Approve({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const party = useParty()
  const accounts = useAccounts()
  const [refusing, setRefusing] = useState(false)
  const decide = useWrite(
    (body: S['BatchApproveBatchInBody'], { key }) => must(api.POST('/v1/batches/{id}/approve', { params: { path: { id: b.id }, header: keyed(key) }, body })),
    { refresh: [batchKeys.all, keys.accounts(party)] },
  )
  const available = accounts.data?.find((a) => a.account === b.account)?.available
  const after = available === undefined ? undefined : BigInt(available) - BigInt(b.toPayAmount)
  return (
    <Section title={w.decideApprove}>
      <div className="decide">
        <Facts facts={[
          { label: w.toPay, value: <Money minor={b.toPayAmount} currency={b.currency} size="hero" /> }, { label: w.lines, value: b.toPay }, { label: w.account, value: <AccountNo value={b.accountNumber} /> },
          ...(after === undefined ? [] : [{ label: w.after, value: <Money minor={after} currency={b.currency} /> }]),
        ]} />
        {b.toPay < b.lines && <p>{w.leftOut(b.lines - b.toPay)}</p>}
        {after !== undefined && after < 0n ? <p className="decide-warn">{w.short}</p> : <p className="soft">{w.decideApproveText(b.toPay)}</p>}
        {decide.error && !refusing && <ErrorView small error={decide.error} />}
        <div className="form-foot">
          <Button type="primary" loading={decide.isPending && !refusing} onClick={() => { decide.mutate({ approve: true }) }}>{w.approve}</Button>
          <Button danger disabled={decide.isPending} onClick={() => { decide.reset(); setRefusing(true) }}>{w.refuse}</Button>
        </div>
        {refusing && <Reason title={w.refuseTitle} text={w.refuseText} act={w.refuse} danger onReason={async (reason) => { await decide.mutateAsync({ approve: false, reason: reason.slice(0, 200) }) }} onCancel={() => { decide.reset(); setRefusing(false) }} />}
      </div>
    </Section>
  )
}
