import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState, type ReactNode } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { ChainSteps } from '@/faces/own/pay/Chain'
import { payKeys, useChain } from '@/faces/own/pay/reads'
import { useBanks, Uetr } from '@/faces/ops/clearing/shared'
import { choices, FormDialog, keyed, PartyName, useBranches, useMay } from '@/faces/ops/parties/shared'
import { AccountNo, Copy } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { nextOf } from './next'
import { OrderState, useSays, waitsForBank, type Order } from './shared'
import './payments.css'

const refusals = ['suspicious', 'customer', 'mistaken', 'legal'] as const

/** One payment of any customer: what it is, everything that happened to it, and whether it may pass. */
export default function OrderPage() {
  const { id = '' } = useParams<{ id: string }>()
  const say = useSays()
  const { w } = say
  const may = useMay()
  const query = useChain(id)
  const chain = query.data
  const crumbs = [{ title: w.title, href: '/payments' }]
  if (!chain) return <Page title={w.unknown} crumbs={crumbs}><Await query={query} rows={6}>{() => null}</Await></Page>
  const o = chain.order
  const asked = waitsForBank(o)
  return (
    <Page
      title={w.payTitle(say.kind(o), say.payee(o))} crumbs={crumbs} state={<OrderState of={o} />} action={<Acts key={o.id} of={o} />}
      aside={<Section title={w.chain}><ChainSteps chain={chain} link={(object) => <ObjectLink object={object} uetr={o.uetr} />} /></Section>}
    >
      {o.state === 'proposed' && (
        <div className="amber" role="status">
          <span>{asked ? w.asked : w.firm}</span>
          {asked && o.reason && <span>{w.askedBy(say.reason(o.reason))}</span>}
          {asked && !may('payment.operate') && <span>{w.noRight}</span>}
        </div>
      )}
      <Section><What of={o} /></Section>
    </Page>
  )
}

function What({ of: o }: { of: Order }) {
  const say = useSays()
  const { w } = say
  const may = useMay()
  const bankOf = useBanks()
  const { nameOf } = useBranches()
  const who = (party: string | undefined, name: string): ReactNode => (party && may('party.read') ? <PartyName id={party} /> : name)
  const facts: (Fact | false | undefined)[] = [
    { label: w.amount, value: <Money minor={o.amount} currency={o.currency} size="hero" /> },
    { label: w.payer, value: <>{who(o.payer, o.fromName)}<br /><AccountNo value={o.fromNumber} />{o.fromBank && <><br />{bankOf(o.fromBank)}</>}</> },
    { label: w.payee, value: <>{who(o.payee, say.payee(o))}{o.to.account && <><br /><AccountNo value={o.to.account} /></>}{o.to.bank && <><br />{bankOf(o.to.bank)}</>}</> },
    o.purpose !== undefined && { label: w.purpose, value: o.purpose },
    o.note !== undefined && { label: w.note, value: o.note },
    o.reason !== undefined && o.state !== 'proposed' && { label: w.reason, value: say.reason(o.reason) },
    o.fee !== '0' && { label: w.fee, value: <Money minor={o.fee} currency={o.currency} /> },
    { label: w.channel, value: say.channel(o) },
    o.branch !== undefined && { label: w.branch, value: nameOf(o.branch) },
    { label: w.madeAt, value: <Time at={o.madeAt} precision="second" relative /> },
    o.settledAt !== undefined && { label: w.settledAt, value: <Time at={o.settledAt} precision="second" /> },
    o.bankDate !== undefined && { label: w.bankDate, value: o.bankDate },
    { label: w.number, value: <><span className="figures">{o.number}</span> <Copy text={o.number} label={w.number} /></> },
    { label: w.reference, value: <span className="figures">{o.reference}</span> },
    o.endToEndId !== undefined && { label: w.endToEnd, value: <span className="figures">{o.endToEndId}</span> },
    o.uetr !== undefined && { label: w.uetr, value: may('clearing.read', true) ? <Uetr uetr={o.uetr} whole /> : <span className="figures">{o.uetr}</span> },
    o.batch !== undefined && { label: w.batch, value: <Link className="in-text" href={`/payments?batch=${o.batch}`}>{w.ofBatch}</Link> },
  ]
  return <Facts facts={facts.filter((f) => f !== false && f !== undefined)} />
}

