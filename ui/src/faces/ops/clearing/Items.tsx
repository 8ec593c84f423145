import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { keyed, useMay, type S } from '@/faces/ops/parties/shared'
import { Uetr, useFilter, Ways, Who } from './shared'
import { words } from './words'

type Item = S['ClearingItem']

/** What messages say and the books don't: to be looked into, and closed with what was found. */
export default function Items() {
  const w = useWords(words)
  const [search, set] = useFilter()
  const state = search.get('state') === 'closed' ? 'closed' : 'open'
  const [shown, setShown] = useState<Item>()
  const columns: Column<Item>[] = [
    { key: 'what', title: w.what, always: true, phone: 'title', render: (i) => w[`i_${i.kind}`], csv: (i) => w[`i_${i.kind}`] },
    { key: 'detail', title: w.detail, wrap: true, render: (i) => <span lang="en">{i.detail}</span>, csv: (i) => i.detail },
    { key: 'at', title: w.openedAt, render: (i) => <Time at={i.openedAt} precision="second" />, csv: (i) => formatInstant(i.openedAt, 'second') },
    { key: 'uetr', title: w.uetrShort, render: (i) => (i.uetr ? <Uetr uetr={i.uetr} /> : w.none), csv: (i) => i.uetr ?? '' },
    { key: 'message', title: w.messages, spare: true, render: (i) => (i.message ? <Link className="in-text" href={`/clearing/messages/${i.message}`}>{w.openMessage}</Link> : w.none) },
    ...(state === 'closed' ? [{ key: 'note', title: w.found, wrap: true, render: (i: Item) => i.note ?? w.none, csv: (i: Item) => i.note ?? '' }] : []),
  ]
  return (
    <Page title={w.items} lead={w.itemsLead}>
      <Ways />
      <Section flush>
        <DataTable<Item>
          id={`ops.clearing.items.${state}`} caption={w.items} columns={columns} rowKey={(i) => i.id} rowName={(i) => w[`i_${i.kind}`]} queryKey={['clearing', 'items', state]}
          empty={<Empty title={state === 'open' ? w.itemsEmpty : w.itemsClosedEmpty} />} onOpen={setShown}
          load={(after, signal) => must(api.GET('/v1/clearing/items', { params: { query: { limit: 50, after: after || undefined, state } }, signal }))}
          filters={<Select aria-label={w.state} value={state} options={[{ value: 'open', label: w.itemsOpen }, { value: 'closed', label: w.itemsClosed }]} onChange={(v) => { set('state', v === 'open' ? undefined : v) }} />}
        />
      </Section>
      {shown && <One item={shown} onClose={() => { setShown(undefined) }} />}
    </Page>
  )
}

/** One of them, with what to do about its kind. */
function One({ item: i, onClose }: { item: Item; onClose: () => void }) {
  const w = useWords(words)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const close = useWrite((reason: string, { key }) => must(api.POST('/v1/clearing/items/{id}/close', { params: { path: { id: i.id }, header: keyed(key) }, body: { reason } })), { refresh: [['clearing']] })
  if (asking) {
    return <Reason title={w.closeItemTitle} text={w.closeItemText} act={w.closeItem} onCancel={() => { setAsking(false) }} onReason={async (reason) => { await close.mutateAsync(reason); onClose() }} />
  }
  const facts: (Fact | false)[] = [
    { label: w.openedAt, value: <Time at={i.openedAt} precision="second" relative /> },
    { label: w.state, value: <Status tone={i.state === 'open' ? 'wait' : 'good'}>{i.state === 'open' ? w.itemsOpen : w.itemsClosed}</Status> },
    i.uetr !== undefined && { label: w.uetr, value: <Uetr uetr={i.uetr} /> },
    i.message !== undefined && { label: w.messages, value: <Link className="in-text" href={`/clearing/messages/${i.message}`}>{w.openMessage}</Link> },
    i.closedAt !== undefined && { label: w.closedAt, value: <Time at={i.closedAt} precision="second" /> },
    i.closedBy !== undefined && { label: w.closedBy, value: <Who actor={i.closedBy} /> },
  ]
  return (
    <Modal open title={w[`i_${i.kind}`]} onCancel={onClose} footer={null} width={640}>
      {i.state === 'open' && <p className="dialog-lead">{w[`j_${i.kind}`]}</p>}
      <p className="dialog-note" lang="en">{i.detail}</p>
      <div className="after"><Facts facts={facts.filter((f) => f !== false)} /></div>
      {i.note && <div className="after"><p className="note">{w.found}</p><p className="dialog-note">{i.note}</p></div>}
      <div className="dialog-foot">
        {i.state === 'open' && may('clearing.operate', true) && <Button type="primary" onClick={() => { setAsking(true) }}>{w.closeItem}</Button>}
        <Button onClick={onClose}>{w.close}</Button>
      </div>
    </Modal>
  )
}
