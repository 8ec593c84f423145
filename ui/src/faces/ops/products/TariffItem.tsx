import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { useMay, type S } from '../deposits/shared'
import { ProposeItem } from './ProposeItem'
import { factsOf, Preview, useEarliest, Waiting } from './shared'
import { useTariff } from './Tariff'
import { differences, holding, itemLines } from './values'
import { Versions } from './Versions'
import { words } from './words'

/** One item of the tariff: what it costs, what it will cost, and what it did. */
export default function TariffItem() {
  const { item = '' } = useParams<{ item: string }>()
  const w = useWords(words)
  const versions = useQuery({ queryKey: ['tariff', 'versions', item], queryFn: ({ signal }) => must(api.GET('/v1/account/tariff/{code}/versions', { params: { path: { code: item } }, signal })) })
  const today = useTariff()
  if (versions.data && today.data) return <Shown code={item} versions={versions.data.items} on={today.data.on} />
  return <Page title={item} crumbs={[{ title: w.tariff, href: '/products/tariff' }]}>{versions.error ? <Await query={versions}>{() => null}</Await> : <Await query={today} rows={6}>{() => null}</Await>}</Page>
}

function Shown({ code, versions, on }: { code: string; versions: S['AccountFeeVersion'][]; on: string }) {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const [asking, setAsking] = useState(false)
  const earliest = useEarliest(on)
  const now = holding(versions, on)
  const coming = versions.filter((v) => v.from > on)
  const shown = now?.item ?? coming[0]?.item
  return (
    <Page
      title={shown ? (language === 'zh' ? shown.nameZh : shown.nameEn) : code} crumbs={[{ title: w.tariff, href: '/products/tariff' }]} lead={<code>{code}</code>}
      action={shown && may('product.write') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.propose}</Button>}
    >
      <Waiting kind={`account.tariff/${code}`} />
      {coming.map((v) => <Section key={v.id} title={w.comingFrom(v.from)} extra={<Status tone="wait">{w.willBe}</Status>}><Preview changes={differences(now && itemLines(now.item, w), itemLines(v.item, w))} /><p className="note-line">{v.reason}</p></Section>)}
      {now && <Section title={w.now} extra={<span className="note-line figures">{now.from < '2001' ? w.first : w.since(now.from)}</span>}><Facts facts={factsOf(itemLines(now.item, w))} /></Section>}
      <Versions id="ops.tariff.versions" versions={versions} on={on} now={now} lines={(v) => itemLines(v.item, w)} />
      {asking && shown && <ProposeItem was={shown} earliest={earliest} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}
