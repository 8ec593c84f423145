import { useQuery } from '@tanstack/react-query'
import { DownOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Dropdown from 'antd/es/dropdown'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { words as parts } from '@/parts/words'
import { PartyName, statusTone, useMay, type S } from '../parties/shared'
import { Once } from './Once'
import { words } from './words'

type Act = 'suspend' | 'resume' | 'reset' | 'endSessions' | 'unlockCards' | 'deskCode'

/** One user: her ways to sign in, and what the desk can do about them. */
export default function User() {
  const { person = '' } = useParams<{ person: string }>()
  const w = useWords(words)
  const p = useWords(parts)
  const query = useQuery({ queryKey: ['users', 'one', person], queryFn: ({ signal }) => must(api.GET('/v1/auth/users', { params: { query: { person } }, signal })) })
  const user = query.data?.items[0]
  if (user) return <Shown user={user} />
  return <Page title={w.users} crumbs={[{ title: w.users, href: '/users' }]}><Await query={query}>{() => <p>{p.emptyFiltered}</p>}</Await></Page>
}

function Shown({ user: u }: { user: S['SigninUser'] }) {
  const w = useWords(words)
  const p = useWords(parts)
  const may = useMay()
  const [, go] = useLocation()
  const [asking, setAsking] = useState<Exclude<Act, 'deskCode'>>()
  const [code, setCode] = useState<{ label: string; secret: string }>()
  const [said, setSaid] = useState('')
  const act = useWrite(async ({ what, reason }: { what: Act; reason: string }) => {
    const to = { params: { path: { person: u.person } } }
    const body = { reason }
    switch (what) {
      case 'suspend': await must(api.POST('/v1/auth/users/{person}/suspend', { ...to, body })); return ''
      case 'resume': await must(api.POST('/v1/auth/users/{person}/resume', { ...to, body })); return ''
      case 'endSessions': await must(api.POST('/v1/auth/users/{person}/end-sessions', { ...to, body })); return ''
      case 'unlockCards': await must(api.POST('/v1/auth/users/{person}/unlock-cards', { ...to, body })); return ''
      case 'reset': { // somebody else has to agree first
        const made = await must(api.POST('/v1/auth/users/{person}/reset', { ...to, body }))
        if (made.approval) go(`/approvals/own/${made.approval.id}`)
        return ''
      }
      case 'deskCode': return (await must(api.POST('/v1/auth/users/{person}/desk-code', to))).code ?? ''
    }
  }, { refresh: [['users']] })
  const run = async (what: Act, reason: string) => {
    const secret = await act.mutateAsync({ what, reason })
    setAsking(undefined)
    if (secret) setCode({ label: w.deskCodeWord, secret })
    else setSaid(w.done)
  }
  const asks = {
    suspend: { title: w.suspendTitle, text: w.suspendText, act: w.suspend, danger: true }, resume: { title: w.resumeTitle, text: w.resumeText, act: w.resume, danger: false },
    reset: { title: w.resetTitle, text: w.resetText, act: w.reset, danger: true }, endSessions: { title: w.endTitle, text: w.endText, act: w.endSessions, danger: true }, unlockCards: { title: w.unlockTitle, text: w.unlockText, act: w.unlockCards, danger: false },
  }
  return (
    <Page
      title={u.name} crumbs={[{ title: w.users, href: '/users' }]} state={<Status tone={statusTone[u.state] ?? 'idle'}>{w[u.state]}</Status>}
      action={may('user.write') && (
        <>
          {u.state === 'suspended' ? <Button type="primary" onClick={() => { setAsking('resume') }}>{w.resume}</Button> : <Button type="primary" onClick={() => { setAsking('reset') }}>{w.reset}</Button>}
          {u.state !== 'suspended' && <Button danger onClick={() => { setAsking('suspend') }}>{w.suspend}</Button>}
          <Dropdown
            trigger={['click']}
            menu={{ items: [{ key: 'endSessions', label: w.endSessions }, { key: 'deskCode', label: w.deskCode }, { key: 'unlockCards', label: w.unlockCards }], onClick: ({ key }) => { if (key === 'deskCode') void run('deskCode', '').catch(() => undefined); else setAsking(key as 'reset') } }}
          >
            <Button>{p.more}<DownOutlined aria-hidden="true" /></Button>
          </Dropdown>
        </>
      )}
    >
      <span role="status" className={said ? 'note' : 'unseen'}>{said}</span>
      <Section>
        <Facts facts={[
          { label: w.login, value: <span className="figures">{u.login}</span> }, { label: w.ways, value: [...(u.password ? [w.password] : []), ...(u.totp ? [w.totp] : [])].join(' + ') || w.noWay },
          { label: w.madeAt, value: <Time at={u.madeAt} /> }, { label: w.person, value: may('party.read') ? <PartyName id={u.person} /> : <span className="figures">{u.person}</span> },
        ]} />
      </Section>
      {asking && <Reason {...asks[asking]} onReason={(reason) => run(asking, reason)} onCancel={() => { setAsking(undefined) }} />}
      {code && <Once label={code.label} secret={code.secret} text={w.onceText} onClose={() => { setCode(undefined) }} />}
    </Page>
  )
}
