import App from 'antd/es/app'
import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { FormDialog, keyed, text, type S } from '@/faces/ops/parties/shared'
import { formatPoints, useItems, type Item } from '@/faces/people/points/points'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Ways } from './Ways'
import { words } from './words'

/** What is offered for points. */
export default function Items() {
  const w = useWords(words)
  const items = useItems()
  const [editing, setEditing] = useState<Item | 'new'>()
  const columns: Column<Item>[] = [
    { key: 'name', title: w.nameZh, always: true, phone: 'title', wrap: true, render: (i) => i.nameZh, csv: (i) => i.nameZh },
    { key: 'en', title: w.nameEn, wrap: true, phone: 'hide', render: (i) => i.nameEn, csv: (i) => i.nameEn },
    { key: 'code', title: w.code, render: (i) => i.code, csv: (i) => i.code },
    { key: 'state', title: w.offered, render: (i) => <Status tone={i.offered ? 'good' : 'idle'}>{i.offered ? w.on : w.off}</Status>, csv: (i) => (i.offered ? w.on : w.off) },
    { key: 'price', title: w.price, align: 'end', render: (i) => formatPoints(i.price), csv: (i) => String(i.price) },
    { key: 'stock', title: w.stock, align: 'end', render: (i) => formatPoints(i.stock), csv: (i) => String(i.stock) },
  ]
  const add = <Button type="primary" onClick={() => { setEditing('new') }}>{w.addItem}</Button>
  return (
    <Page title={w.title} lead={w.itemsLead} action={add}>
      <Ways at="items" />
      <Section flush>
        <TableView
          id="ops.points.items" caption={w.items} columns={columns} rows={items.data} error={items.error} retry={() => { void items.refetch() }} rowKey={(i) => i.id} rowName={(i) => i.nameZh} onOpen={setEditing}
          empty={<Empty title={w.itemsEmpty}>{w.itemsEmptyText}</Empty>}
        />
      </Section>
      {editing && <Edit item={editing === 'new' ? undefined : editing} onClose={() => { setEditing(undefined) }} />}
    </Page>
  )
}

function Edit({ item, onClose }: { item?: Item; onClose: () => void }) {
  const w = useWords(words)
  const { message } = App.useApp()
  const put = useWrite(({ code, body }: { code: string; body: S['PointsPutItemInBody'] }, { key }) => must(api.PUT('/v1/points/items/{code}', { params: { path: { code }, header: keyed(key) }, body })), { refresh: [['points']] })
  return (
    <FormDialog
      title={item ? w.editItem : w.addItem} submit={w.save} onClose={onClose} initial={item ? { nameZh: item.nameZh, nameEn: item.nameEn, price: item.price, stock: item.stock, offered: item.offered } : { offered: true }}
      schema={{ type: 'object', required: [...(item ? [] : ['code']), 'nameZh', 'nameEn', 'price', 'stock', 'offered'], properties: {
        ...(item ? {} : { code: text(w.code, { description: w.codeHint, pattern: '^[A-Z0-9_-]{1,24}$', maxLength: 24 }) }), nameZh: text(w.nameZh, { maxLength: 60 }), nameEn: text(w.nameEn, { maxLength: 60 }),
        price: { type: 'integer', title: w.price, minimum: 1 }, stock: { type: 'integer', title: w.stock, minimum: 0 }, offered: { type: 'boolean', title: w.offerIt },
      } }}
      onSubmit={async (v) => {
        await put.mutateAsync({ code: item?.code ?? String(v.code), body: { nameZh: String(v.nameZh), nameEn: String(v.nameEn), price: Number(v.price), stock: Number(v.stock), offered: v.offered === true, version: item?.version } })
        void message.success(w.saved)
      }}
    />
  )
}
