import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { codeText, RecallState, Uetr, useBanks, Ways, type Recall } from './shared'
import { words } from './words'

/** What is asked back, both ways. A recall is answered on its payment's page, where everything stands that speaks for and against. */
export default function Recalls() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const bankOf = useBanks()
  const side = (r: Recall) => (r.side === 'out' ? w.recallOut : w.recallIn)
  const columns: Column<Recall>[] = [
    { key: 'side', title: w.side, always: true, phone: 'title', render: side, csv: side },
    { key: 'state', title: w.state, render: (r) => <RecallState of={r} />, csv: (r) => w[`r_${r.state}`] },
    { key: 'bank', title: w.bank, wrap: true, render: (r) => bankOf(r.bank), csv: (r) => `${r.bank} ${bankOf(r.bank)}` },
    { key: 'amount', title: w.amount, align: 'end', render: (r) => <Money minor={r.amount} />, csv: (r) => plainMoney(r.amount) },
    { key: 'reason', title: w.reason, wrap: true, render: (r) => codeText(r.reason, language), csv: (r) => codeText(r.reason, language) },
    { key: 'answer', title: w.answerCode, wrap: true, render: (r) => (r.answer ? codeText(r.answer, language) : w.none), csv: (r) => r.answer ?? '' },
    { key: 'at', title: w.madeAt, render: (r) => <Time at={r.madeAt} precision="second" />, csv: (r) => formatInstant(r.madeAt, 'second') },
    { key: 'ended', title: w.endedAt, spare: true, render: (r) => (r.endedAt ? <Time at={r.endedAt} precision="second" /> : w.none), csv: (r) => (r.endedAt ? formatInstant(r.endedAt, 'second') : '') },
    { key: 'uetr', title: w.uetrShort, phone: 'hide', render: (r) => <Uetr uetr={r.uetr} />, csv: (r) => r.uetr },
    { key: 'ref', title: w.recallNo, spare: true, render: (r) => <span className="figures">{r.reference}</span>, csv: (r) => r.reference },
  ]
  return (
    <Page title={w.recalls} lead={w.recallsLead}>
      <Ways />
      <Section flush>
        <DataTable<Recall>
          id="ops.clearing.recalls" caption={w.recalls} columns={columns} rowKey={(r) => r.id} rowName={(r) => `${side(r)} ${r.reference}`} queryKey={['clearing', 'recalls']}
          empty={<Empty title={w.recallsEmpty} />} onOpen={(r) => { go(`/clearing/payments/${r.uetr}`) }}
          load={(after, signal) => must(api.GET('/v1/clearing/recalls', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
    </Page>
  )
}
