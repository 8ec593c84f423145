import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { keyed, PartyName, useBranches } from '@/faces/ops/parties/shared'
import { Task } from '@/faces/own/Task'
import { AccountNo } from '@/parts/AccountNo'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Loading } from '@/parts/Loading'
import { Facts, Page } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { accountByNumber, cardKinds, cardNo } from './shared'
import { words } from './words'

/** A card for a customer's account: which account, who holds it, and then it is issued. */
export default function Issue() {
  const w = useWords(words)
  const [round, setRound] = useState(0)
  return <Page title={w.issueTitle} width="read" crumbs={[{ title: w.title, href: '/cards' }]}><Steps key={round} onAnew={() => { setRound(round + 1) }} /></Page>
}

function Steps({ onAnew }: { onAnew: () => void }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const number = search.get('account') ?? ''
  const { nameOf } = useBranches()
  const [typed, setTyped] = useState(number)
  const [at, setAt] = useState(0)
  const [tried, setTried] = useState(false)
  const [other, setOther] = useState(false)
  const [holder, setHolder] = useState('')
  const account = useQuery({ queryKey: ['deposits', 'number', number], enabled: number !== '', queryFn: ({ signal }) => accountByNumber(number, signal).then((a) => a ?? null) })
  const issue = useWrite(
    (to: { account: string; holder?: string }, { key }) => must(api.POST('/v1/card/cards', { params: { query: { account: to.account }, header: keyed(key) }, body: to.holder ? { holder: to.holder } : {} })),
    { refresh: [['cards']] },
  )
  const a = account.data
  const fits = a ? a.state === 'active' && cardKinds.has(a.kind) : false
  const done = issue.data
  if (done) {
    return (
      <Receipt
        title={w.done} number={cardNo(done.number)} facts={[{ label: w.holder, value: <PartyName id={done.holder} /> }, { label: w.expires, value: done.expiresOn }, { label: w.branch, value: nameOf(done.branch) }]}
        next={[{ when: w.now, what: w.nextHand }, { when: w.then, what: w.nextPin }]}
        action={<><Button type="primary" onClick={() => { go(`/cards/${done.id}`) }}>{w.open}</Button><Button onClick={onAnew}>{w.another}</Button></>}
      />
    )
  }
  const steps = [{ key: 'account', title: w.stepAccount }, { key: 'holder', title: w.stepHolder }, { key: 'check', title: w.stepCheck }]
  const fault = typed.trim() === '' ? w.accountMissing : account.data === null && typed === number ? w.noAccount : a && !fits && typed === number ? w.accountBad : undefined
  const next = () => {
    setTried(true)
    if (at === 0) {
      const n = typed.replace(/\s/g, '')
      if (n === '') return
      if (n !== number) { setTyped(n); setSearch({ account: n }, { replace: true }); return }
      if (!fits) return
    }
    if (at === 1 && other && !/^\d+$/.test(holder.trim())) return
    if (at === 2) { if (a) issue.mutate({ account: a.id, holder: other ? holder.trim() : undefined }); return }
    setTried(false)
    setAt(at + 1)
  }
  return (
    <Task
      steps={steps} at={at} title={[w.stepAccount, w.whoHolds, w.checkTitle][at] ?? ''} commit={w.issueDo} busy={issue.isPending} onNext={next}
      onBack={() => { setTried(false); if (at === 0) go('/cards'); else setAt(at - 1) }}
    >
      {issue.error && <ErrorView small error={issue.error} />}
      {at === 0 && (
        <>
          <FieldFrame label={w.accountNo} hint={w.accountHint} error={tried || number ? fault : undefined}>
            {(f) => <Input {...f} className="short figures" inputMode="numeric" autoComplete="off" maxLength={40} value={typed} onChange={(e) => { setTyped(e.target.value); setTried(false) }} />}
          </FieldFrame>
          {account.isLoading && <Loading rows={1} />}
          {account.error && <ErrorView small error={account.error} retry={() => { void account.refetch() }} />}
          {a && typed === number && <Facts facts={[{ label: w.account, value: <>{a.name} <AccountNo value={a.number} /></> }, { label: w.owner, value: <PartyName id={a.owner} plain /> }, { label: w.branch, value: nameOf(a.branch) }]} />}
        </>
      )}
      {at === 1 && (
        <>
          <Radio.Group value={other} onChange={(e) => { setOther(e.target.value as boolean) }} options={[{ value: false, label: w.holderOwner }, { value: true, label: w.holderOther }]} />
          {other && (
            <FieldFrame label={w.holderId} hint={w.holderHint} error={tried && !/^\d+$/.test(holder.trim()) ? w.holderMissing : undefined}>
              {(f) => <Input {...f} className="short figures" inputMode="numeric" autoComplete="off" value={holder} onChange={(e) => { setHolder(e.target.value) }} />}
            </FieldFrame>
          )}
        </>
      )}
      {at === 2 && a && (
        <Facts facts={[
          { label: w.account, value: <>{a.name} <AccountNo value={a.number} full /></> }, { label: w.owner, value: <PartyName id={a.owner} plain /> },
          { label: w.holder, value: <PartyName id={other ? holder.trim() : a.owner} plain /> }, { label: w.branch, value: nameOf(a.branch) }, { label: w.kind, value: w.debit },
        ]} />
      )}
    </Task>
  )
}