/** Where something stands that a step names; nothing where this hat can't open it. */
function ObjectLink({ object, uetr }: { object: string; uetr?: string }) {
  const { w } = useSays()
  const may = useMay()
  const [kind = '', id = ''] = object.split('/')
  const clearing = may('clearing.read', true)
  const to: Record<string, [href: string, text: string, may: boolean]> = {
    'ledger.entry': [`/ledger/entries/${id}`, w.m_entry, may('ledger.read')], 'clearing.message': [`/clearing/messages/${id}`, w.m_message, clearing],
    'clearing.transfer': [`/clearing/payments/${uetr ?? ''}`, w.m_clearing, clearing && uetr !== undefined], 'approval.approval': [`/approvals/${id}`, w.m_approval, may('approval.read')],
    'payment.order': [`/payments/${id}`, w.m_order, true],
  }
  const found = to[kind]
  return found?.[2] ? <Link className="in-text" href={found[0]}>{found[1]}</Link> : null
}

/** Release or refuse, and on to the next one that waits. */
function Acts({ of: o }: { of: Order }) {
  const say = useSays()
  const { w } = say
  const may = useMay()
  const client = useQueryClient()
  const [asking, setAsking] = useState<'release' | 'refuse'>()
  const [said, setSaid] = useState('')
  const operates = may('payment.operate')
  const queue = useQuery({
    queryKey: ['payments', 'bank', 'waiting'], enabled: operates, queryFn: ({ signal }) => must(api.GET('/v1/payment/orders', { params: { query: { state: 'proposed', limit: 100 } }, signal })),
  })
  const refresh = [payKeys.order(o.id), ['payments', 'bank']]
  const release = useWrite((_: undefined, { key }) => must(api.POST('/v1/payment/orders/{id}/release', { params: { path: { id: o.id }, header: keyed(key) } })), { refresh })
  const refuse = useWrite((reason: string, { key }) => must(api.POST('/v1/payment/orders/{id}/refuse', { params: { path: { id: o.id }, header: keyed(key) }, body: { reason } })), { refresh })
  const next = nextOf(queue.data?.items ?? [], o.id)
  if (!operates) return null
  const close = () => { setAsking(undefined); release.reset() }
  return (
    <>
      {waitsForBank(o) && <Button type="primary" onClick={() => { setAsking('release') }}>{w.release}</Button>}
      {waitsForBank(o) && <Button danger onClick={() => { setAsking('refuse') }}>{w.refuse}</Button>}
      <span className={said ? 'note' : 'unseen'} role="status">{said}</span>
      {said && next && <Link href={`/payments/${next}`}><Button>{w.next}</Button></Link>}
      {asking === 'release' && (
        <Modal
          open title={w.releaseTitle} okText={w.release} cancelText={w.cancel} confirmLoading={release.isPending} onCancel={close}
          onOk={() => {
            release.mutate(undefined, { onSuccess: () => { setSaid(w.released); setAsking(undefined) }, onError: () => { void client.invalidateQueries({ queryKey: [...payKeys.order(o.id)] }) } })
          }}
        >
          <div className="order-sum">
            <Money minor={o.amount} currency={o.currency} size="large" />
            <Facts facts={[{ label: w.payer, value: <>{o.fromName}<br /><AccountNo value={o.fromNumber} /></> }, { label: w.payee, value: <>{say.payee(o)}{o.to.account && <><br /><AccountNo value={o.to.account} /></>}</> }]} />
            <p className="note">{w.releaseText}</p>
            {release.error && <ErrorView small error={release.error} />}
          </div>
        </Modal>
      )}
      {asking === 'refuse' && (
        <FormDialog
          title={w.refuseTitle} lead={w.refuseText} submit={w.refuse} onClose={close}
          schema={{ type: 'object', required: ['reason'], properties: { reason: choices(w.why, refusals.map((r) => [r, say.reason(r)] as const)) } }}
          onSubmit={async (v) => { await refuse.mutateAsync(v.reason as string); setSaid(w.refusedDone) }}
        />
      )}
    </>
  )
}
