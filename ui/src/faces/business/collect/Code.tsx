import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import QRCode from 'antd/es/qr-code'
import Segmented from 'antd/es/segmented'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { keyed, useAccounts } from '@/faces/own/reads'
import { maskAccount } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Logo } from '@/parts/Logo'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Mark } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { CodeState, collectKeys, type Code } from './shared'
import { words } from './words'

/** A code: its poster to be printed, or the bill that a customer scans, followed until it is paid. */
export default function CodePage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({
    queryKey: [...collectKeys.codes, 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/collect/codes/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (q) => (q.state.data?.once && q.state.data.state === 'open' ? 2000 : false),
  })
  const crumbs = [{ title: w.title, href: '/collect' }, { title: w.codes, href: '/collect/codes' }]
  if (query.data) return <Thing code={query.data} crumbs={crumbs} />
  return <Page title={w.codes} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
}

function Thing({ code: c, crumbs }: { code: Code; crumbs: { title: string; href: string }[] }) {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [stopping, setStopping] = useState(false)
  const open = c.state === 'open'
  const actions = (
    <>
      {open && !c.once && <Button type="primary" icon={<PrinterOutlined />} onClick={() => { print() }}>{w.print}</Button>}
      {!open && c.once && may('collect.make') && <Button type="primary" onClick={() => { go('/collect/codes/new?sort=bill') }}>{w.nextBill}</Button>}
      {open && may('collect.make') && <Button danger onClick={() => { setStopping(true) }}>{w.stop}</Button>}
    </>
  )
  return (
    <Page title={c.title} crumbs={crumbs} state={<CodeState code={c} />} action={actions} width="read">
      {open ? (c.once ? <Bill code={c} /> : <Poster code={c} />) : c.state === 'paid' ? <Paid code={c} /> : <Section><p>{w.gone}</p></Section>}
      <Section>
        <Facts facts={[
          { label: w.sort, value: c.once ? w.bill : w.printed }, { label: w.madeAt, value: <Time at={c.madeAt} /> },
          ...(c.expiresAt ? [{ label: w.until, value: <Time at={c.expiresAt} /> }] : []), ...(c.note ? [{ label: w.note, value: c.note }] : []),
          { label: w.records, value: <Link href={`/collect?code=${c.id}`}>{w.seeRecords}</Link> },
        ]} />
      </Section>
      {stopping && <Stop code={c} onClose={() => { setStopping(false) }} />}
    </Page>
  )
}

/** What the picture holds, always dark on white: scanners and printers want it so in either theme. */
function Picture({ code: c }: { code: Code }) {
  const w = useWords(words)
  return <div className="qr-picture"><QRCode aria-label={w.qrAlt(c.title)} value={c.text} type="svg" size={320} bordered={false} errorLevel="M" color="#16202A" bgColor="#FFFFFF" /></div>
}

/** The poster as it comes out of the printer. */
function Poster({ code: c }: { code: Code }) {
  const w = useWords(words)
  const accounts = useAccounts()
  const [paper, setPaper] = useState<'a4' | 'a6'>('a4')
  const account = accounts.data?.find((a) => a.account === c.account)
  return (
    <Section title={w.poster} extra={<Segmented aria-label={w.paper} value={paper} options={[{ value: 'a4' as const, label: w.a4 }, { value: 'a6' as const, label: w.a6 }]} onChange={setPaper} />}>
      <div className={`poster poster-${paper}`}>
        <p className="poster-bank"><Logo size={28} />{w.bankName}</p>
        <p className="poster-scan">{w.scan}</p>
        <Picture code={c} />
        <p className="poster-title">{c.title}</p>
        {account && <p className="poster-account">{w.holder} {account.name} <span className="figures">{maskAccount(account.number ?? '')}</span></p>}
        <ol className="poster-how"><li>{w.how1}</li><li>{w.how2}</li><li>{w.how3}</li></ol>
        <p className="poster-rule">{w.rule}</p>
      </div>
    </Section>
  )
}

/** One bill on the screen of the till. */
function Bill({ code: c }: { code: Code }) {
  const w = useWords(words)
  return (
    <Section>
      <div className="bill">
        <Money minor={c.amount} size="hero" />
        <p>{w.showThis}</p>
        <Picture code={c} />
        <p role="status" className="soft">{w.waitsPay}{c.expiresAt && <> · {w.until} <Time at={c.expiresAt} precision="second" /></>}</p>
      </div>
    </Section>
  )
}

function Paid({ code: c }: { code: Code }) {
  const w = useWords(words)
  return (
    <Section>
      <div className="bill" role="status">
        <span className="receipt-mark tone-good"><Mark tone="good" /></span>
        <h2>{w.gotPaid}</h2>
        <Money minor={c.amount} size="hero" />
        {c.endedAt && <Time at={c.endedAt} precision="second" />}
      </div>
    </Section>
  )
}

function Stop({ code: c, onClose }: { code: Code; onClose: () => void }) {
  const w = useWords(words)
  const stop = useWrite((_: undefined, { key }) => must(api.POST('/v1/collect/codes/{id}/stop', { params: { path: { id: c.id }, header: keyed(key) } })), { refresh: [collectKeys.codes] })
  return (
    <Modal open title={w.stopTitle} okText={w.stop} cancelText={w.cancel} okButtonProps={{ danger: true }} confirmLoading={stop.isPending} onOk={() => { stop.mutate(undefined, { onSuccess: onClose }) }} onCancel={onClose} destroyOnHidden>
      <p>{w.stopText}</p>
      {stop.error && <ErrorView small error={stop.error} />}
    </Modal>
  )
}
