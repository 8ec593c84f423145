import App from 'antd/es/app'
import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Confirm } from '@/faces/ops/parties/changes'
import { keyed, PartyName, type S } from '@/faces/ops/parties/shared'
import { formatPoints, itemOf, useItems } from '@/faces/people/points/points'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { Ways } from './Ways'
import { words } from './words'

type Order = S['PointsRedemption']

/** What customers have taken for points and not collected yet. */
export default function Deliveries() {
  const w = useWords(words)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const items = useItems()
  const [one, setOne] = useState<Order>()
  const nameOf = (r: Order) => { const i = itemOf(items.data, r); return i ? (language === 'zh' ? i.nameZh : i.nameEn) : r.item }
  const deliver = useWrite((id: string, { key }) => must(api.POST('/v1/points/redemptions/{id}/deliver', { params: { path: { id }, header: keyed(key) } })), { refresh: [['points']] })
  const columns: Column<Order>[] = [
    { key: 'item', title: w.item, always: true, phone: 'title', wrap: true, render: (r) => nameOf(r), csv: (r) => nameOf(r) },
    { key: 'party', title: w.party, render: (r) => <PartyName id={r.party} />, csv: (r) => r.party },
    { key: 'count', title: w.count, align: 'end', render: (r) => r.quantity, csv: (r) => String(r.quantity) },
    { key: 'points', title: w.points, align: 'end', render: (r) => formatPoints(r.points), csv: (r) => String(r.points) },
    { key: 'at', title: w.at, render: (r) => <Time at={r.madeAt} />, csv: (r) => r.madeAt.slice(0, 10) },
    { key: 'id', title: w.order, spare: true, render: (r) => <span className="figures">{r.id}</span>, csv: (r) => r.id },
    { key: 'act', title: w.deliver, always: true, render: (r) => <Button size="small" aria-label={`${w.deliver} ${nameOf(r)}`} onClick={() => { setOne(r) }}>{w.deliver}</Button> },
  ]
  return (
    <Page title={w.title} lead={w.openLead}>
      <Ways at="open" />
      <Section flush>
        <DataTable<Order>
          id="ops.points.open" caption={w.open} columns={columns} rowKey={(r) => r.id} rowName={(r) => nameOf(r)} queryKey={['points', 'open']} empty={<Empty title={w.openEmpty}>{w.openEmptyText}</Empty>}
          load={(after, signal) => must(api.GET('/v1/points/redemptions', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
      {one && <Confirm title={w.deliverTitle} text={w.deliverText(`${nameOf(one)} ×${one.quantity}`)} act={w.deliver} onClose={() => { setOne(undefined) }} onConfirm={async () => { await deliver.mutateAsync(one.id); void message.success(w.delivered) }} />}
    </Page>
  )
}
