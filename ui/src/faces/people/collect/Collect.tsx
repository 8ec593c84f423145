import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMe } from '@/app/session'
import { PurseField, usePurses, type Purse } from '@/faces/own/pay/From'
import { keyed, useParty, type S } from '@/faces/own/reads'
import { QrPicture } from '@/faces/own/security/Picture'
import { Await } from '@/parts/Await'
import { Copy } from '@/parts/AccountNo'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { collectKeys, useCodes, type Code } from './reads'
import { Tabs } from './Tabs'
import { words } from './words'
import '@/faces/own/own.css'
import '@/faces/own/pay/pay.css'
import './collect.css'

/** Getting paid by code: the code that stays, and the code of one bill. */
export default function Collect() {
  const w = useWords(words)
  const { purses, isPending, error } = usePurses()
  return (
    <Page title={w.title} lead={w.lead} width="read">
      <Tabs />
      {error ? <ErrorView error={error} /> : !isPending && purses?.length === 0 ? <Section><Empty title={w.noAccount} action={<Link href="/accounts/open?product=demand">{w.make}</Link>}>{w.noAccountText}</Empty></Section>
        : purses && <><Mine purses={purses} /><Bill purses={purses} /></>}
      <p className="code-no-print"><Link href="/payments/phones">{w.phones}</Link></p>
    </Page>
  )
}

/** The code that stays. */
function Mine({ purses }: { purses: Purse[] }) {
  const w = useWords(words)
  const codes = useCodes()
  return (
    <Section title={w.myCode}>
      <Await query={codes} rows={4}>
        {(all) => {
          const mine = all.filter((c) => !c.once && c.state === 'open')
          return mine.length > 0 && mine[0] ? <Standing code={mine[0]} /> : <Make purses={purses} />
        }}
      </Await>
    </Section>
  )
}

function Standing({ code }: { code: Code }) {
  const w = useWords(words)
  const party = useParty()
  const [asking, setAsking] = useState(false)
  const stop = useWrite((id: string, { key }) => must(api.POST('/v1/collect/codes/{id}/stop', { params: { path: { id }, header: keyed(key) } })), { refresh: [collectKeys.codes(party)] })
  return (
    <div className="code-card">
      <p className="code-title">{code.title}</p>
      <QrPicture text={code.text} label={w.codeOf(code.title)} />
      <p className="soft">{w.scanHint}</p>
      <span className="buttons code-no-print">
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => { print() }}>{w.print}</Button>
        <Copy text={code.text} label={w.copyText} />
        <Button type="text" danger onClick={() => { setAsking(true) }}>{w.stop}</Button>
      </span>
      {asking && (
        <Modal open title={w.stopAsk} okText={w.stop} okButtonProps={{ danger: true }} cancelText={w.cancel} confirmLoading={stop.isPending} onOk={() => { stop.mutate(code.id, { onSuccess: () => { setAsking(false) } }) }} onCancel={() => { setAsking(false) }} destroyOnHidden>
          <p>{w.stopText}</p>
          {stop.error && <ErrorView small error={stop.error} />}
        </Modal>
      )}
    </div>
  )
}

function useMake() {
  const party = useParty()
  return useWrite((body: S['CollectMakeCodeInBody'], { key }) => must(api.POST('/v1/collect/codes', { body, params: { header: keyed(key) } })), { refresh: [collectKeys.codes(party)] })
}

function Make({ purses }: { purses: Purse[] }) {
  const w = useWords(words)
  const { hat, name } = useMe()
  const [account, setAccount] = useState(purses[0]?.id ?? '')
  const [title, setTitle] = useState(() => (hat.forName || name).slice(0, 25))
  const make = useMake()
  return (
    <form className="pay-form" noValidate onSubmit={(e) => { e.preventDefault(); make.mutate({ account, ...(title.trim() && { title: title.trim() }) }) }}>
      <p className="soft">{w.myCodeText}</p>
      <PurseField label={w.into} purses={purses} value={account} onChange={setAccount} />
      <FieldFrame label={w.name} optional hint={w.nameHint}>{(a) => <Input {...a} maxLength={25} value={title} onChange={(e) => { setTitle(e.target.value) }} />}</FieldFrame>
      {make.error && <ErrorView small error={make.error} />}
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={make.isPending}>{w.make}</Button></div>
    </form>
  )
}

