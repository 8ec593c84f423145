import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { keyed, useParty, type S } from '../reads'
import { common } from '../words'
import { bare, nobody, passes, payeeFault, type Payee } from './payee'
import { payKeys, usePayees, type Saved } from './reads'
import { Recipient, useCheck } from './Recipient'
import { words } from './words'
import '../own.css'
import './pay.css'

/** Whom the party pays: saved, and lately. */
export default function Payees() {
  const w = useWords(words)
  const may = useMay()
  const payees = usePayees()
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Saved>()
  return (
    <Page title={w.payees} lead={w.payeesLead} width="read" crumbs={[{ title: w.payments, href: '/payments' }]} action={may('payment.make') && <Button type="primary" onClick={() => { setAdding(true) }}>{w.addPayee}</Button>}>
      <Section flush>
        <Await query={payees}>
          {(all) => all.length === 0 ? <Empty title={w.payeesNone}>{w.payeesNoneText}</Empty> : (
            <ul className="own-lines line-acts">
              {all.map((p) => (
                <li key={p.id ?? `${p.account ?? ''}.${p.at}`}>
                  <span className="line-text">
                    <span className="line-title"><strong>{p.label || p.name}</strong>{p.label && <span className="soft">{p.name}</span>}{p.saved && <Status tone="info">{w.saved}</Status>}</span>
                    <span>{p.bankName ?? w.bankHere} {p.account ? <AccountNo value={p.account} /> : p.phone}</span>
                    <span className="soft">{p.saved ? '' : `${w.lastPaid} ${formatInstant(p.at, 'date')}`}</span>
                  </span>
                  {may('payment.make') && (
                    <span className="buttons">
                      {p.account && <Link href={`/payments/new?${new URLSearchParams({ to: p.account, name: p.name, ...(p.bank && { bank: p.bank }) }).toString()}`}>{w.pay}</Link>}
                      {p.id && <Button type="link" danger onClick={() => { setLeaving(p) }} aria-label={w.forgetAsk(p.label || p.name)}>{w.forget}</Button>}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Await>
      </Section>
      {adding && <Add onClose={() => { setAdding(false) }} />}
      {leaving && <Forget payee={leaving} onClose={() => { setLeaving(undefined) }} />}
    </Page>
  )
}

function Add({ onClose }: { onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const party = useParty()
  const [payee, setPayee] = useState<Payee>(nobody)
  const [label, setLabel] = useState('')
  const [close, setClose] = useState(false)
  const [tried, setTried] = useState(false)
  const check = useCheck(payee)
  const save = useWrite((body: S['PaymentSavePayeeInBody'], { key }) => must(api.POST('/v1/payment/payees', { body, params: { header: keyed(key) } })), { refresh: [payKeys.payees(party)] })
  const go = () => {
    setTried(true)
    if (payeeFault(payee) || !payee.name.trim() || !passes(check.match, close)) return
    save.mutate({ account: bare(payee.number), name: payee.name.trim(), ...(payee.bank && { bank: payee.bank }), ...(label.trim() && { label: label.trim() }) }, { onSuccess: onClose })
  }
  return (
    <Modal open title={w.addPayee} okText={w.add} cancelText={c.cancel} confirmLoading={save.isPending} onOk={go} onCancel={onClose} destroyOnHidden>
      <div className="dialog-form">
        <Recipient value={payee} onChange={setPayee} check={check} close={close} onClose={setClose} tried={tried} plain />
        <FieldFrame label={w.label} optional>{(a) => <Input {...a} maxLength={40} value={label} onChange={(e) => { setLabel(e.target.value) }} />}</FieldFrame>
        {save.error && <ErrorView small error={save.error} />}
      </div>
    </Modal>
  )
}

function Forget({ payee, onClose }: { payee: Saved; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const party = useParty()
  const forget = useWrite((id: string, { key }) => must(api.DELETE('/v1/payment/payees/{id}', { params: { path: { id }, header: keyed(key) } })), { refresh: [payKeys.payees(party)] })
  return (
    <Modal open title={w.forgetAsk(payee.label || payee.name)} okText={w.forget} okButtonProps={{ danger: true }} cancelText={c.cancel} confirmLoading={forget.isPending} onOk={() => { forget.mutate(payee.id ?? '', { onSuccess: onClose }) }} onCancel={onClose} destroyOnHidden>
      <p>{w.forgetText}</p>
      {forget.error && <ErrorView small error={forget.error} />}
    </Modal>
  )
}
