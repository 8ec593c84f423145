import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { PartyName } from '@/faces/ops/parties/shared'
import { Await } from '@/parts/Await'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { ProofView } from './ProofView'
import { ObjectLink, type AuditRecord } from './Records'
import { pageOf, plainId, verbOf } from './verbs'
import { words } from './words'
import './audit.css'

/** One record: who did what, and the proof that it stands in the log, checked here. */
export default function RecordPage() {
  const w = useWords(words)
  const { language } = usePreferences()
  const { id = '' } = useParams()
  const record = useQuery({
    queryKey: ['audit', 'records', 'one', id],
    queryFn: ({ signal }) => must(api.GET('/v1/audit/records/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (q) => (q.state.data && q.state.data.leaf === undefined ? 1_000 : false), // its number comes within about a second
  })
  const crumbs = [{ title: w.records, href: '/audit/records' }]
  const r = record.data
  if (!r) return <Page title={w.record} crumbs={crumbs}><Await query={record} rows={6}>{() => null}</Await></Page>
  return (
    <Page
      title={verbOf(r.verb)[language]} crumbs={crumbs}
      state={<>{r.erased && <Status tone="info">{w.erased}</Status>}{r.leaf === undefined && <Status tone="busy">{w.notYet}</Status>}</>}
      aside={<Ways record={r} />}
    >
      <div className="dense"><Section><What record={r} /></Section></div>
      <Section title={w.proof}>
        {r.leaf === undefined ? <p>{w.waitSequence}</p> : <ProofView id={r.id} />}
      </Section>
    </Page>
  )
}

function What({ record: r }: { record: AuditRecord }) {
  const w = useWords(words)
  const figures = (t: string) => <span className="figures">{t}</span>
  const fact = (label: string, value: string | undefined): Fact | false => value !== undefined && { label, value: figures(value) }
  const facts: (Fact | false)[] = [
    { label: w.who, value: r.erased ? w.erasedText : r.person ? <PartyName id={r.person} /> : w.system },
    r.reason !== undefined && { label: w.reason, value: r.reason },
    { label: w.what, value: <ObjectLink record={r} /> },
    r.last !== undefined && { label: `${w.count} · ${w.last}`, value: <>{w.rows(r.count ?? 1)} · {figures(plainId(r.last))}</> },
    { label: w.at, value: <Time at={r.at} precision="second" relative /> },
    fact(w.day, r.day), { label: w.verb, value: <code>{r.verb}</code> }, fact(w.hat, r.hat), fact(w.client, r.client), fact(w.behalf, r.behalf),
    fact(w.address, r.address), fact(w.terminal, r.terminal), fact(w.session, r.session), fact(w.version, r.version === undefined ? undefined : String(r.version)),
    fact(w.leaf, r.leaf?.toLocaleString('en-US')), fact(w.id, r.id),
    r.before !== undefined && { label: w.before, value: <span className="hash">{r.before}</span> },
    r.after !== undefined && { label: r.salted ? `${w.after} · ${w.salted}` : w.after, value: <span className="hash">{r.after}</span> },
  ]
  return <Facts facts={facts.filter((f) => f !== false)} />
}

function Ways({ record: r }: { record: AuditRecord }) {
  const w = useWords(words)
  const page = pageOf(r.kind, r.object)
  return (
    <Section>
      <ul className="record-links">
        {page && <li><Link href={page}>{w.openObject}</Link></li>}
        <li><Link href={`/audit/records?kind=${r.kind}&object=${encodeURIComponent(plainId(r.object))}`}>{w.allOfObject}</Link></li>
        {r.person && <li><Link href={`/audit/records?person=${r.person}`}>{w.allOfPerson}</Link></li>}
        {r.kind === 'party.party' && <li><Link href={`/audit/looked?party=${r.object}`}>{w.looked}</Link></li>}
      </ul>
    </Section>
  )
}