const spans = [15, 60, 1440, 10080] as const

/** The code of one bill; it says by itself when it was paid. */
function Bill({ purses }: { purses: Purse[] }) {
  const w = useWords(words)
  const [account, setAccount] = useState(purses[0]?.id ?? '')
  const [amount, setAmount] = useState('')
  const [note, setNote] = useState('')
  const [minutes, setMinutes] = useState<number>(15)
  const [tried, setTried] = useState(false)
  const [made, setMade] = useState<Code>()
  const make = useMake()
  const bad = !/^\d+$/.test(amount) || BigInt(amount) === 0n
  if (made) return <Section title={w.bill}><Waiting code={made} onAnother={() => { setMade(undefined); setAmount(''); setNote(''); setTried(false) }} /></Section>
  return (
    <Section title={w.bill}>
      <form className="pay-form code-no-print" noValidate onSubmit={(e) => { e.preventDefault(); setTried(true); if (!bad) make.mutate({ account, amount, minutes, ...(note.trim() && { note: note.trim() }) }, { onSuccess: setMade }) }}>
        <p className="soft">{w.billLead}</p>
        <FieldFrame label={w.amount} error={tried && bad ? w.amountBad : undefined}>{(a) => <MoneyInput control={a} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}</FieldFrame>
        <FieldFrame label={w.note} optional hint={w.noteHint}>{(a) => <Input {...a} maxLength={60} value={note} onChange={(e) => { setNote(e.target.value) }} />}</FieldFrame>
        <div className="pay-pair">
          <PurseField label={w.into} purses={purses} value={account} onChange={setAccount} />
          <FieldFrame label={w.minutes}>{(a) => <Select {...a} value={minutes} onChange={(v: number) => { setMinutes(v) }} options={spans.map((m) => ({ value: m, label: w[`m${m}`] }))} />}</FieldFrame>
        </div>
        {make.error && <ErrorView small error={make.error} />}
        <div className="form-foot"><Button htmlType="submit" loading={make.isPending}>{w.makeBill}</Button></div>
      </form>
    </Section>
  )
}

function Waiting({ code, onAnother }: { code: Code; onAnother: () => void }) {
  const w = useWords(words)
  const party = useParty()
  const now = useQuery({
    queryKey: [...collectKeys.codes(party), code.id], initialData: code, refetchInterval: (q) => (q.state.data?.state === 'open' ? 3000 : false),
    queryFn: ({ signal }) => must(api.GET('/v1/collect/codes/{id}', { params: { path: { id: code.id } }, signal })),
  })
  const c = now.data
  return (
    <div className="code-card">
      <p className="code-title">{c.title}</p>
      <Money minor={c.amount} size="hero" />
      {c.note && <p>{c.note}</p>}
      {c.state === 'open' && <QrPicture text={c.text} label={w.codeOf(c.title)} />}
      <p role="status"><Status tone={c.state === 'paid' ? 'good' : c.state === 'open' ? 'wait' : 'idle'}>{c.state === 'open' ? w.billWaits : w[`c_${c.state}`]}</Status> {c.state === 'open' && c.expiresAt && <span className="soft">{w.billEnds(formatInstant(c.expiresAt))}</span>}</p>
      <span className="buttons code-no-print">
        {c.state === 'open' && <><Button icon={<PrinterOutlined />} onClick={() => { print() }}>{w.print}</Button><Copy text={c.text} label={w.copyText} /></>}
        <Button type={c.state === 'open' ? undefined : 'primary'} onClick={onAnother}>{w.another}</Button>
      </span>
    </div>
  )
}
