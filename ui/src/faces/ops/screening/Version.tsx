import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { keyed, PartyName, useMay, type S } from '../parties/shared'
import { entryFacts, useLists, versionTones, type W } from './shared'
import { words } from './words'

/** What a version of a list changes, before it holds and after. */
export default function Version() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['screening', 'version', id], queryFn: ({ signal }) => must(api.GET('/v1/screening/versions/{id}', { params: { path: { id } }, signal })) })
  if (query.data) return <Shown version={query.data} />
  return <Page title={w.version} crumbs={[{ title: w.lists, href: '/screening/lists' }]}><Await query={query}>{() => null}</Await></Page>
}

function Shown({ version }: { version: S['ScreeningVersion'] }) {
  const w = useWords(words)
  const may = useMay()
  const { nameOf } = useLists()
  const [, go] = useLocation()
  const [asking, setAsking] = useState(false)
  const waits = version.state === 'proposed'
  const proposal = useQuery({
    queryKey: ['approvals', 'of', version.id], enabled: waits && may('approval.read'),
    queryFn: async ({ signal }) => (await must(api.GET('/v1/approvals', { params: { query: { view: 'open', limit: 50 } }, signal }))).items.find((a) => a.kind.startsWith('screening') && a.object.endsWith(version.id)) ?? null,
  })
  const withdraw = useWrite((reason: string, { key }) => must(api.POST('/v1/screening/versions/{id}/withdrawal', { params: { path: { id: version.id }, header: keyed(key) }, body: { reason } })), { refresh: [['screening'], ['approvals']] })
  const columns: Column<S['ScreeningChange']>[] = [
    { key: 'what', title: w.state, always: true, render: (c) => changeWord(c, w), csv: (c) => changeText(c, w) },
    { key: 'name', title: w.names, always: true, wrap: true, phone: 'title', render: (c) => (c.after ?? c.before)?.names?.join(' · ') ?? '—', csv: (c) => (c.after ?? c.before)?.names?.join(' ') ?? '' },
    { key: 'detail', title: w.difference, wrap: true, render: (c) => <Detail change={c} w={w} /> },
    { key: 'ref', title: w.ref, render: (c) => <code>{c.ref}</code>, csv: (c) => c.ref },
  ]
  return (
    <Page
      title={version.fileName ?? w.version} crumbs={[{ title: w.lists, href: '/screening/lists' }, { title: nameOf(version.list), href: `/screening/lists/${version.list}` }]}
      state={<Status tone={versionTones[version.state]}>{w[version.state]}</Status>}
      action={waits && (
        <>
          {proposal.data && <Button type="primary" onClick={() => { go(`/approvals/${proposal.data?.id ?? ''}`) }}>{w.toApproval}</Button>}
          {may('screening.load') && <Button onClick={() => { setAsking(true) }}>{w.withdraw}</Button>}
        </>
      )}
    >
      {waits && <div className="amber" role="status">{w.waits}</div>}
      <Section>
        <Facts facts={[
          { label: w.entries, value: version.entries }, { label: w.added, value: version.added }, { label: w.removed, value: version.removed }, { label: w.changed, value: version.changed },
          { label: w.format, value: `${(w as unknown as Record<string, string>)[`fmt_${version.format}`] ?? version.format} · ${version.encoding.toUpperCase()}` },
          { label: w.loadedBy, value: <PartyName id={version.loadedBy} plain /> }, { label: w.loadedAt, value: <Time at={version.loadedAt} /> },
          ...(version.decidedAt ? [{ label: w.decidedBy, value: <PartyName id={version.decidedBy ?? ''} plain /> }, { label: w.decidedAt, value: <Time at={version.decidedAt} /> }] : []),
          ...(version.reason ? [{ label: w.reason, value: version.reason }] : []),
        ]} />
      </Section>
      <Section title={w.difference} flush>
        <DataTable<S['ScreeningChange']>
          id="ops.difference" caption={w.difference} columns={columns} rowKey={(c) => c.ref} rowName={(c) => c.ref} queryKey={['screening', 'difference', version.id]} empty={<Empty title={w.noDifference} />}
          load={(after, signal) => must(api.GET('/v1/screening/versions/{id}/difference', { params: { path: { id: version.id }, query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
      {asking && <Reason title={w.withdrawTitle} text={w.withdrawText} act={w.withdraw} danger onCancel={() => { setAsking(false) }} onReason={async (reason) => { await withdraw.mutateAsync(reason); setAsking(false) }} />}
    </Page>
  )
}

const changeText = (c: S['ScreeningChange'], w: W) => (!c.before ? w.added : !c.after ? w.removed : w.changed)

function changeWord(c: S['ScreeningChange'], w: W) {
  return <Status tone={!c.before ? 'good' : !c.after ? 'bad' : 'info'}>{changeText(c, w)}</Status>
}

/** Of a changed entry only what differs; of the others what tells them apart. */
function Detail({ change, w }: { change: S['ScreeningChange']; w: W }) {
  const { before, after } = change
  if (before && after) {
    const [old, now] = [entryFacts(before, w), entryFacts(after, w)]
    const labels = [...new Set([...old, ...now].map((f) => f.label))].filter((l) => l !== w.line)
    const differing = labels.map((l) => ({ l, a: old.find((f) => f.label === l)?.value, b: now.find((f) => f.label === l)?.value })).filter((x) => x.a !== x.b)
    return <dl className="change-lines">{differing.map((x) => <div key={x.l}><dt>{x.l}</dt><dd>{x.a && <del>{x.a}</del>} {x.b && <ins>{x.b}</ins>}</dd></div>)}</dl>
  }
  const e = after ?? before
  return <span className="lines-note">{e ? entryFacts(e, w).filter((f) => ![w.names, w.ref, w.line, w.sort].includes(f.label)).map((f) => f.value).join(' · ') : ''}</span>
}
