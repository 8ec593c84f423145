import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { formatMoney } from '@/parts/amount'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { useFilter, useMay, useProducts, type Product } from '../deposits/shared'
import { ProposeProduct } from './ProposeProduct'
import { DayPick, DayState, useEarliest, Ways } from './shared'
import { words } from './words'

/** What the bank offers on a day. */
export default function Products() {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const on = search.get('on') ?? undefined
  const products = useProducts(on)
  const today = useProducts()
  const [asking, setAsking] = useState(false)
  const earliest = useEarliest(today.data?.on ?? '')
  const name = (p: Product) => (language === 'zh' ? p.nameZh : p.nameEn)
  const columns: Column<Product>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: name, csv: name },
    { key: 'code', title: w.code, render: (p) => <code>{p.code}</code>, csv: (p) => p.code },
    { key: 'kind', title: w.kind, render: (p) => w[p.kind as 'demand'], csv: (p) => w[p.kind as 'demand'] },
    { key: 'holders', title: w.holders, wrap: true, render: (p) => p.holders.map((h) => w[h as 'person']).join(w.and), csv: (p) => p.holders.join(' ') },
    { key: 'level', title: w.level, align: 'end', render: (p) => p.level, csv: (p) => String(p.level) },
    { key: 'min', title: w.minOpen, align: 'end', render: (p) => (p.minOpen === '0' ? '—' : formatMoney(p.minOpen, p.currencies[0])), csv: (p) => p.minOpen },
    { key: 'rate', title: w.rateCode, render: (p) => (p.rateCode ? <code>{p.rateCode}</code> : '—'), csv: (p) => p.rateCode ?? '' },
    { key: 'currencies', title: w.currencies, spare: true, render: (p) => p.currencies.join(' '), csv: (p) => p.currencies.join(' ') },
    { key: 'chart', title: w.chart, spare: true, render: (p) => p.chart, csv: (p) => p.chart },
    { key: 'digits', title: w.digits, spare: true, align: 'end', render: (p) => p.digits, csv: (p) => String(p.digits) },
    { key: 'offered', title: w.state, render: (p) => <Status tone={p.offered ? 'good' : 'idle'}>{p.offered ? w.offered : w.withdrawn}</Status>, csv: (p) => (p.offered ? w.offered : w.withdrawn) },
  ]
  return (
    <Page
      title={w.products} lead={w.productsLead} state={products.data && today.data && <DayState on={products.data.on} today={today.data.on} />}
      action={may('product.write') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.newProduct}</Button>}
    >
      <Ways />
      <Section flush>
        <TableView<Product>
          id="ops.products" caption={w.products} columns={columns} rows={products.data?.items} error={products.error ?? undefined} retry={() => { void products.refetch() }} rowKey={(p) => p.code} rowName={name} onOpen={may('product.read') ? (p) => { go(`/products/${p.code}`) } : undefined}
          filters={<DayPick key={on} on={on} onDay={(d) => { set({ on: d }) }} />} empty={<Empty title={w.empty} />}
        />
      </Section>
      {asking && <ProposeProduct earliest={earliest} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}
