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
import { useMay, useProducts, type S } from '../deposits/shared'
import { ProposeProduct } from './ProposeProduct'
import { factsOf, Preview, useEarliest, Waiting } from './shared'
import { differences, holding, productLines } from './values'
import { Versions } from './Versions'
import { words } from './words'

/** One product: what holds, what comes and how it differs, and what was. */
export default function ProductPage() {
  const { code = '' } = useParams<{ code: string }>()
  const w = useWords(words)
  const versions = useQuery({ queryKey: ['products', 'versions', code], queryFn: ({ signal }) => must(api.GET('/v1/account/products/{code}/versions', { params: { path: { code } }, signal })) })
  const today = useProducts()
  const on = today.data?.on
  const crumbs = [{ title: w.products, href: '/products' }]
  if (versions.data && on) return <Shown code={code} versions={versions.data.items} on={on} />
  return <Page title={code} crumbs={crumbs}>{versions.error ? <Await query={versions}>{() => null}</Await> : <Await query={today} rows={6}>{() => null}</Await>}</Page>
}

function Shown({ code, versions, on }: { code: string; versions: S['AccountVersion'][]; on: string }) {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const [asking, setAsking] = useState(false)
  const earliest = useEarliest(on)
  const now = holding(versions, on)
  const coming = versions.filter((v) => v.from > on)
  const shown = now?.product ?? coming[0]?.product
  return (
    <Page
      title={shown ? (language === 'zh' ? shown.nameZh : shown.nameEn) : code} crumbs={[{ title: w.products, href: '/products' }]} lead={<code>{code}</code>}
      state={shown && <Status tone={shown.offered ? 'good' : 'idle'}>{shown.offered ? w.offered : w.withdrawn}</Status>}
      action={shown && may('product.write') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.propose}</Button>}
    >
      <Waiting kind={`account.product/${code}`} />
      {coming.map((v) => <Section key={v.id} title={w.comingFrom(v.from)} extra={<Status tone="wait">{w.willBe}</Status>}><Preview changes={differences(now && productLines(now.product, w), productLines(v.product, w))} /><p className="note-line">{v.reason}</p></Section>)}
      {now && <Section title={w.now} extra={<span className="note-line figures">{now.from < '2001' ? w.first : w.since(now.from)}</span>}><Facts facts={factsOf(productLines(now.product, w))} /></Section>}
      <Versions id="ops.product.versions" versions={versions} on={on} now={now} lines={(v) => productLines(v.product, w)} />
      {asking && shown && <ProposeProduct was={shown} earliest={earliest} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}
