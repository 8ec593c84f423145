import { RightOutlined, UserAddOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { useWords } from '@/app/i18n'
import { useMay, useMe } from '@/app/session'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { useActing, useMandates } from '../reads'
import { common, useWhose } from '../words'
import { RightState, useBasis, useDoes, useJoin, type Right } from './shared'
import { words } from './words'

/** Who acts for the party; for a person also for whom she acts. */
export default function Mandates() {
  const w = useWords(words)
  const may = useMay()
  const { hat } = useMe()
  const { people } = useWhose()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const acting = people && hat.kind === 'self' && search.get('view') === 'acting'
  return (
    <Page
      title={people ? w.title : w.titleOrg} lead={people ? w.lead : w.leadOrg} width={people ? 'read' : 'full'}
      action={may('mandate.write') && !acting && <Button type="primary" icon={<UserAddOutlined />} onClick={() => { go('/mandates/new') }}>{people ? w.give : w.giveOrg}</Button>}
    >
      {people && hat.kind === 'self' && (
        <nav className="tabs" aria-label={w.title}>
          <Link href="/mandates" aria-current={acting ? undefined : 'page'}>{w.forMe}</Link>
          <Link href="/mandates?view=acting" aria-current={acting ? 'page' : undefined}>{w.acting}</Link>
        </nav>
      )}
      {acting ? <ActingList /> : people ? <ForMe /> : <Members />}
    </Page>
  )
}

function ForMe() {
  const w = useWords(words)
  const list = useMandates()
  return (
    <>
      <Section flush>
        <Await query={list}>{(p) => (p.items.length ? <Rows rights={p.items} /> : <Empty title={w.none}>{w.noneText}</Empty>)}</Await>
      </Section>
      <EndedOnes acting={false} />
    </>
  )
}

function ActingList() {
  const w = useWords(words)
  const list = useActing()
  return (
    <>
      <Section flush>
        <Await query={list}>{(p) => (p.items.length ? <Rows rights={p.items} acting /> : <Empty title={w.noneActing}>{w.noneActingText}</Empty>)}</Await>
      </Section>
      <EndedOnes acting />
    </>
  )
}

function EndedOnes({ acting }: { acting: boolean }) {
  const w = useWords(words)
  const [open, setOpen] = useState(false)
  return (
    <>
      <p><button type="button" className="link-button" aria-expanded={open} onClick={() => { setOpen(!open) }}>{open ? w.hideEnded : w.showEnded}</button></p>
      {open && (acting ? <EndedActing /> : <EndedMandates />)}
    </>
  )
}

function EndedActing() {
  const w = useWords(words)
  return <Section flush><Await query={useActing(true)} rows={2}>{(p) => (p.items.length ? <Rows rights={p.items} acting /> : <p className="own-pad soft">{w.noEnded}</p>)}</Await></Section>
}

function EndedMandates() {
  const w = useWords(words)
  return <Section flush><Await query={useMandates(true)} rows={2}>{(p) => (p.items.length ? <Rows rights={p.items} /> : <p className="own-pad soft">{w.noEnded}</p>)}</Await></Section>
}

/** A person's list: the other one's name, what it is, and until when. */
function Rows({ rights, acting }: { rights: Right[]; acting?: boolean }) {
  const c = useWords(common)
  const basis = useBasis()
  const does = useDoes()
  const join = useJoin()
  const [now] = useState(() => new Date())
  return (
    <ul className="choices choices-flush">
      {rights.map((m) => (
        <li key={m.id}>
          <Link href={`/mandates/${m.id}${acting ? '?view=acting' : ''}`}>
            <span className="choice-text">
              <strong>{(acting ? m.forName : m.personName) ?? (acting ? m.for : m.person)}</strong>
              <span>{[basis(m), m.title, acting && m.items?.length ? '' : join(does(m))].filter(Boolean).join(' · ')}</span>
              <span>{m.until ? `${c.until} ${formatInstant(m.until, 'date')}` : c.noEnd}</span>
            </span>
            <span className="row-state"><RightState right={m} now={now} /></span>
            <RightOutlined aria-hidden="true" />
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** An organisation's members as a table. */
function Members() {
  const w = useWords(words)
  const c = useWords(common)
  const [ended, setEnded] = useState(false)
  const list = useMandates(ended)
  const basis = useBasis()
  const does = useDoes()
  const join = useJoin()
  const [, go] = useLocation()
  const [now] = useState(() => new Date())
  const columns: Column<Right>[] = [
    { key: 'name', title: c.person, always: true, phone: 'title', render: (m) => m.personName ?? m.person, csv: (m) => m.personName ?? m.person },
    { key: 'title', title: w.jobTitle, render: (m) => m.title ?? '—', csv: (m) => m.title ?? '' },
    { key: 'roles', title: w.roles, wrap: true, render: (m) => join(does(m)), csv: (m) => does(m).join(' ') },
    { key: 'basis', title: w.basis, phone: 'hide', render: basis, csv: basis },
    { key: 'until', title: c.until, render: (m) => (m.until ? formatInstant(m.until, 'date') : c.noEnd), csv: (m) => (m.until ? formatInstant(m.until, 'date') : '') },
    { key: 'state', title: c.state, render: (m) => <RightState right={m} now={now} /> },
  ]
  return (
    <>
      <Section flush>
        <TableView
          id="own.members" caption={w.titleOrg} columns={columns} rows={list.data?.items} error={list.error} busy={list.isFetching} retry={() => { void list.refetch() }} rowKey={(m) => m.id} rowName={(m) => m.personName ?? m.person}
          onOpen={(m) => { go(`/mandates/${m.id}`) }} empty={ended ? <p className="own-pad soft">{w.noEnded}</p> : <Empty title={w.noneOrg}>{w.noneOrgText}</Empty>}
        />
      </Section>
      <p><button type="button" className="link-button" aria-pressed={ended} onClick={() => { setEnded(!ended) }}>{ended ? w.hideEnded : w.showEnded}</button></p>
    </>
  )
}
