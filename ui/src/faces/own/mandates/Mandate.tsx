import { useQuery } from '@tanstack/react-query'
import App from 'antd/es/app'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useLocation, useParams, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay, useMe } from '@/app/session'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Timeline } from '@/parts/Timeline'
import { endFault, endOfDay } from '../dates'
import { endDate, Ends, type End } from '../Ends'
import { keyed, keys, useParty, type S } from '../reads'
import { common, useWhose, wordOf } from '../words'
import { ItemChoice, itemsOf, pickOf, type Pick } from './ItemChoice'
import { RightState, useBasis, useDoes, type Right } from './shared'
import { words } from './words'

/** One right: whose, what, until when, how it came about; and its change or end. */
export default function Mandate() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const [search] = useSearchParams()
  const { people } = useWhose()
  const acting = search.get('view') === 'acting'
  const one = useQuery({ queryKey: ['mandate', id], queryFn: ({ signal }) => must(api.GET('/v1/mandates/{id}', { params: { path: { id } }, signal })) })
  const m = one.data
  const [now] = useState(() => new Date())
  return (
    <Page
      title={m ? (acting ? (m.forName ?? m.for) : (m.personName ?? m.person)) : people ? w.title : w.titleOrg} width="read" state={m && <RightState right={m} now={now} />}
      crumbs={[{ title: people ? (acting ? w.acting : w.title) : w.titleOrg, href: acting ? '/mandates?view=acting' : '/mandates' }]}
      action={m && <Acts right={m} acting={acting} />} aside={m && <History id={id} />}
    >
      <Await query={one}>{(got) => <About right={got} acting={acting} />}</Await>
    </Page>
  )
}

function About({ right: m, acting }: { right: Right; acting: boolean }) {
  const w = useWords(words)
  const c = useWords(common)
  const basis = useBasis()
  const does = useDoes()
  const { person } = useMe()
  const may = useMay()
  const changeable = m.basis === 'agent' || m.basis === 'employee'
  return (
    <Section>
      <div className="own-facts"><Facts
        facts={[
          { label: w.basis, value: basis(m) },
          ...(m.title ? [{ label: w.jobTitle, value: m.title }] : []),
          { label: m.items?.length ? w.what : w.roles, value: <ul className="plain-list">{does(m).map((d) => <li key={d}>{d}</li>)}</ul> },
          { label: c.since, value: formatInstant(m.from, 'date') },
          { label: c.until, value: m.until ? formatInstant(m.until) : c.noEnd },
          ...(m.evidence ? [{ label: w.evidence, value: m.evidence }] : []),
          ...(m.givenBy ? [{ label: w.givenBy, value: m.givenBy === person ? w.byMe : m.givenBy === m.for ? (m.forName ?? m.for) : w.byBank }] : []),
          { label: c.number, value: <span className="figures fact-wide">{m.id}</span> },
        ]}
      /></div>
      {!acting && !changeable && m.state === 'in_force' && may('mandate.write') && <p className="soft note-below">{w.notChangeable}</p>}
    </Section>
  )
}

