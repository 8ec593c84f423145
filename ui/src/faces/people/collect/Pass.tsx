import Button from 'antd/es/button'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { PurseField, usePurses, type Purse } from '@/faces/own/pay/From'
import type { S } from '@/faces/own/reads'
import { QrPicture } from '@/faces/own/security/Picture'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { Page, Section } from '@/parts/Page'
import { AskList } from './AskList'
import { passGroups, secondsLeft } from './digits'
import { useAsks } from './reads'
import { Tabs } from './Tabs'
import { words } from './words'
import '@/faces/own/own.css'
import '@/faces/own/pay/pay.css'
import './collect.css'

/** The pass by which a shop charges: 18 digits that live a minute. What the shop asks for appears here by itself. */
export default function Pass() {
  const w = useWords(words)
  const { purses, isPending, error } = usePurses()
  const asks = useAsks(3000)
  const open = asks.data?.filter((a) => a.state === 'open') ?? []
  return (
    <Page title={w.pass} lead={w.passLead} width="read">
      <Tabs />
      {open.length > 0 && <Section title={w.asks} flush><AskList asks={open} /></Section>}
      {error ? <ErrorView error={error} /> : !isPending && purses?.length === 0 ? <Section><Empty title={w.noAccount} action={<Link href="/accounts/open?product=demand">{w.make}</Link>}>{w.noAccountText}</Empty></Section>
        : purses && <Shown purses={purses.filter((p) => p.currency === 'CNY')} />}
    </Page>
  )
}

/** A minute in seconds, for the bar. */
const life = 60

function Shown({ purses }: { purses: Purse[] }) {
  const w = useWords(words)
  const [account, setAccount] = useState(purses[0]?.id ?? '')
  const [pass, setPass] = useState<S['CollectPass']>()
  const [now, setNow] = useState(() => Date.now())
  const show = useWrite((id: string) => must(api.POST('/v1/collect/passes', { body: { account: id } })))
  const begin = (id: string) => { show.mutate(id, { onSuccess: (p) => { setNow(Date.now()); setPass(p) } }) }
  const first = useRef(false)
  useEffect(() => {
    if (first.current || !account) return
    first.current = true
    begin(account)
  }, [account]) // eslint-disable-line react-hooks/exhaustive-deps -- once, when the page opens
  useEffect(() => {
    const t = setInterval(() => { setNow(Date.now()) }, 1000)
    return () => { clearInterval(t) }
  }, [])
  const left = pass ? secondsLeft(pass.expiresAt, now) : 0
  return (
    <Section>
      <div className="code-card">
        {pass && left > 0 ? (
          <>
            <QrPicture text={pass.number} label={w.passLabel} />
            <p className="pass-digits figures" aria-label={`${w.passDigits} ${pass.number}`}>{passGroups(pass.number)}</p>
            <div className="pass-time"><progress className="pass-bar" max={life} value={Math.min(life, left)} aria-label={w.pass} /><span className="soft">{w.seconds(left)}</span></div>
          </>
        ) : <p role="status">{pass ? w.passOver : ''}</p>}
        {show.error && <ErrorView small error={show.error} />}
        <Button type={pass && left > 0 ? undefined : 'primary'} loading={show.isPending} onClick={() => { begin(account) }}>{pass && left > 0 ? w.refresh : w.passNext}</Button>
      </div>
      {purses.length > 1 && <PurseField label={w.account} purses={purses} value={account} onChange={(id) => { setAccount(id); begin(id) }} />}
    </Section>
  )
}
