import Segmented from 'antd/es/segmented'
import { Link, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Section } from '@/parts/Page'
import { batchKeys, LineState } from './shared'
import { moves, type Batch, type Line } from './stand'
import { words } from './words'

const views = ['all', 'faulty', 'failed'] as const
type View = (typeof views)[number]

/** Each line with its number in the file, how it stands, and a sentence where it can't be paid. */
export function Lines({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [search, setSearch] = useSearchParams()
  const bad = b.bad + b.doubtful
  // What has to be looked at comes first: while the batch is to be decided its faults, afterwards what failed.
  const standard: View = b.failed > 0 ? 'failed' : bad > 0 && ['uploaded', 'checked'].includes(b.state) ? 'faulty' : 'all'
  const view = views.find((v) => v === search.get('show')) ?? standard
  const why = (l: Line) => (language === 'zh' ? l.detailZh : l.detail) ?? ''
  const columns: Column<Line>[] = [
    { key: 'line', title: w.line, align: 'end', render: (l) => l.line, csv: (l) => String(l.line) },
    { key: 'name', title: w.name, always: true, wrap: true, phone: 'title', render: (l) => l.name || '—', csv: (l) => l.name },
    // Who has to mend a wrong number must see it; it is her own file.
    { key: 'account', title: w.payeeAccount, render: (l) => (l.account ? <AccountNo value={l.account} full={l.state === 'faulty'} /> : '—'), csv: (l) => l.account },
    { key: 'amount', title: w.amount, align: 'end', render: (l) => (l.fault === 'amount' ? <span className="soft">{w.unreadable}</span> : <Money minor={l.amount} currency={b.currency} />), csv: (l) => plainMoney(l.amount, b.currency) },
    { key: 'purpose', title: w.linePurpose, wrap: true, phone: 'hide', spare: bad > 0, render: (l) => l.purpose || b.purpose || '—', csv: (l) => l.purpose ?? b.purpose ?? '' },
    { key: 'reference', title: w.reference, spare: b.kind !== 'contribution', render: (l) => l.reference ?? '—', csv: (l) => l.reference ?? '' },
    { key: 'bank', title: w.bank, spare: true, render: (l) => l.bank ?? '—', csv: (l) => l.bank ?? '' },
    { key: 'state', title: w.lineState, render: (l) => (l.payment ? <Link href={`/payments/${l.payment}`} aria-label={`${w.openPayment} ${l.line}`}><LineState line={l} /></Link> : <LineState line={l} />), csv: (l) => l.state },
    { key: 'why', title: w.why, wrap: true, spare: bad === 0 && b.failed === 0, render: (l) => (why(l) ? <span className={['faulty', 'failed'].includes(l.state) ? 'line-why' : undefined}>{why(l)}</span> : '—'), csv: why },
  ]
  const titles: Record<View, string> = { all: w.showAll, faulty: bad ? `${w.showFaulty} ${bad}` : w.showFaulty, failed: b.failed ? `${w.showFailed} ${b.failed}` : w.showFailed }
  const offered = views.filter((v) => v === 'all' || v === view || (v === 'faulty' ? bad > 0 : b.failed > 0))
  return (
    <div className="batch-lines"><Section title={w.detail} flush>
      <DataTable<Line>
        id="own.batch.lines" caption={w.detail} columns={columns} rowKey={(l) => String(l.line)} rowName={(l) => `${l.line} ${l.name}`}
        // While lines are being paid the list follows the batch's version; the progress above tells each second anyway.
        queryKey={[...batchKeys.lines(b.id), view, moves(b) ? 'moving' : b.version]}
        load={(after, signal) => must(api.GET('/v1/batches/{id}/lines', { params: { path: { id: b.id }, query: { limit: 50, after: after || undefined, show: view === 'all' ? undefined : view } }, signal }))}
        filters={offered.length > 1 && <Segmented<View> aria-label={w.detail} value={view} options={offered.map((value) => ({ value, label: titles[value] }))} onChange={(v) => { setSearch({ show: v }, { replace: true }) }} />}
        empty={<Empty title={view === 'faulty' ? w.emptyFaulty : view === 'failed' ? w.emptyFailed : w.emptyLines} />}
      />
    </Section></div>
  )
}
