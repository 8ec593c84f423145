import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useRef, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { keyed, useParty } from '@/faces/own/reads'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Facts, Page, Section } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { formatPoints, mostOf, pointsKeys, useItems, usePoints, type Item } from './points'
import { words } from './words'
import './points.css'

/** One thing for points: how many, what it takes and leaves, and then the order. */
export default function Redeem() {
  const { code = '' } = useParams()
  const w = useWords(words)
  const items = useItems()
  const points = usePoints(useParty())
  return (
    <Page title={w.redeemTitle} width="read" crumbs={[{ title: w.title, href: '/points' }, { title: w.items, href: '/points/items' }]}>
      <Await query={items}>
        {(all) => {
          const item = all.find((i) => i.code === decodeURIComponent(code))
          if (!item) return <Section><Empty title={w.unknown} action={<Link href="/points/items">{w.toItems}</Link>}>{w.unknownText}</Empty></Section>
          return <Await query={points}>{(p) => <Order item={item} balance={p.balance} />}</Await>
        }}
      </Await>
    </Page>
  )
}

function Order({ item: i, balance }: { item: Item; balance: number }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const party = useParty()
  const { language } = usePreferences()
  const name = language === 'zh' ? i.nameZh : i.nameEn
  const [typed, setTyped] = useState('1')
  const [tried, setTried] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const redeem = useWrite(
    (quantity: number, { key }) => must(api.POST('/v1/points/parties/{id}/redemptions', { params: { path: { id: party }, header: keyed(key) }, body: { item: i.code, quantity } })),
    { refresh: [pointsKeys.all] },
  )
  const done = redeem.data
  if (done) {
    return (
      <Receipt
        title={w.done} number={done.id} facts={[{ label: w.item, value: name }, { label: w.count, value: String(done.quantity) }, { label: w.points, value: formatPoints(done.points) }]}
        next={[{ when: w.today, what: w.nextTake }, { when: w.before, what: w.nextCancel }]} action={<Button type="primary" onClick={() => { go('/points/orders') }}>{w.toOrders}</Button>}
      />
    )
  }
  const most = mostOf(i, balance)
  if (most === 0) return <Section><Empty title={w.cannot} action={<Link href="/points/items">{w.toItems}</Link>}>{i.stock === 0 ? w.soldOut : w.lacking(formatPoints(i.price - Math.max(0, balance)))}</Empty></Section>
  const n = /^\d{1,2}$/.test(typed) ? Number(typed) : 0
  const good = n >= 1 && n <= most
  const takes = good ? n * i.price : undefined
  const send = () => {
    setTried(true)
    if (good) redeem.mutate(n)
    else setTimeout(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 60)
  }
  return (
    <Section title={name}>
      <form ref={box} className="schema-form" noValidate onSubmit={(e) => { e.preventDefault(); if (!redeem.isPending) send() }}>
        {redeem.error && <ErrorView small error={redeem.error} />}
        <FieldFrame label={w.howMany} hint={w.howManyHint(most)} error={tried && !good ? w.countBad(most) : undefined}>
          {(f) => <Input {...f} className="short figures" inputMode="numeric" maxLength={2} value={typed} onChange={(e) => { setTyped(e.target.value.normalize('NFKC').trim()) }} />}
        </FieldFrame>
        <Facts facts={[{ label: w.price, value: formatPoints(i.price) }, { label: w.total, value: <strong>{takes === undefined ? '—' : formatPoints(takes)}</strong> }, { label: w.after, value: takes === undefined ? '—' : formatPoints(balance - takes) }]} />
        <div className="form-foot">
          <Button type="primary" htmlType="submit" loading={redeem.isPending}>{w.confirm}</Button>
          <Button onClick={() => { go('/points/items') }}>{w.back}</Button>
        </div>
      </form>
    </Section>
  )
}
