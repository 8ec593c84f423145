import Button from 'antd/es/button'
import Select from 'antd/es/select'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { PartyName, type S } from '../parties/shared'
import { Score, useLists, Ways } from './shared'
import { words } from './words'

type Hit = S['ScreeningHit']
const states = ['open', 'escalated', 'confirmed', 'cleared', 'lapsed'] as const

/** Hits that wait for a person, and what became of the others. */
export default function Hits() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const lists = useLists()
  const party = search.get('party') ?? undefined
  const list = search.get('list') ?? undefined
  const state = states.find((s) => s === search.get('state')) ?? 'open'
  const set = (name: string, value: string | undefined) => {
    setSearch((old) => {
      const next = new URLSearchParams(old)
      if (value) next.set(name, value)
      else next.delete(name)
      return next
    }, { replace: true })
  }
  const columns: Column<Hit>[] = [
    { key: 'listed', title: w.listed, always: true, phone: 'title', render: (r) => r.listedName, csv: (r) => r.listedName },
    { key: 'party', title: w.party, render: (r) => <PartyName id={r.party} plain />, csv: (r) => r.party },
    { key: 'score', title: w.score, align: 'end', render: (r) => <Score score={r.score} />, csv: (r) => String(r.score) },
    { key: 'kind', title: w.kind, render: (r) => w[r.kind], csv: (r) => w[r.kind] },
    { key: 'list', title: w.list, spare: true, render: (r) => lists.nameOf(r.list), csv: (r) => r.list },
    { key: 'why', title: w.why, wrap: true, phone: 'hide', render: (r) => r.why[language], csv: (r) => r.why[language] },
    { key: 'branch', title: w.hold, render: (r) => (r.hold ? <Status tone="bad">{w.restricted}</Status> : '—'), csv: (r) => (r.hold ? w.restricted : '') },
    { key: 'at', title: w.foundAt, render: (r) => <Time at={r.foundAt} />, csv: (r) => r.foundAt },
  ]
  return (
    <Page title={w.hits} lead={w.hitsLead}>
      <Ways />
      {party && <div className="facet"><span>{w.ofParty} · <PartyName id={party} /></span><Button size="small" onClick={() => { set('party', undefined) }}>{w.showAll}</Button></div>}
      <Section flush>
        <DataTable<Hit>
          id="ops.hits" caption={w.hits} columns={columns} rowKey={(r) => r.id} rowName={(r) => r.listedName}
          queryKey={['screening', 'hits', state, list, party]} filtered={state !== 'open' || list !== undefined || party !== undefined} empty={<Empty title={w.hitsEmpty} />}
          onOpen={(r) => { go(`/screening/hits/${r.id}`) }}
          load={(after, signal) => must(api.GET('/v1/screening/hits', { params: { query: { limit: 50, after: after || undefined, state, list, party } }, signal }))}
          filters={
            <>
              <Select aria-label={w.state} value={state} options={states.map((value) => ({ value, label: w[value] }))} onChange={(v) => { set('state', v === 'open' ? undefined : v) }} />
              <Select
                aria-label={w.list} value={list ?? ''} popupMatchSelectWidth={false} onChange={(v) => { set('list', v || undefined) }}
                options={[{ value: '', label: w.anyList }, ...(lists.query.data?.items ?? []).map((l) => ({ value: l.id, label: lists.nameOf(l.id) }))]}
              />
            </>
          }
        />
      </Section>
    </Page>
  )
}
