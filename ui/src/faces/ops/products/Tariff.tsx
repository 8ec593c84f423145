import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { useFilter, useMay } from '../deposits/shared'
import { ProposeItem } from './ProposeItem'
import { DayPick, DayState, Lines, useEarliest, Ways } from './shared'
import { priceLines, type FeeItem } from './values'
import { words } from './words'

/** The public tariff as it holds on a day. */
export function useTariff(on?: string) {
  return useQuery({ queryKey: ['tariff', on ?? ''], staleTime: 60_000, queryFn: ({ signal }) => must(api.GET('/v1/account/tariff', { params: { query: { on } }, signal })) })
}

/** What the bank's services cost: as it is posted in the hall. */
export default function Tariff() {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const on = search.get('on') ?? undefined
  const tariff = useTariff(on)
  const today = useTariff()
  const [asking, setAsking] = useState(false)
  const earliest = useEarliest(today.data?.on ?? '')
  const name = (f: FeeItem) => (language === 'zh' ? f.nameZh : f.nameEn)
  const columns: Column<FeeItem>[] = [
    { key: 'name', title: w.item, always: true, phone: 'title', render: name, csv: name },
    { key: 'price', title: w.price, wrap: true, render: (f) => <span className="price"><Lines text={priceLines(f, w).join('\n')} /></span>, csv: (f) => priceLines(f, w).join('; ') },
    { key: 'free', title: w.free, wrap: true, render: (f) => (f.free ?? []).map((h) => w[h as 'person']).join(w.and) || '—', csv: (f) => (f.free ?? []).join(' ') },
    { key: 'wording', title: w.wording, wrap: true, render: (f) => f.wording ?? '—', csv: (f) => f.wording ?? '' },
    { key: 'code', title: w.code, render: (f) => <code>{f.item}</code>, csv: (f) => f.item },
  ]
  return (
    <Page
      title={w.tariff} lead={w.tariffLead} state={tariff.data && today.data && <DayState on={tariff.data.on} today={today.data.on} />}
      action={<>{may('product.write') && <Button type="primary" onClick={() => { setAsking(true) }}>{w.newItem}</Button>}<Button icon={<PrinterOutlined />} onClick={() => { print() }}>{w.printed}</Button></>}
    >
      <Ways />
      <Section flush>
        <TableView<FeeItem>
          id="ops.tariff" caption={w.tariff} columns={columns} rows={tariff.data?.items} error={tariff.error ?? undefined} retry={() => { void tariff.refetch() }} rowKey={(f) => f.item} rowName={name} onOpen={may('product.read') ? (f) => { go(`/products/tariff/${f.item}`) } : undefined}
          filters={<DayPick key={on} on={on} onDay={(d) => { set({ on: d }) }} />} empty={<Empty title={w.empty} />}
        />
      </Section>
      {asking && <ProposeItem earliest={earliest} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}
