import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import type { S } from '@/faces/ops/parties/shared'
import { Ways } from './shared'
import { words } from './words'

type Statement = S['ClearingStatement']
const tones: Record<Statement['state'], Tone> = { incomplete: 'wait', complete: 'busy', reconciled: 'good' }

/** The house's daily statements, and how the comparison with the books came out. */
export default function Statements() {
  const w = useWords(words)
  const columns: Column<Statement>[] = [
    { key: 'on', title: w.on, always: true, phone: 'title', render: (s) => s.on, csv: (s) => s.on },
    { key: 'state', title: w.state, render: (s) => <Status tone={tones[s.state]}>{w[`s_${s.state}`]}</Status>, csv: (s) => w[`s_${s.state}`] },
    { key: 'opening', title: w.opening, align: 'end', render: (s) => <Money minor={s.opening} />, csv: (s) => plainMoney(s.opening) },
    { key: 'closing', title: w.closing, align: 'end', render: (s) => <Money minor={s.closing} />, csv: (s) => plainMoney(s.closing) },
    { key: 'matched', title: w.matched, align: 'end', render: (s) => <span className="figures">{s.matched.toLocaleString('en-US')}</span>, csv: (s) => String(s.matched) },
    { key: 'breaks', title: w.breaksN, align: 'end', render: (s) => (s.breaks > 0 ? <Link className="in-text figures" href={`/clearing/breaks?statement=${s.id}`}>{s.breaks}</Link> : <span className="figures">0</span>), csv: (s) => String(s.breaks) },
    { key: 'at', title: w.receivedAt, render: (s) => <Time at={s.receivedAt} precision="second" />, csv: (s) => formatInstant(s.receivedAt, 'second') },
    { key: 'ref', title: w.reference, spare: true, render: (s) => <span className="figures">{s.reference}</span>, csv: (s) => s.reference },
  ]
  return (
    <Page title={w.statements} lead={w.statementsLead}>
      <Ways />
      <Section flush>
        <DataTable<Statement>
          id="ops.clearing.statements" caption={w.statements} columns={columns} rowKey={(s) => s.id} rowName={(s) => s.on} queryKey={['clearing', 'statements']} empty={<Empty title={w.statementsEmpty} />}
          load={(after, signal) => must(api.GET('/v1/clearing/statements', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
    </Page>
  )
}
