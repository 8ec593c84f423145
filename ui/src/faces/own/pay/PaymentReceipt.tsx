import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, type Fact } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { keyed, useParty, type S } from '../reads'
import { leaves, Side } from './parts'
import { payKeys, usePayees, type Order } from './reads'
import { words } from './words'
import './pay.css'

/** The receipt of a payment (电子回单): what happened, with a code by which anybody can check it. */
export default function PaymentReceipt() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const receipt = useQuery({ queryKey: [...payKeys.order(id), 'receipt'], queryFn: ({ signal }) => must(api.GET('/v1/payment/orders/{id}/receipt', { params: { path: { id } }, signal })) })
  return (
    <Page title={w.receipt} width="read" crumbs={[{ title: w.payments, href: '/payments' }, { title: id, href: `/payments/${id}` }]}>
      <Await query={receipt}>{(o) => <Shown order={o} />}</Await>
    </Page>
  )
}

function Shown({ order: o }: { order: Order }) {
  const w = useWords(words)
  const party = useParty()
  const [search] = useSearchParams()
  const out = leaves(o, party) !== false
  const back = o.state === 'returned' || o.state === 'rejected'
  const title = back ? w.receiptBack : o.state === 'sent' ? w.receiptSent : out ? w.receiptDone : w.receiptIn
  const facts: Fact[] = [
    { label: w.amount, value: <Money minor={o.amount} currency={o.currency} size="hero" /> },
    ...(o.receipt?.words ? [{ label: w.capital, value: <span lang="zh">{o.receipt.words}</span> }] : []),
    { label: w.payee, value: <Side name={o.to.name ?? o.to.phone ?? ''} number={o.to.account ?? ''} bank={o.to.bankName} /> },
    { label: w.payer, value: <Side name={o.fromName} number={o.fromNumber} /> },
    ...(o.purpose ? [{ label: w.purpose, value: o.purpose }] : []),
    ...(out && o.fee !== '0' ? [{ label: w.fee, value: <Money minor={o.fee} currency={o.currency} /> }] : []),
    { label: w.madeAt, value: formatInstant(o.receipt?.at ?? o.madeAt, 'second') },
    ...(o.receipt?.code ? [{ label: w.code, value: <span className="code-big figures">{o.receipt.code}</span> }] : []),
  ]
  return (
    <>
      <Receipt
        title={title} number={o.number} facts={facts}
        next={back ? undefined : o.state === 'sent' ? [{ when: w.soon, what: w.nextSent }] : out ? [{ when: w.now, what: w.nextSettled }] : undefined}
        action={
          <>
            {search.has('new') && <Link href="/payments/new"><Button type="primary">{w.oneMore}</Button></Link>}
            {out && o.kind === 'transfer' && <SavePayee order={o} />}
            <Link href={`/payments/${o.id}`}><Button>{w.chain}</Button></Link>
          </>
        }
      />
      <p className="soft">{w.codeHint}</p>
    </>
  )
}

/** Keeps the payee of a payment, unless she is kept already. */
function SavePayee({ order: o }: { order: Order }) {
  const w = useWords(words)
  const party = useParty()
  const payees = usePayees()
  const client = useQueryClient()
  const [done, setDone] = useState(false)
  const save = useWrite((body: S['PaymentSavePayeeInBody'], { key }) => must(api.POST('/v1/payment/payees', { body, params: { header: keyed(key) } })))
  const account = o.to.account
  const kept = payees.data?.some((p) => p.saved && p.account === account && (p.bank ?? '') === (o.to.bank ?? ''))
  if (!account || !o.to.name || o.to.phone || !payees.data) return null
  if (kept || done) return <span className="soft" role="status">{done ? w.payeeSaved : ''}</span>
  return (
    <>
      <Button loading={save.isPending} onClick={() => { save.mutate({ account, name: o.to.name ?? '', bank: o.to.bank }, { onSuccess: () => { setDone(true); void client.invalidateQueries({ queryKey: payKeys.payees(party) }) } }) }}>{w.savePayee}</Button>
      {save.error && <ErrorView small error={save.error} />}
    </>
  )
}
