import { GiftOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { useParty } from '@/faces/own/reads'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { formatPoints, mostOf, useItems, usePoints, type Item } from './points'
import { Tabs } from './Tabs'
import { words } from './words'

/** What can be had for points. */
export default function Items() {
  const w = useWords(words)
  const items = useItems()
  const points = usePoints(useParty())
  return (
    <Page title={w.title} lead={w.itemsLead} width="read" state={points.data && <span className="soft">{w.balance} {w.ofPoints(formatPoints(points.data.balance))}</span>}>
      <Tabs at="items" />
      <Section flush>
        <Await query={items}>
          {(all) => {
            const shown = all.filter((i) => i.offered)
            return shown.length === 0
              ? <Empty title={w.itemsNone}>{w.itemsNoneText}</Empty>
              : <ul className="item-grid">{shown.map((i) => <Offer key={i.id} item={i} balance={points.data?.balance} />)}</ul>
          }}
        </Await>
      </Section>
    </Page>
  )
}

function Offer({ item: i, balance }: { item: Item; balance: number | undefined }) {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const { language } = usePreferences()
  const name = language === 'zh' ? i.nameZh : i.nameEn
  const able = balance !== undefined && mostOf(i, balance) > 0
  return (
    <li className="item">
      <span className="item-picture" aria-hidden="true"><GiftOutlined /></span>
      <span className="item-name">{name}</span>
      <span className="item-price">{w.ofPoints(formatPoints(i.price))}</span>
      <span className="item-foot">
        <span className="soft">{i.stock === 0 ? w.soldOut : i.stock <= 10 ? w.lastFew(i.stock) : w.stock(i.stock)}</span>
        {able && may('points.redeem') && <Button aria-label={w.takeOf(name)} onClick={() => { go(`/points/items/${encodeURIComponent(i.code)}`) }}>{w.take}</Button>}
        {balance !== undefined && !able && i.stock > 0 && <span className="soft">{w.lacking(formatPoints(i.price - Math.max(0, balance)))}</span>}
      </span>
    </li>
  )
}
