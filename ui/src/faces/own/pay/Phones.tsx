import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
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
import { keyed, useParty, type S } from '../reads'
import { common } from '../words'
import { PurseField, usePurses } from './From'
import { bare, isPhone } from './payee'
import { payKeys, usePhones } from './reads'
import { words } from './words'
import '../own.css'
import './pay.css'

/** Getting paid under one's mobile number (手机号收款). */
export default function Phones() {
  const w = useWords(words)
  const may = useMay()
  const phones = usePhones()
  const { purses } = usePurses()
  const [leaving, setLeaving] = useState<S['PaymentAlias']>()
  return (
    <Page title={w.phones} lead={w.phonesLead} width="read" crumbs={[{ title: w.payments, href: '/payments' }]}>
      <Section flush>
        <Await query={phones} rows={2}>
          {(all) => all.length === 0 ? <Empty title={w.phonesNone}>{w.phonesNoneText}</Empty> : (
            <ul className="own-lines line-acts">
              {all.map((p) => {
                const number = purses?.find((x) => x.id === p.account)?.number
                return (
                  <li key={p.id}>
                    <span className="line-text"><strong className="figures">{p.phone}</strong><span>{w.into} {number && <AccountNo value={number} />}</span><span className="soft">{w.since} {formatInstant(p.since, 'date')}</span></span>
                    {may('payment.make') && <Button type="link" danger onClick={() => { setLeaving(p) }} aria-label={w.unlinkAsk(p.phone)}>{w.unlink}</Button>}
                  </li>
                )
              })}
            </ul>
          )}
        </Await>
      </Section>
      {may('payment.make') && purses && purses.length > 0 && <Link purses={purses} />}
      {leaving && <Leave alias={leaving} onClose={() => { setLeaving(undefined) }} />}
    </Page>
  )
}

function Link({ purses }: { purses: NonNullable<ReturnType<typeof usePurses>['purses']> }) {
  const w = useWords(words)
  const party = useParty()
  const [phone, setPhone] = useState('')
  const [account, setAccount] = useState(purses[0]?.id ?? '')
  const [tried, setTried] = useState(false)
  const link = useWrite((body: S['PaymentLinkInBody'], { key }) => must(api.POST('/v1/payment/phones', { body, params: { header: keyed(key) } })), { refresh: [payKeys.phones(party)] })
  const go = () => {
    setTried(true)
    if (isPhone(phone) && account) link.mutate({ phone: bare(phone), account }, { onSuccess: () => { setPhone(''); setTried(false) } })
  }
  return (
    <Section title={w.link}>
      <form className="pay-form" noValidate onSubmit={(e) => { e.preventDefault(); go() }}>
        <FieldFrame label={w.phone} hint={w.phoneHint} error={tried && !isPhone(phone) ? w.phoneBad : undefined}>
          {(a) => <Input {...a} className="short figures" inputMode="tel" autoComplete="tel" maxLength={20} value={phone} onChange={(e) => { setPhone(e.target.value) }} />}
        </FieldFrame>
        <PurseField label={w.into} purses={purses} value={account} onChange={setAccount} />
        {link.error && <ErrorView small error={link.error} />}
        <div className="form-foot"><Button type="primary" htmlType="submit" loading={link.isPending}>{w.link}</Button></div>
        <span className="unseen" role="status">{link.isSuccess ? w.linked : ''}</span>
      </form>
    </Section>
  )
}

function Leave({ alias, onClose }: { alias: S['PaymentAlias']; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const party = useParty()
  const unlink = useWrite((id: string, { key }) => must(api.DELETE('/v1/payment/phones/{id}', { params: { path: { id }, header: keyed(key) } })), { refresh: [payKeys.phones(party)] })
  return (
    <Modal open title={w.unlinkAsk(alias.phone)} okText={w.unlink} okButtonProps={{ danger: true }} cancelText={c.cancel} confirmLoading={unlink.isPending} onOk={() => { unlink.mutate(alias.id, { onSuccess: onClose }) }} onCancel={onClose} destroyOnHidden>
      <p>{w.unlinkText}</p>
      {unlink.error && <ErrorView small error={unlink.error} />}
    </Modal>
  )
}
