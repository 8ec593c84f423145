import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { api, must, newKey } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { keyed, useAccounts, type S } from '@/faces/own/reads'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { accountOptions, billNumber, collectKeys, Tabs } from './shared'
import { words } from './words'

type Body = S['CollectChargeInBody']
type Charged = S['CollectCharged']

/** Charges the pass that a customer shows; above the bank's limit she confirms it, and the page waits for her. */
export default function Charge() {
  const w = useWords(words)
  const accounts = useAccounts()
  const [round, setRound] = useState(0)
  const [sent, setSent] = useState<{ body: Body; answer: Charged }>()
  const again = () => { setSent(undefined); setRound(round + 1) }
  return (
    <Page title={w.chargeTitle} lead={w.chargeLead} width="read" crumbs={[{ title: w.title, href: '/collect' }]}>
      <Tabs at="charge" />
      {sent ? <Outcome sent={sent} onAgain={again} /> : (
        <Section>
          <Await query={accounts}>{(all) => (accountOptions(all).length ? <Fields key={round} options={accountOptions(all)} onSent={setSent} /> : <Empty title={w.noAccounts} />)}</Await>
        </Section>
      )}
    </Page>
  )
}

function Fields({ options, onSent }: { options: { value: string; label: string }[]; onSent: (s: { body: Body; answer: Charged }) => void }) {
  const w = useWords(words)
  const [account, setAccount] = useState(options[0]?.value)
  const [amount, setAmount] = useState('')
  const [pass, setPass] = useState('')
  const [note, setNote] = useState('')
  const [reference, setReference] = useState(() => billNumber(new Date()))
  const [tried, setTried] = useState(false)
  const charge = useWrite((body: Body, { key }) => must(api.POST('/v1/collect/charges', { params: { header: keyed(key) }, body })), { refresh: [collectKeys.all] })
  const number = pass.normalize('NFKC').replace(/\s/g, '')
  const badAmount = !/^[1-9]\d*$/.test(amount)
  const badPass = !/^\d{18}$/.test(number)
  const badReference = !reference.trim() || [...reference.trim()].length > 64
  const longNote = [...note.trim()].length > 60
  const send = () => {
    setTried(true)
    if (badAmount || badPass || badReference || longNote || !account) return
    const body: Body = { number, to: account, amount, reference: reference.trim(), note: note.trim() || undefined }
    charge.mutate(body, { onSuccess: (answer) => { onSent({ body, answer }) } })
  }
  return (
    <form noValidate className="task-step" onSubmit={(e) => { e.preventDefault(); if (!charge.isPending) send() }}>
      <FieldFrame label={w.amount} error={tried && badAmount ? w.amountBad : undefined}>
        {(control) => <MoneyInput control={control} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}
      </FieldFrame>
      <FieldFrame label={w.pass} hint={w.passHint} error={tried && badPass ? w.passBad : undefined}>
        {(control) => <Input {...control} className="pass-number figures" inputMode="numeric" autoComplete="off" maxLength={24} value={pass} onChange={(e) => { setPass(e.target.value) }} />}
      </FieldFrame>
      <FieldFrame label={w.note} optional hint={w.noteHint} error={longNote ? w.noteLong : undefined}>
        {(control) => <Input {...control} value={note} onChange={(e) => { setNote(e.target.value) }} />}
      </FieldFrame>
      <FieldFrame label={w.billNo} hint={w.billNoHint} error={tried && badReference ? w.billNoBad : undefined}>
        {(control) => <Input {...control} className="short figures" value={reference} onChange={(e) => { setReference(e.target.value) }} />}
      </FieldFrame>
      {options.length > 1 && (
        <FieldFrame label={w.account}>
          {(control) => <Select {...control} value={account} options={options} onChange={(v: string) => { setAccount(v) }} />}
        </FieldFrame>
      )}
      {charge.error && <ErrorView small error={charge.error} />}
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={charge.isPending}>{w.doCharge}</Button></div>
    </form>
  )
}

/** What became of it: paid, or waiting for the customer. The same call with the same bill number tells. */
function Outcome({ sent, onAgain }: { sent: { body: Body; answer: Charged }; onAgain: () => void }) {
  const w = useWords(words)
  const client = useQueryClient()
  const [, go] = useLocation()
  const follow = useQuery({
    queryKey: ['collect', 'charge', sent.body.reference], initialData: sent.answer, staleTime: 1000,
    queryFn: () => must(api.POST('/v1/collect/charges', { params: { header: keyed(newKey()) }, body: sent.body })),
    refetchInterval: (q) => (!q.state.data?.collection && q.state.data?.ask?.state === 'open' ? 2000 : false),
  })
  const { collection, ask } = follow.data
  const done = collection !== undefined
  useEffect(() => { if (done) void client.invalidateQueries({ queryKey: collectKeys.days }) }, [client, done])
  const again = <Button type="primary" autoFocus onClick={onAgain}>{w.again}</Button>
  if (collection) {
    return (
      <Receipt
        title={w.charged} number={collection.id} action={<>{again}<Button onClick={() => { go(`/collect/collections/${collection.id}`) }}>{w.seeOne}</Button></>}
        facts={[{ label: w.amount, value: <Money minor={collection.amount} size="hero" /> }, { label: w.reference, value: collection.reference }, { label: w.time, value: <Time at={collection.madeAt} precision="second" /> }]}
      />
    )
  }
  const waits = ask?.state === 'open'
  return (
    <Section>
      <div className="bill" role="status">
        <Money minor={sent.body.amount} size="hero" />
        <Status tone={waits ? 'wait' : 'bad'}>{waits ? w.askTitle : ask?.state === 'stopped' ? w.declined : w.askExpired}</Status>
        {waits && <p>{w.askText}</p>}
        {waits && <p className="soft">{w.askEnds} <Time at={ask.expiresAt} precision="second" /></p>}
        {!waits && again}
        {follow.error && <ErrorView small error={follow.error} />}
      </div>
    </Section>
  )
}
