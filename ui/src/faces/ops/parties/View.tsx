import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Dropdown from 'antd/es/dropdown'
import { DownOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { Timeline } from '@/parts/Timeline'
import { AddValue, Amend, SetStatus, Verify } from './changes'
import { common } from './common'
import { Documents } from './Documents'
import { Consents, Disclosures } from './Privacy'
import { Level } from './Level'
import { Profile } from './Profile'
import { Rights } from './Rights'
import { PartyName, statusTone, useBranches, useMay, type S } from './shared'
import { words } from './words'

type Dialog = 'amend' | 'status' | 'verify' | 'document' | 'contact'

/** One view of a customer. */
export default function View() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({
    queryKey: ['parties', id, 'view'],
    queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/view', { params: { path: { id } }, signal })),
  })
  if (query.data) return <Customer key={id} view={query.data} />
  return <Page title={w.parties} crumbs={[{ title: w.parties, href: '/parties' }]}><Await query={query}>{() => null}</Await></Page>
}

function Customer({ view }: { view: S['PartyOverview'] }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const { nameOf } = useBranches()
  const [dialog, setDialog] = useState<Dialog>()
  const { party } = view
  const merged = party.status === 'merged'
  const living = party.status === 'active' || party.status === 'dormant'
  const writes = may('party.write') && !merged
  const close = () => { setDialog(undefined) }
  const rises = living && party.kyc.level < 3
  const more = [
    ...(living && !rises ? [{ key: 'verify', label: w.verify }] : []), ...(living ? [{ key: 'document', label: w.addDocument }, { key: 'contact', label: w.addContact }] : []),
    { key: 'status', label: w.changeStatus },
  ]
  return (
    <Page
      title={party.name} crumbs={[{ title: w.parties, href: '/parties' }]}
      state={<Status tone={statusTone[party.status] ?? 'idle'}>{c[party.status]}</Status>}
      lead={<>{c[party.sort]} · {nameOf(party.branch)} · {c.id} <span className="figures">{party.id}</span></>}
      action={writes && (
        <>
          {rises && <Button type="primary" onClick={() => { setDialog('verify') }}>{w.verify}</Button>}
          {living && <Button type={rises ? 'default' : 'primary'} onClick={() => { setDialog('amend') }}>{w.amend}</Button>}
          <Dropdown trigger={['click']} menu={{ items: more, onClick: ({ key }) => { setDialog(key as Dialog) } }}><Button>{w.more}<DownOutlined aria-hidden="true" /></Button></Dropdown>
        </>
      )}
      aside={<History view={view} />}
    >
      {merged && (
        <div className="amber" role="status"><strong>{w.mergedLead}</strong>{party.mergedInto && <Link href={`/parties/${party.mergedInto}`}>{w.mergedTo}</Link>}</div>
      )}
      <Screening view={view} />
      <Profile party={party} writes={writes && living} />
      <Level party={party} accountClass={view.accountClass} />
      <Accounts accounts={view.accounts} />
      {may('mandate.read') && <Rights party={party} />}
      <Documents party={party} documents={view.documents} writes={may('party.document') && living} />
      <Consents party={party} consents={view.consents} />
      <Disclosures party={party} newest={view.disclosures} />
      {dialog === 'amend' && <Amend party={party} onClose={close} />}
      {dialog === 'status' && <SetStatus party={party} onClose={close} />}
      {dialog === 'verify' && <Verify party={party} documents={view.documents} onClose={close} />}
      {dialog === 'document' && <AddValue party={party} what="identifiers" onClose={close} />}
      {dialog === 'contact' && <AddValue party={party} what="contacts" onClose={close} />}
    </Page>
  )
}

function Screening({ view }: { view: S['PartyOverview'] }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const { screening, party } = view
  const states: Record<string, string> = { unknown: w.screenUnknown, clear: w.screenClear, hit: w.screenHit, confirmed: w.screenConfirmed }
  const bad = screening.state === 'hit' || screening.state === 'confirmed'
  if (!bad) return null
  return (
    <div className="amber" role="status">
      <strong>{c.colon(w.screening, states[screening.state] ?? '')}</strong>
      <span>{w.screenLead}</span>
      {may('screening.read') && <Link href={`/screening/hits?party=${party.id}`}>{w.screenOpen}</Link>}
    </div>
  )
}

function Accounts({ accounts }: { accounts: S['PartyHeldAccount'][] }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const { nameOf } = useBranches()
  const columns: Column<S['PartyHeldAccount']>[] = [
    {
      key: 'number', title: w.accountNo, always: true, phone: 'title', render: (a) => {
        const shown = <AccountNo value={a.number ?? a.account} />
        return may('ledger.read') ? <Link href={`/ledger/accounts/${a.account}`}>{shown}</Link> : shown
      },
    },
    { key: 'name', title: w.accountName, wrap: true, spare: true, render: (a) => a.name ?? '—' },
    { key: 'relation', title: w.relation, render: (a) => (a.relation === 'owner' ? w.owner : w.joint) },
    { key: 'branch', title: c.branch, spare: true, render: (a) => (a.branch ? nameOf(a.branch) : '—') },
    { key: 'booked', title: w.booked, align: 'end', render: (a) => (a.closed ? <Status tone="idle">{w.accountClosed}</Status> : a.booked !== undefined ? <Money minor={a.booked} currency={a.currency} /> : '—') },
    { key: 'available', title: w.available, align: 'end', render: (a) => (a.available !== undefined && !a.closed ? <Money minor={a.available} currency={a.currency} /> : '—') },
  ]
  return (
    <Section title={w.accounts} flush>
      <TableView id="ops.party.accounts" caption={w.accounts} columns={columns} rows={accounts} rowKey={(a) => a.id} rowName={(a) => a.number ?? a.account} empty={<Empty title={w.accountsEmpty} />} />
    </Section>
  )
}

function History({ view }: { view: S['PartyOverview'] }) {
  const w = useWords(words)
  const c = useWords(common)
  const verbs = w as unknown as Record<string, string | undefined>
  const about = (v: S['PartyVersion']): string => {
    const level = /^level (\d)$/.exec(v.about ?? '')
    if (level) return w.aboutLevel(level[1] ?? '')
    if (/account \d+$/.test(v.about ?? '')) return ''
    return (c as unknown as Record<string, string | undefined>)[v.about ?? ''] ?? verbs[v.about ?? ''] ?? ''
  }
  return (
    <Section title={w.history}>
      <Timeline items={view.timeline.map((v) => ({
        key: String(v.version), at: v.at, title: verbs[`v_${v.verb}`] ?? v.verb, detail: about(v), by: <PartyName id={v.by} plain />,
        tone: v.verb === 'status' ? 'info' : v.verb === 'register' || v.verb === 'verify' ? 'good' : 'idle',
      }))} />
      {view.screening.at && <div className="rise"><Facts facts={[{ label: w.screenAt, value: <Time at={view.screening.at} /> }]} /></div>}
    </Section>
  )
}
