import App from 'antd/es/app'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { keyed, useParty } from '@/faces/own/reads'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { Loading } from '@/parts/Loading'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { formatPoints, itemOf, pointsKeys, useItems, useOrders, type Redemption } from './points'
import { Tabs } from './Tabs'
import { words } from './words'

const tones: Record<Redemption['state'], Tone> = { ordered: 'wait', delivered: 'good', cancelled: 'idle' }

/** What was taken for points. Until it is handed over it can be given back. */
export default function Orders() {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const list = useOrders(useParty())
  const items = useItems()
  const [ending, setEnding] = useState<Redemption>()
  const lines = list.data?.pages.flatMap((p) => p.items)
  // An item that isn't offered any more is still in the catalogue.
  const nameOf = (r: Redemption) => { const i = itemOf(items.data, r); return i ? (language === 'zh' ? i.nameZh : i.nameEn) : w.item }
  return (
    <Page title={w.title} width="read">
      <Tabs at="orders" />
      <Section flush>
        {list.isPending && <Loading rows={3} />}
        {list.error && <ErrorView error={list.error} retry={() => { void list.refetch() }} />}
        {lines?.length === 0 && <Empty title={w.ordersNone} action={<Link href="/points/items">{w.redeem}</Link>}>{w.ordersNoneText}</Empty>}
        {lines && lines.length > 0 && (
          <>
            <ul className="points-lines">
              {lines.map((r) => (
                <li key={r.id}>
                  <span className="points-text"><strong>{nameOf(r)} {w.pieces(r.quantity)}</strong><span><Time at={r.madeAt} /> · {w.order} <span className="figures">{r.id}</span></span></span>
                  <span className="points-side"><span className="figures">{w.ofPoints(formatPoints(r.points))}</span><Status tone={tones[r.state]}>{w[r.state]}</Status></span>
                  {r.state === 'ordered' && may('points.redeem') && <Button size="small" aria-label={`${w.cancel} ${nameOf(r)}`} onClick={() => { setEnding(r) }}>{w.cancel}</Button>}
                </li>
              ))}
            </ul>
            <p className="list-foot">{list.hasNextPage ? <Button loading={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage() }}>{w.more}</Button> : <span className="soft">{w.all}</span>}</p>
          </>
        )}
      </Section>
      {ending && <Cancel order={ending} onClose={() => { setEnding(undefined) }} />}
    </Page>
  )
}

function Cancel({ order: r, onClose }: { order: Redemption; onClose: () => void }) {
  const w = useWords(words)
  const { message } = App.useApp()
  const cancel = useWrite((id: string, { key }) => must(api.POST('/v1/points/redemptions/{id}/cancel', { params: { path: { id }, header: keyed(key) } })), { refresh: [pointsKeys.all] })
  return (
    <Modal
      open title={w.cancelTitle} okText={w.cancelDo} cancelText={w.keep} confirmLoading={cancel.isPending} onCancel={onClose} destroyOnHidden
      onOk={() => { cancel.mutate(r.id, { onSuccess: () => { void message.success(w.cancelledDone); onClose() } }) }}
    >
      <p>{w.cancelText(formatPoints(r.points))}</p>
      {cancel.error && <ErrorView small error={cancel.error} />}
    </Modal>
  )
}
