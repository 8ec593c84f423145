import { UploadOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Segmented from 'antd/es/segmented'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { useWhose, wordOf } from '../words'
import { batchKeys, BatchState, useDuty } from './shared'
import type { Batch } from './stand'
import { words } from './words'

/** All batches; those that wait for this hat first, if its duty is to check or to approve. */
export default function Batches() {
  const w = useWords(words)
  const may = useMay()
  const { kind } = useWhose()
  const duty = useDuty()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const view = search.get('view') === 'all' || !duty ? 'all' : 'waiting'
  const kindOf = (b: Batch) => wordOf(w, b.kind)
  const title = kind === 'government' ? w.titleGov : w.title
  const columns: Column<Batch>[] = [
    { key: 'file', title: w.file, always: true, phone: 'title', render: (b) => b.fileName || b.id, csv: (b) => b.fileName },
    { key: 'kind', title: w.kind, render: kindOf, csv: kindOf },
    { key: 'lines', title: w.lines, align: 'end', render: (b) => b.lines, csv: (b) => String(b.lines) },
    { key: 'total', title: w.total, align: 'end', render: (b) => <Money minor={b.total} currency={b.currency} />, csv: (b) => plainMoney(b.total, b.currency) },
    { key: 'bad', title: w.bad, phone: 'hide', render: (b) => (b.bad + b.doubtful > 0 ? <Status tone="wait">{w.badLines(b.bad + b.doubtful)}</Status> : '—'), csv: (b) => String(b.bad + b.doubtful) },
    { key: 'state', title: w.state, render: (b) => <BatchState batch={b} />, csv: (b) => wordOf(w, b.state) },
    { key: 'madeAt', title: w.madeAt, render: (b) => <Time at={b.madeAt} />, csv: (b) => formatInstant(b.madeAt) },
    { key: 'number', title: w.number, spare: true, render: (b) => <span className="figures">{b.id}</span>, csv: (b) => b.id },
  ]
  const uploadButton = may('payment.make') && <Button type="primary" icon={<UploadOutlined />} onClick={() => { go('/batches/new') }}>{w.upload}</Button>
  return (
    <Page title={title} lead={w.lead} action={uploadButton}>
      <Section flush>
        <DataTable<Batch>
          id="own.batches" caption={w.list} columns={columns} rowKey={(b) => b.id} rowName={(b) => b.fileName || b.id} queryKey={[...batchKeys.all, 'list', view, duty]} onOpen={(b) => { go(`/batches/${b.id}`) }}
          load={(after, signal) => must(api.GET('/v1/batches', { params: { query: { limit: 50, after: after || undefined, state: view === 'waiting' ? duty : undefined } }, signal }))}
          filters={duty && <Segmented aria-label={w.list} value={view} options={[{ value: 'waiting', label: w.waiting }, { value: 'all', label: w.all }]} onChange={(v) => { setSearch(v === 'all' ? { view: 'all' } : {}, { replace: true }) }} />}
          empty={view === 'waiting' ? <Empty title={w.emptyWaiting}>{w.emptyWaitingText}</Empty> : <Empty title={w.empty} action={uploadButton}>{w.emptyText}</Empty>}
        />
      </Section>
    </Page>
  )
}