/** What may be done with a right: changed or removed by whoever gives such rights, laid down by whoever has it. */
function Acts({ right: m, acting }: { right: Right; acting: boolean }) {
  const w = useWords(words)
  const may = useMay()
  const { hat, person } = useMe()
  const { people } = useWhose()
  const [, go] = useLocation()
  const { message } = App.useApp()
  const [open, setOpen] = useState<'remove' | 'resign' | 'amend'>()
  const refresh = [keys.mandates(m.for), keys.acting(person), ['mandate', m.id], ['session']]
  const path = { id: m.id }
  const remove = useWrite((reason: string, { key }) => must(api.DELETE('/v1/mandates/{id}', { params: { path, query: { reason }, header: keyed(key) } })), { refresh })
  const resign = useWrite((reason: string, { key }) => must(api.POST('/v1/mandates/{id}/resign', { params: { path, query: { reason }, header: keyed(key) } })), { refresh })
  const live = m.state !== 'removed' && m.state !== 'expired'
  const changeable = live && (m.basis === 'agent' || m.basis === 'employee')
  const mine = m.person === person
  const owns = may('mandate.write') && m.for === hat.for && !mine
  if (!changeable || !(owns || mine)) return null
  const name = m.personName ?? m.person
  return (
    <>
      {owns && !acting && <Button onClick={() => { setOpen('amend') }}>{w.amend}</Button>}
      {owns && !acting && <Button danger onClick={() => { setOpen('remove') }}>{w.removeAct}</Button>}
      {mine && <Button danger onClick={() => { setOpen('resign') }}>{w.resign}</Button>}
      {open === 'amend' && <Amend right={m} onClose={() => { setOpen(undefined) }} />}
      {open === 'remove' && (
        <Reason
          danger title={people ? w.removeTitle(name) : w.removeTitleOrg(name)} text={w.removeText} act={w.removeAct} onCancel={() => { setOpen(undefined) }}
          onReason={async (reason) => { await remove.mutateAsync(reason); setOpen(undefined); void message.success(w.removedDone) }}
        />
      )}
      {open === 'resign' && (
        <Reason
          danger title={w.resignTitle(m.forName ?? m.for)} text={w.resignText} act={w.resign} onCancel={() => { setOpen(undefined) }}
          onReason={async (reason) => { await resign.mutateAsync(reason); void message.success(w.resignedDone); go('/mandates?view=acting') }}
        />
      )}
    </>
  )
}

/** Another end, and for an agent other items. */
function Amend({ right: m, onClose }: { right: Right; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const { message } = App.useApp()
  const id = useParty()
  const agent = m.basis === 'agent'
  const [pick, setPick] = useState<Pick>(() => pickOf(m.items ?? []))
  const [end, setEnd] = useState<End>(() => (m.until ? { how: 'date', date: formatInstant(m.until, 'date') } : { how: 'open', date: '' }))
  const [tried, setTried] = useState(false)
  const amend = useWrite(
    (body: { items?: S['AuthItem'][]; until?: string }, { key }) => must(api.PATCH('/v1/mandates/{id}', { params: { path: { id: m.id }, header: keyed(key) }, body: { version: m.version, ...body } })),
    { refresh: [keys.mandates(id), ['mandate', m.id]] },
  )
  const items = itemsOf(pick)
  const fault = end.how === 'date' ? endFault(end.date) : undefined
  const send = () => {
    setTried(true)
    if (fault || (agent && items.length === 0)) return
    const until = endDate(end)
    amend.mutate({ ...(agent && { items }), ...(until && { until: endOfDay(until) }) }, { onSuccess: () => { void message.success(w.amendDone); onClose() } })
  }
  return (
    <Modal open title={w.amendTitle} okText={c.save} cancelText={c.cancel} confirmLoading={amend.isPending} onOk={send} onCancel={onClose} destroyOnHidden>
      <div className="dialog-form">
        {agent && <ItemChoice value={pick} onChange={setPick} tried={tried} />}
        <Ends label={w.untilQ} value={end} onChange={setEnd} open={!agent && !m.until ? c.noEnd : undefined} fault={tried && fault ? c[fault] : undefined} />
        {amend.error && <ErrorView small error={amend.error} />}
      </div>
    </Modal>
  )
}

function History({ id }: { id: string }) {
  const w = useWords(words)
  const { person } = useMe()
  const list = useQuery({ queryKey: ['mandate', id, 'history'], queryFn: ({ signal }) => must(api.GET('/v1/mandates/{id}/history', { params: { path: { id } }, signal })).then((h) => [...h.items].reverse()) })
  const who = (by: string, hat: string) => (by === person ? w.byMe : hat.startsWith('staff') || hat === 'init' ? w.byBank : undefined)
  return (
    <Section title={w.history}>
      <Await query={list} rows={2}>
        {(all) => <Timeline items={all.map((h) => ({ key: h.id, at: h.at, title: wordOf(w, `v_${h.verb}`), by: who(h.by, h.hat), detail: h.reason, tone: h.verb === 'give' ? 'good' : h.verb === 'amend' ? 'info' : 'idle' }))} />}
      </Await>
    </Section>
  )
}
