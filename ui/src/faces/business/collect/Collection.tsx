import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must, newKey } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { keyed, useAccounts, useParty, type S } from '@/faces/own/reads'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { Timeline } from '@/parts/Timeline'
import { collectKeys, type Collected } from './shared'
import { words } from './words'

/** One payment that came in by a code or a pass, and what was given back of it. */
export default function CollectionPage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: [...collectKeys.collections, 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/collect/collections/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.title, href: '/collect' }]
  if (query.data) return <Thing collection={query.data} crumbs={crumbs} />
  return <Page title={w.records} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
}

function Thing({ collection: c, crumbs }: { collection: Collected; crumbs: { title: string; href: string }[] }) {
  const w = useWords(words)
  const may = useMay()
  const party = useParty()
  const accounts = useAccounts()
  const [asking, setAsking] = useState(false)
  const left = BigInt(c.amount) - BigInt(c.refunded)
  const number = accounts.data?.find((a) => a.account === c.payeeAccount)?.number
  return (
    <Page
      title={[c.title, c.note].filter(Boolean).join(' · ')} crumbs={crumbs} action={may('collect.refund') && c.payee === party && left > 0n && <Button onClick={() => { setAsking(true) }}>{w.refund}</Button>}
      aside={<Section title={w.refunds}>{c.refunds?.length ? <Timeline items={c.refunds.map((r) => ({ key: r.id, at: r.madeAt, tone: 'info' as const, title: <Money minor={`-${r.amount}`} />, detail: r.reason }))} /> : <p className="soft">{w.noRefunds}</p>}</Section>}
    >
      <Section>
        <Facts facts={[
          { label: w.amount, value: <Money minor={c.amount} size="hero" /> },
          ...(c.refunded === '0' ? [] : [{ label: w.refunded, value: <Money minor={c.refunded} /> }, { label: w.left, value: <Money minor={left} /> }]),
          { label: w.time, value: <Time at={c.madeAt} precision="second" /> }, { label: w.bankDate, value: c.bankDate }, { label: w.how, value: c.pass ? w.byPass : c.code ? <Link href={`/collect/codes/${c.code}`}>{w.byCode}</Link> : w.byCode },
          { label: w.reference, value: <span className="figures">{c.reference}</span> }, ...(number ? [{ label: w.account, value: <AccountNo value={number} /> }] : []),
          { label: w.number, value: <span className="figures">{c.id}</span> }, { label: w.payment, value: <Link href={`/payments/${c.payment}`}>{w.seePayment}</Link> },
        ]} />
      </Section>
      {asking && <Refund collection={c} left={left.toString()} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}

function Refund({ collection: c, left, onClose }: { collection: Collected; left: string; onClose: () => void }) {
  const w = useWords(words)
  const [amount, setAmount] = useState(left)
  const [reason, setReason] = useState('')
  const [reference] = useState(newKey) // stays the same for the dialog: a second click gives nothing back twice
  const [tried, setTried] = useState(false)
  const refund = useWrite((body: S['CollectRefundInBody'], { key }) => must(api.POST('/v1/collect/collections/{id}/refunds', { params: { path: { id: c.id }, header: keyed(key) }, body })), { refresh: [collectKeys.all] })
  const number = /^[1-9]\d*$/.test(amount)
  const flaw = !number ? w.amountBad : BigInt(amount) > BigInt(left) ? w.refundTooMuch : undefined
  const missing = !reason.trim()
  const send = () => {
    setTried(true)
    if (flaw || missing) return
    refund.mutate({ amount, reason: reason.trim().slice(0, 120), reference }, { onSuccess: onClose })
  }
  return (
    <Modal open title={w.refundTitle} okText={w.refund} cancelText={w.cancel} confirmLoading={refund.isPending} onOk={send} onCancel={onClose} destroyOnHidden>
      <div className="dialog-form">
        <p className="soft">{w.refundText}</p>
        <FieldFrame label={w.refundAmount} hint={<>{w.left} <Money minor={left} /></>} error={tried ? flaw : undefined}>
          {(control) => <MoneyInput control={control} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}
        </FieldFrame>
        <FieldFrame label={w.refundReason} error={tried && missing ? w.refundReasonBad : undefined}>
          {(control) => <Input {...control} maxLength={120} value={reason} onChange={(e) => { setReason(e.target.value) }} />}
        </FieldFrame>
        {refund.error && <ErrorView small error={refund.error} />}
      </div>
    </Modal>
  )
}
