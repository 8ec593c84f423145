import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { FormDialog, statusTone, text, useMay, type S } from '../parties/shared'
import { Once } from './Once'
import { words } from './words'

type User = S['SigninUser']

/** Those who can sign in. A login that is searched for stays out of the address. */
export default function Users() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const [by, setBy] = useState<'login' | 'person'>('login')
  const [login, setLogin] = useState('')
  const [inviting, setInviting] = useState(false)
  const [code, setCode] = useState('')
  const person = search.get('person') ?? ''
  const invite = useWrite(({ person: p, login: l }: { person: string; login: string }) =>
    must(api.POST('/v1/auth/users/{person}/invite', { params: { path: { person: p } }, body: { login: l } })), { refresh: [['users']] })
  const ways = (u: User) => [...(u.password ? [w.password] : []), ...(u.totp ? [w.totp] : [])].join(' + ') || w.noWay
  const columns: Column<User>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: (u) => u.name, csv: (u) => u.name },
    { key: 'login', title: w.login, render: (u) => <span className="figures">{u.login}</span>, csv: (u) => u.login },
    { key: 'ways', title: w.ways, render: ways, csv: ways },
    { key: 'made', title: w.madeAt, render: (u) => <Time at={u.madeAt} precision="date" />, csv: (u) => u.madeAt },
    { key: 'person', title: w.person, spare: true, render: (u) => <span className="figures">{u.person}</span>, csv: (u) => u.person },
    { key: 'state', title: w.state, render: (u) => <Status tone={statusTone[u.state] ?? 'idle'}>{w[u.state]}</Status>, csv: (u) => w[u.state] },
  ]
  const find = (t: string) => {
    setLogin(by === 'login' ? t.trim() : '')
    setSearch(by === 'person' && t.trim() ? { person: t.trim() } : {}, { replace: true })
  }
  return (
    <Page title={w.users} lead={w.usersLead} action={may('user.write') && <Button type="primary" onClick={() => { setInviting(true) }}>{w.invite}</Button>}>
      <Section flush>
        <DataTable<User>
          id="ops.users" caption={w.users} columns={columns} rowKey={(u) => u.person} rowName={(u) => u.name} queryKey={['users', person, login]} filtered={person !== '' || login !== ''}
          onOpen={(u) => { go(`/users/${u.person}`) }} empty={<Empty title={w.usersEmpty} />}
          load={(after, signal) => must(api.GET('/v1/auth/users', { params: { query: { limit: 50, after: after || undefined, person: person || undefined, login: login || undefined } }, signal }))}
          filters={
            <>
              <Select aria-label={w.findBy} value={by} onChange={setBy} options={[{ value: 'login' as const, label: w.login }, { value: 'person' as const, label: w.person }]} />
              <Input.Search key={by} className="find" allowClear enterButton autoComplete="off" aria-label={by === 'login' ? w.findLogin : w.findPerson} placeholder={by === 'login' ? w.findLogin : w.findPerson} defaultValue={by === 'person' ? person : ''} onSearch={find} />
            </>
          }
        />
      </Section>
      {inviting && (
        <FormDialog
          title={w.inviteTitle} lead={w.inviteLead} submit={w.invite} onClose={() => { setInviting(false) }}
          schema={{ type: 'object', required: ['person', 'login'], properties: { person: text(w.person, { description: w.personHint, pattern: '^\\d{1,19}$' }), login: text(w.login, { description: w.loginHint, maxLength: 64 }) } }}
          onSubmit={async (v) => {
            const made = await invite.mutateAsync({ person: String(v.person), login: String(v.login) })
            if (made.code) setCode(made.code)
            else if (made.approval) go(`/approvals/own/${made.approval.id}`) // somebody else has to agree first
          }}
        />
      )}
      {code && <Once label={w.activationCode} secret={code} text={w.onceText} onClose={() => { setCode('') }} />}
    </Page>
  )
}
