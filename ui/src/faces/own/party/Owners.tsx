import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { useMay } from '@/app/session'
import { useParty, type S } from '../reads'
import { words } from './words'

type Owner = S['MandateOwner']

/** Basis points as people write them: 6250 is 62.5%. */
export const percent = (bp: number) => `${String(bp / 100)}%`

/** Who stands behind the business, and by which ways. */
export default function Owners() {
  const w = useWords(words)
  const id = useParty()
  const may = useMay()
  const { language } = usePreferences()
  const owners = useQuery({ queryKey: ['party', id, 'owners'], enabled: may('mandate.read'), queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/beneficial-owners', { params: { path: { id } }, signal })) })
  const holders = useQuery({ queryKey: ['party', id, 'holders'], enabled: may('mandate.read'), queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/holders', { params: { path: { id } }, signal })).then((a) => a.items) })
  const reasons: Record<string, string> = { shares: w.reasonShares, votes: w.reasonVotes, control: w.reasonControl, management: w.reasonManagement }
  const columns: Column<Owner>[] = [
    { key: 'name', title: w.owner, always: true, phone: 'title', render: (o) => <>{o.name ?? o.party} {o.beneficial && <Status tone="info">{w.beneficial}</Status>}</>, csv: (o) => o.name ?? o.party },
    { key: 'why', title: w.basis, wrap: true, render: (o) => (o.why ?? []).map((y) => reasons[y] ?? y).join(language === 'zh' ? '、' : ', ') || '—', csv: (o) => (o.why ?? []).join(' ') },
    { key: 'shares', title: w.shares, align: 'end', render: (o) => <span className="figures">{o.shares}</span>, csv: (o) => o.shares },
    { key: 'votes', title: w.votes, align: 'end', render: (o) => <span className="figures">{o.votes}</span>, csv: (o) => o.votes },
    { key: 'paths', title: w.paths, wrap: true, render: (o) => <Paths owner={o} firm={owners.data?.firmName ?? w.this} /> },
  ]
  return (
    <Page title={w.owners} lead={w.ownersLead}>
      <Section flush>
        <Await query={owners}>
          {(got) => (got.owners?.length
            ? (
              <>
                <TableView id="own.owners" caption={w.owners} columns={columns} rows={got.owners} rowKey={(o) => o.party} rowName={(o) => o.name ?? o.party} />
                <p className="list-foot soft">{w.asOf} {formatInstant(got.asOf)}{got.undeclared !== '0%' && <> · {w.undeclared} {got.undeclared}</>}</p>
              </>
            )
            : <Empty title={w.noOwners}>{w.noOwnersText}</Empty>)}
        </Await>
      </Section>
      {(holders.data?.length ?? 0) > 0 && (
        <Section title={w.direct} flush>
          <ul className="own-lines">
            {holders.data?.map((h) => <li key={h.id}><span>{h.ownerName ?? h.owner}</span><span className="soft">{h.control === 'votes' ? w.c_votes : h.control === 'control' ? w.c_control : w.c_shares}</span><span className="figures">{h.shareBp ? percent(h.shareBp) : '—'}</span></li>)}
          </ul>
        </Section>
      )}
    </Page>
  )
}

/** Each way by which a share comes about, from the owner down to the business. */
function Paths({ owner, firm }: { owner: Owner; firm: string }) {
  return (
    <ul className="paths">
      {(owner.paths ?? []).map((p, i) => (
        <li key={i}>
          {[...(p.steps ?? [])].reverse().map((s, j) => <span key={j}>{s.name ?? s.party} <span className="soft">—{percent(s.shareBp)}→</span> </span>)}
          {firm} <span className="soft">= {p.share}</span>
        </li>
      ))}
    </ul>
  )
}
