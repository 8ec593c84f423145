import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { api, must, newKey } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { PurseField, usePurses, type Purse } from '@/faces/own/pay/From'
import { payKeys } from '@/faces/own/pay/reads'
import { keyed, keys, useParty, type S } from '@/faces/own/reads'
import { formatMoney } from '@/parts/amount'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import type { Collection } from './reads'
import { Tabs } from './Tabs'
import { words } from './words'
import '@/faces/own/own.css'
import '@/faces/own/pay/pay.css'
import './collect.css'

/** Paying by the code that somebody shows: what it says, who is paid, then one press. */
export default function Pay() {
  const w = useWords(words)
  const { purses, isPending, error } = usePurses()
  const [paid, setPaid] = useState<Collection>()
  const [round, setRound] = useState(0)
  return (
    <Page title={w.pay} lead={paid ? undefined : w.payLead} width="read">
      <Tabs />
      {paid ? <Done paid={paid} onAgain={() => { setPaid(undefined); setRound(round + 1) }} /> : error ? <ErrorView error={error} />
        : !isPending && purses?.length === 0 ? <Section><Empty title={w.noAccount}>{w.noAccountText}</Empty></Section>
          : purses && <Form key={round} purses={purses} onPaid={setPaid} />}
    </Page>
  )
}

interface Detector { detect: (image: ImageBitmap) => Promise<{ rawValue: string }[]> }
/** Browsers that read codes from pictures by themselves; the others are given the text. */
const Reader = (globalThis as { BarcodeDetector?: new (o: { formats: string[] }) => Detector }).BarcodeDetector

function Form({ purses, onPaid }: { purses: Purse[]; onPaid: (c: Collection) => void }) {
  const w = useWords(words)
  const party = useParty()
  const [typed, setTyped] = useState('')
  const [text, setText] = useState('')
  const [amount, setAmount] = useState('')
  const [from, setFrom] = useState(purses[0]?.id ?? '')
  const [tried, setTried] = useState(false)
  const [reference] = useState(() => newKey().replaceAll('-', '').slice(0, 24)) // at most 24 characters
  const [noPhoto, setNoPhoto] = useState(false)
  const file = useRef<HTMLInputElement>(null)
  const offer = useQuery({ queryKey: ['collect-look', text], enabled: text !== '', retry: false, staleTime: 0, queryFn: ({ signal }) => must(api.GET('/v1/collect/look', { params: { query: { text } }, signal })) })
  const pay = useWrite(
    (body: S['CollectPayCodeInBody'], { key }) => must(api.POST('/v1/collect/payments', { body, params: { header: keyed(key) } })),
    { refresh: [payKeys.orders(party), payKeys.limits(party), keys.accounts(party), ['deposits', party], ['collect']] },
  )
  const o = offer.data
  const bill = o && o.amount !== '0'
  const sum = bill ? o.amount : amount
  const purse = purses.find((p) => p.id === from)
  const bad = !/^\d+$/.test(sum) || BigInt(sum) === 0n ? w.amountBad : o && !o.once && BigInt(sum) > BigInt(o.left) ? w.overLeft : undefined
  const short = !bad && purse?.available !== undefined && BigInt(sum) > BigInt(purse.available) ? w.short(formatMoney(purse.available, purse.currency)) : undefined
  const look = (t: string) => { const clean = t.trim(); setTyped(t); setTried(clean === ''); pay.reset(); if (clean === text) void offer.refetch(); else setText(clean) }
  const fromPicture = async (f: File | undefined) => {
    if (!f || !Reader) return
    setNoPhoto(false)
    const found = await createImageBitmap(f).then((b) => new Reader({ formats: ['qr_code'] }).detect(b)).catch(() => [])
    if (found[0]) look(found[0].rawValue)
    else setNoPhoto(true)
  }
  return (
    <>
      <Section>
        <form className="pay-form" noValidate onSubmit={(e) => { e.preventDefault(); look(typed) }}>
          <FieldFrame label={w.text} hint={w.textHint} error={tried && !typed.trim() ? w.textMissing : noPhoto ? w.noPhoto : undefined}>
            {(a) => <Input.TextArea {...a} className="code-text" rows={3} maxLength={512} value={typed} onChange={(e) => { setTyped(e.target.value); setNoPhoto(false) }} onPressEnter={(e) => { e.preventDefault(); look(typed) }} />}
          </FieldFrame>
          {offer.error && text === typed.trim() && <ErrorView small error={offer.error} />}
          <div className="form-foot">
            <Button type={o ? undefined : 'primary'} htmlType="submit" loading={offer.isFetching}>{w.look}</Button>
            {Reader && (
              <>
                <input ref={file} type="file" accept="image/*" className="unseen" aria-label={w.photo} tabIndex={-1} onChange={(e) => { void fromPicture(e.target.files?.[0]); e.target.value = '' }} />
                <Button onClick={() => file.current?.click()}>{w.photo}</Button>
              </>
            )}
          </div>
        </form>
      </Section>
      {o && text === typed.trim() && (
        <Section>
          <form
            className="pay-form" noValidate
            onSubmit={(e) => { e.preventDefault(); setTried(true); if (!bad && !short && purse && !pay.isPending) pay.mutate({ text, from, reference, ...(!bill && { amount }) }, { onSuccess: onPaid }) }}
          >
            <Facts facts={[{ label: w.payee, value: <strong className="fact-wide">{o.title}</strong> }, { label: w.whoMasked, value: o.name }, ...(o.note ? [{ label: w.note, value: o.note }] : []), ...(bill ? [{ label: w.billOf, value: <Money minor={o.amount} size="hero" /> }] : [])]} />
            {!bill && (
              <div className="pay-amount">
                <FieldFrame label={w.amount} hint={o.once ? undefined : w.left(formatMoney(o.left))} error={tried ? bad : undefined}>{(a) => <MoneyInput control={a} value={amount} onChange={(v) => { setAmount(v ?? ''); pay.reset() }} />}</FieldFrame>
              </div>
            )}
            <PurseField label={w.account} purses={purses.filter((p) => p.currency === 'CNY')} value={from} onChange={setFrom} fault={tried ? short : undefined} />
            {pay.error && <ErrorView small error={pay.error} />}
            <div className="form-foot"><Button type="primary" size="large" htmlType="submit" loading={pay.isPending}>{/^\d+$/.test(sum) && sum !== '0' ? w.payNow(formatMoney(sum)) : w.payPlain}</Button></div>
          </form>
        </Section>
      )}
    </>
  )
}

function Done({ paid, onAgain }: { paid: Collection; onAgain: () => void }) {
  const w = useWords(words)
  return (
    <Receipt
      title={w.paid} number={paid.payment}
      facts={[{ label: w.amount, value: <Money minor={paid.amount} size="hero" /> }, { label: w.payee, value: paid.title }, ...(paid.note ? [{ label: w.note, value: paid.note }] : []), { label: w.time, value: formatInstant(paid.madeAt, 'second') }]}
      action={<><Button type="primary" onClick={onAgain}>{w.again}</Button><Link href={`/payments/${paid.payment}`}><Button>{w.chain}</Button></Link></>}
    />
  )
}
