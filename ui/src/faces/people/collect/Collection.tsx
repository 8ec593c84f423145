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
import { keyed, keys, useParty, type S } from '@/faces/own/reads'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { Timeline } from '@/parts/Timeline'
import { leftToRefund } from './digits'
import { collectKeys, type Collection as Got } from './reads'
import { words } from './words'
import '@/faces/own/own.css'
import '@/faces/own/pay/pay.css'

/** One collection with its refunds. */
export default function Collection() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const may = useMay()
  const party = useParty()
  const one = useQuery({ queryKey: [...collectKeys.got(party), id], queryFn: ({ signal }) => must(api.GET('/v1/collect/collections/{id}', { params: { path: { id } }, signal })) })
  const [giving, setGiving] = useState(false)
  const c = one.data
  const mine = c?.payee === party
  return (
    <Page
      title={w.collection} width="read" crumbs={[{ title: w.got, href: '/collect/collections' }]}
      action={c && mine && may('collect.refund') && leftToRefund(c) !== '0' && <Button onClick={() => { setGiving(true) }}>{w.refund}</Button>}
    >
      <Await query={one}>
        {(got) => (
          <>
            <Section>
              <div className="own-facts">
                <Facts
                  facts={[
                    { label: w.amount, value: <Money minor={got.amount} size="hero" /> },
                    { label: w.name, value: got.title }, ...(got.note ? [{ label: w.note, value: got.note }] : []),
                    { label: w.time, value: <Time at={got.madeAt} precision="second" /> },
                    ...(got.refunded !== '0' ? [{ label: w.refunded, value: <Money minor={got.refunded} /> }, { label: w.net, value: <Money minor={leftToRefund(got)} /> }] : []),
                    { label: w.reference, value: <span className="fact-wide">{got.reference}</span> },
                    { label: w.payment, value: <Link href={`/payments/${got.payment}`}>{w.chain}</Link> },
                  ]}
                />
              </div>
            </Section>
            {got.refunds && got.refunds.length > 0 && <Section title={w.refunds}><Timeline items={got.refunds.map((r) => ({ key: r.id, at: r.madeAt, tone: 'info' as const, title: <Money minor={r.amount} />, detail: r.reason, by: <Link href={`/payments/${r.payment}`}>{w.chain}</Link> }))} /></Section>}
            {giving && <Refund collection={got} onClose={() => { setGiving(false) }} />}
          </>
        )}
      </Await>
    </Page>
  )
}

function Refund({ collection: c, onClose }: { collection: Got; onClose: () => void }) {
  const w = useWords(words)
  const party = useParty()
  const left = leftToRefund(c)
  const [amount, setAmount] = useState(left)
  const [reason, setReason] = useState('')
  const [reference] = useState(newKey)
  const [tried, setTried] = useState(false)
  const bad = !/^\d+$/.test(amount) || BigInt(amount) === 0n || BigInt(amount) > BigInt(left)
  const refund = useWrite((body: S['CollectRefundInBody'], { key }) => must(api.POST('/v1/collect/collections/{id}/refunds', { params: { path: { id: c.id }, header: keyed(key) }, body })), { refresh: [collectKeys.got(party), keys.accounts(party), ['deposits', party], ['payments', party]] })
  return (
    <Modal
      open title={w.refundTitle} okText={w.refund} cancelText={w.cancel} confirmLoading={refund.isPending} onCancel={onClose} destroyOnHidden
      onOk={() => { setTried(true); if (!bad && reason.trim()) refund.mutate({ amount, reason: reason.trim(), reference }, { onSuccess: onClose }) }}
    >
      <div className="dialog-form">
        <p className="soft">{w.refundText(formatMoney(left))}</p>
        <FieldFrame label={w.amount} error={tried && bad ? w.refundBad(formatMoney(left)) : undefined}>{(a) => <MoneyInput control={a} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}</FieldFrame>
        <FieldFrame label={w.reason} error={tried && !reason.trim() ? w.reasonBad : undefined}>{(a) => <Input {...a} maxLength={120} value={reason} onChange={(e) => { setReason(e.target.value) }} />}</FieldFrame>
        {refund.error && <ErrorView small error={refund.error} />}
      </div>
    </Modal>
  )
}
