import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { PartyName } from '@/faces/ops/parties/shared'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { AccountLink, useFilter, useMay } from '../deposits/shared'
import { orderers, type Restraint } from './rules'
import { State } from './shared'
import { words } from './words'

/** All freezes within the hat's reach, the newest first. */
export default function Restraints() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const [kind, document, account, party] = ['kind', 'document', 'account', 'party'].map((n) => search.get(n) ?? undefined)
  const state = (['in_force', 'ended'] as const).find((s) => s === search.get('state'))
  const ordered = (r: Restraint) => (r.whole ? w.whole : plainMoney(r.ordered, r.currency))
  const columns: Column<Restraint>[] = [
    { key: 'authority', title: w.authority, always: true, phone: 'title', render: (r) => r.authority, csv: (r) => r.authority },
    { key: 'document', title: w.document, wrap: true, render: (r) => r.document, csv: (r) => r.document },
    { key: 'kind', title: w.kind, render: (r) => w[r.kind as 'court'], csv: (r) => w[r.kind as 'court'] },
    { key: 'state', title: w.state, render: (r) => <State of={r} />, csv: (r) => (r.state === 'ended' ? w.ended : r.waiting ? w.waitingTurn : w.in_force) },
    { key: 'case', title: w.case, spare: true, wrap: true, render: (r) => r.case ?? '—', csv: (r) => r.case ?? '' },
    { key: 'until', title: w.until, render: (r) => <Time at={r.until} precision="date" />, csv: (r) => formatInstant(r.until, 'date') },
    { key: 'made', title: w.madeAt, spare: true, render: (r) => <Time at={r.madeAt} />, csv: (r) => formatInstant(r.madeAt) },
    { key: 'deducted', title: w.deducted, align: 'end', spare: true, render: (r) => <Money minor={r.deducted} currency={r.currency} />, csv: (r) => plainMoney(r.deducted, r.currency) },
    { key: 'ordered', title: w.ordered, align: 'end', render: (r) => (r.whole ? w.whole : <Money minor={r.ordered} currency={r.currency} />), csv: ordered },
  ]
  const mayWrite = may('restraint.write')
  return (
    <Page title={w.restraints} lead={w.lead} action={mayWrite && <Button type="primary" onClick={() => { go('/restraints/new') }}>{w.register}</Button>}>
      {(account ?? party) && (
        <p className="note-line">{account ? w.ofAccount : w.ofParty} · {account ? <AccountLink id={account} /> : party && <PartyName id={party} />} <Button type="link" onClick={() => { set({ account: undefined, party: undefined }) }}>{w.showAll}</Button></p>
      )}
      <Section flush>
        <DataTable<Restraint>
          id="ops.restraints" caption={w.restraints} columns={columns} rowKey={(r) => r.id} rowName={(r) => `${r.authority} ${r.document}`} queryKey={['restraints', 'list', { kind, document, account, party, state }]} onOpen={(r) => { go(`/restraints/${r.id}`) }}
          load={(after, signal) => must(api.GET('/v1/restraint/orders', { params: { query: { limit: 50, after: after || undefined, state, kind, document, account, party } }, signal }))}
          filtered={Boolean(kind ?? document ?? account ?? party ?? state)} empty={<Empty title={w.empty} action={mayWrite && <Button onClick={() => { go('/restraints/new') }}>{w.register}</Button>} />}
          filters={
            <>
              <Input.Search key={document} className="find" allowClear defaultValue={document} aria-label={w.findDocument} placeholder={w.findDocument} onSearch={(t) => { set({ document: t.trim() || undefined }) }} />
              <Select className="wide-field" allowClear aria-label={w.kind} placeholder={w.anyKind} value={kind} onChange={(v: string | undefined) => { set({ kind: v }) }} options={orderers.map((k) => ({ value: k as string, label: w[k] }))} />
              <Select className="wide-field" allowClear aria-label={w.state} placeholder={w.anyState} value={state} onChange={(v: 'in_force' | 'ended' | undefined) => { set({ state: v }) }} options={(['in_force', 'ended'] as const).map((s) => ({ value: s, label: w[s] }))} />
            </>
          }
        />
      </Section>
    </Page>
  )
}
