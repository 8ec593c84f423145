import { useWords } from '@/app/i18n'
import { StaffName } from '../deposits/shared'
import { TableView, type Column } from '@/parts/DataTable'
import { Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { differences, standing } from './values'
import { words } from './words'

interface Version {
  id: string
  from: string
  reason: string
  proposedBy: string
  approvedBy: string
  setAt: string
}

/** All versions, the newest first, each with what it changed. */
export function Versions<V extends Version>({ id, versions, on, now, lines }: { id: string; versions: readonly V[]; on: string; now: V | undefined; lines: (v: V) => { label: string; value: string }[] }) {
  const w = useWords(words)
  const tones = { isNow: 'good', willBe: 'wait', was: 'idle' } as const
  const rows = versions.map((v, i) => ({ v, before: versions[i - 1] })).reverse()
  type Row = (typeof rows)[number]
  const changed = (r: Row) => (r.before ? differences(lines(r.before), lines(r.v)).map((c) => c.label).join(w.and) || w.noChange : w.founding)
  const columns: Column<Row>[] = [
    { key: 'from', title: w.from, always: true, phone: 'title', render: ({ v }) => (v.from < '2001' ? w.first : <span className="figures">{v.from}</span>), csv: ({ v }) => v.from },
    { key: 'state', title: w.state, render: ({ v }) => { const s = standing(v, now, on); return <Status tone={tones[s]}>{w[s]}</Status> }, csv: ({ v }) => w[standing(v, now, on)] },
    { key: 'changed', title: w.changed, wrap: true, render: changed, csv: changed },
    { key: 'reason', title: w.reason, wrap: true, render: ({ v }) => (v.reason === 'founding' ? w.founding : v.reason), csv: ({ v }) => v.reason },
    { key: 'proposed', title: w.proposedBy, render: ({ v }) => <StaffName actor={v.proposedBy} />, csv: ({ v }) => v.proposedBy },
    { key: 'approved', title: w.approvedBy, render: ({ v }) => <StaffName actor={v.approvedBy} />, csv: ({ v }) => v.approvedBy },
    { key: 'set', title: w.setAt, render: ({ v }) => <Time at={v.setAt} />, csv: ({ v }) => v.setAt },
  ]
  return <Section title={w.history} flush><TableView<Row> id={id} caption={w.history} columns={columns} rows={rows} rowKey={({ v }) => v.id} rowName={({ v }) => v.from} /></Section>
}
