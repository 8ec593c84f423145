import Select from 'antd/es/select'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { common } from './common'
import { PartyName, type S } from './shared'
import { words } from './words'

type Pair = S['PartyPair']
export const pairTones: Record<Pair['state'], Tone> = { open: 'wait', dismissed: 'idle', merged: 'good' }

/** Pairs that may be one customer. */
export default function Duplicates() {
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const state = (search.get('state') ?? 'open') as Pair['state']
  const states: Record<Pair['state'], string> = { open: w.pairOpen, dismissed: w.pairDismissed, merged: w.pairMerged }
  const columns: Column<Pair>[] = [
    { key: 'pair', title: w.pair, always: true, phone: 'title', render: (r) => <><PartyName id={r.one} plain /> / <PartyName id={r.other} plain /></>, csv: (r) => `${r.one} / ${r.other}` },
    { key: 'score', title: w.score, align: 'end', render: (r) => <strong>{r.score}</strong>, csv: (r) => String(r.score) },
    { key: 'why', title: w.clues, wrap: true, render: (r) => r.why.map((x) => x[language]).join(c.and), csv: (r) => r.why.map((x) => x[language]).join(c.and) },
    { key: 'found', title: w.foundAt, render: (r) => <Time at={r.foundAt} />, csv: (r) => r.foundAt },
    { key: 'state', title: c.status, render: (r) => <Status tone={pairTones[r.state]}>{states[r.state]}</Status>, csv: (r) => states[r.state] },
  ]
  return (
    <Page title={w.duplicates} lead={w.duplicatesLead}>
      <Section flush>
        <DataTable<Pair>
          id="ops.duplicates" caption={w.duplicates} columns={columns} rowKey={(r) => r.id} rowName={(r) => r.why.map((x) => x[language]).join(c.and)}
          queryKey={['duplicates', state]} filtered={state !== 'open'} onOpen={(r) => { go(`/party-duplicates/${r.id}`) }} empty={<Empty title={w.pairsEmpty} />}
          load={(after, signal) => must(api.GET('/v1/party-duplicates', { params: { query: { limit: 50, after: after || undefined, state } }, signal }))}
          filters={<Select aria-label={c.status} value={state} options={(['open', 'dismissed', 'merged'] as const).map((value) => ({ value, label: states[value] }))} onChange={(v) => { setSearch(v === 'open' ? {} : { state: v }, { replace: true }) }} />}
        />
      </Section>
    </Page>
  )
}
