import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useRef, useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must, newKey } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { useStaff } from '@/faces/ops/audit/staff'
import { FormDialog, Proposed, useBranches, why } from '@/faces/ops/parties/shared'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Facts, Page, Section } from '@/parts/Page'
import type { Group, Schema } from '@/parts/schema'
import { Status } from '@/parts/Status'
import { Timeline, type Happening } from '@/parts/Timeline'
import { Money } from '@/parts/Money'
import { accountByNumber, AccountLink, keyed, StaffName, useMay, type S } from '../deposits/shared'
import type { Bucket, Item } from './ages'
import { reasonText, stateTones } from './Suspense'
import { Waiting } from '../products/shared'
import { words } from './words'

/** One item: what it is, whose it may be, and its way home. */
export default function ItemPage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const item = useQuery({ queryKey: ['suspense', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/suspense/items/{id}', { params: { path: { id } }, signal })) })
  return item.data ? <Shown key={id} item={item.data} /> : <Page title={w.item} crumbs={[{ title: w.suspense, href: '/suspense' }]}><Await query={item} rows={6}>{() => null}</Await></Page>
}

type Doing = 'clear' | 'return' | 'assign'

function Shown({ item }: { item: Item }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { nameOf } = useBranches()
  const may = useMay()
  const { person } = useMe()
  const [doing, setDoing] = useState<Doing>()
  const [said, setSaid] = useState('')
  const acts = item.state === 'open' && may('suspense.clear')
  const take = useWrite((_: undefined, { key }) => must(api.POST('/v1/suspense/items/{id}/assign', { params: { path: { id: item.id }, header: keyed(key) }, body: { to: person, version: item.version } })), { refresh: [['suspense']] })
  const reason = reasonText(item.code, language)
  // Some rooms say no more than the standard's code.
  const plain = item.code.endsWith(`.${item.why}`)
  const done = (text: string) => { setDoing(undefined); setSaid(text) }
  return (
    <Page
      title={plain ? reason : item.why} crumbs={[{ title: w.suspense, href: '/suspense' }]} state={<Status tone={stateTones[item.state]}>{w[item.state]}</Status>} lead={<><code>{item.code}</code>{!plain && reason !== item.code && <> · {reason}</>}</>}
      action={acts && (
        <>
          <Button type="primary" onClick={() => { setDoing('clear') }}>{w.clear}</Button>
          <Button onClick={() => { setDoing('return') }}>{w.give}</Button>
          {item.assigned !== person && <Button loading={take.isPending} onClick={() => { take.mutate(undefined, { onSuccess: () => { setSaid(w.taken) } }) }}>{w.assignMe}</Button>}
          <Button onClick={() => { setDoing('assign') }}>{w.assign}</Button>
        </>
      )}
      aside={<Section title={w.moves}><Moves item={item} /></Section>}
    >
      <p role="status" className={said ? undefined : 'unseen'}>{said && <Status tone="good">{said}</Status>}</p>
      <Waiting kind={`suspense.item/${item.id}`} />
      <Section>
        <Facts facts={[
          { label: w.left, value: <Money minor={item.left} currency={item.currency} size="hero" /> }, ...(item.left === item.amount ? [] : [{ label: w.amount, value: <Money minor={item.amount} currency={item.currency} /> }]),
          { label: w.side, value: w[item.side] }, { label: w.bucket, value: w[`b${item.bucket as Bucket}`] }, { label: w.since, value: item.since }, { label: w.assigned, value: item.assigned ? <StaffName actor={item.assigned} /> : w.nobody }, { label: w.branch, value: nameOf(item.branch) },
          { label: w.object, value: item.object.startsWith('payment.order/') ? w.order(item.object.slice(14)) : item.object }, { label: w.account, value: <AccountLink id={item.account} own /> }, { label: w.id, value: <span className="figures">{item.id}</span> },
        ]} />
      </Section>
      {doing === 'assign' && <Assign item={item} onDone={done} onClose={() => { setDoing(undefined) }} />}
      {(doing === 'clear' || doing === 'return') && <Clear item={item} back={doing === 'return'} onDone={done} onClose={() => { setDoing(undefined) }} />}
    </Page>
  )
}

function Moves({ item }: { item: Item }) {
  const w = useWords(words)
  const of = item.moves ?? []
  const happened: Happening[] = [...of].reverse().map((m) => ({
    key: m.id, at: m.madeAt, tone: m.kind === 'return' ? 'info' as const : 'good' as const,
    title: m.kind === 'return' ? w.returned2(formatMoney(m.amount, item.currency)) : w.cleared2(formatMoney(m.amount, item.currency)),
    detail: <>{m.reason}<br /><AccountLink id={m.to} /> <Link href={`/ledger/entries/${m.entry}`}>{w.entry}</Link></>, by: <StaffName actor={m.person} />,
  }))
  return <Timeline items={[...happened, { key: 'parked', at: item.parkedAt, title: `${w.parked} ${formatMoney(item.amount, item.currency)}`, detail: item.why, tone: 'wait' }]} />
}

interface Ending {
  item: Item
  onDone: (said: string) => void
  onClose: () => void
}

/** Clearing by oneself up to the bank's threshold; beyond that, or where somebody prefers it, a colleague decides. */
function Clear({ item, back, onDone, onClose }: Ending & { back: boolean }) {
  const w = useWords(words)
  const [reference] = useState(newKey)
  const [two, setTwo] = useState(false)
  const [made, setMade] = useState<S['Approval']>()
  // A form that was taken closes itself; what was proposed is shown in its place.
  const taken = useRef(false)
  type Body = S['SuspenseClearItemInBody']
  const clear = useWrite((body: Body, { key }) => must(api.POST('/v1/suspense/items/{id}/clear', { params: { path: { id: item.id }, header: keyed(key) }, body })), { refresh: [['suspense']] })
  const propose = useWrite((body: Body, { key }) => must(api.POST('/v1/suspense/items/{id}/proposals', { params: { path: { id: item.id }, header: keyed(key) }, body })), { refresh: [['suspense'], ['approvals']] })
  if (made) return <Proposed approval={made} onClose={onClose} />
  const properties: Record<string, Schema> = {
    ...(back ? {} : { to: { type: 'string', title: w.toNumber, description: w.toHint, maxLength: 40 } }),
    amount: { type: 'string', format: 'money', currency: item.currency, title: w.part, description: w.partHint, 'x-minimum': '1', 'x-maximum': item.left },
    reason: why(w.reason, w.reasonHint),
    how: { type: 'string', title: w.how, description: w.howHint, oneOf: [{ const: 'alone', title: w.alone }, { const: 'two', title: w.two }] },
  }
  const send = async (v: Group) => {
    const to = back ? undefined : (await accountByNumber(String(v.to), '/to')).id
    const body: Body = { version: item.version, reference, to, amount: typeof v.amount === 'string' ? v.amount : undefined, reason: String(v.reason) }
    if (v.how === 'alone' && !two) {
      try {
        await clear.mutateAsync(body)
        taken.current = true
        onDone(w.done)
        return
      } catch (e) {
        // The threshold is the bank's parameter, which the page can't know beforehand: the same then goes to a colleague, once the person has seen so.
        if (problemOf(e).code === 'suspense.threshold') setTwo(true)
        throw e
      }
    }
    const approval = await propose.mutateAsync(body)
    taken.current = true
    setMade(approval)
  }
  return (
    <FormDialog
      title={back ? w.giveTitle : w.clearTitle} lead={back ? w.giveLead : w.clearLead2} submit={two ? w.propose : w.both} initial={{ how: 'alone' }} extra={two && <div className="amber" role="alert"><p>{w.over}</p></div>}
      schema={{ type: 'object', required: [...(back ? [] : ['to']), 'reason', 'how'], properties }} onSubmit={send} onClose={() => { if (!taken.current) onClose() }}
    />
  )
}

function Assign({ item, onDone, onClose }: Ending) {
  const w = useWords(words)
  const staff = useStaff()
  const write = useWrite((to: string, { key }) => must(api.POST('/v1/suspense/items/{id}/assign', { params: { path: { id: item.id }, header: keyed(key) }, body: { to, version: item.version } })), { refresh: [['suspense']] })
  return (
    <FormDialog
      title={w.assign} lead={w.assignLead} submit={w.assign} onClose={onClose} initial={{ to: item.assigned }}
      schema={{ type: 'object', required: ['to'], properties: { to: staff.length > 0 ? { type: 'string', title: w.assignTo, oneOf: staff.map((s) => ({ const: s.value, title: s.label })) } : { type: 'string', title: w.staffId, description: w.staffHint, pattern: '^\\d{10,}$' } } }}
      onSubmit={async (v) => { await write.mutateAsync(String(v.to)); onDone(w.taken) }}
    />
  )
}
