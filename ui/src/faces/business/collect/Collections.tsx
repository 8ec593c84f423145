import { PlusOutlined, ScanOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { dateIn } from '@/faces/own/dates'
import { plainMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Chart } from '@/parts/Chart'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { wholeRange } from './days'
import { collectKeys, Tabs, type Collected } from './shared'
import { words } from './words'

/** What came in today, over the last thirty days, and each payment. */
export default function Collections() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const code = search.get('code') ?? undefined
  const columns: Column<Collected>[] = [
    { key: 'time', title: w.time, always: true, render: (c) => <Time at={c.madeAt} />, csv: (c) => formatInstant(c.madeAt, 'second') },
    { key: 'what', title: w.what, wrap: true, phone: 'title', render: (c) => [c.title, c.note].filter(Boolean).join(' · '), csv: (c) => [c.title, c.note].filter(Boolean).join(' · ') },
    { key: 'how', title: w.how, phone: 'hide', render: (c) => (c.pass ? w.byPass : w.byCode), csv: (c) => (c.pass ? w.byPass : w.byCode) },
    { key: 'reference', title: w.reference, phone: 'hide', wrap: true, render: (c) => <span className="figures">{c.reference}</span>, csv: (c) => c.reference },
    { key: 'amount', title: w.amount, align: 'end', render: (c) => <Money minor={c.amount} />, csv: (c) => plainMoney(c.amount) },
    { key: 'refunded', title: w.refunded, align: 'end', render: (c) => (c.refunded === '0' ? '—' : <Money minor={c.refunded} />), csv: (c) => plainMoney(c.refunded) },
  ]
  const actions = may('collect.make') && (
    <>
      <Button type="primary" icon={<ScanOutlined />} onClick={() => { go('/collect/charge') }}>{w.charge}</Button>
      <Button icon={<PlusOutlined />} onClick={() => { go('/collect/codes/new') }}>{w.newCode}</Button>
    </>
  )
  return (
    <Page title={w.title} lead={w.lead} action={actions}>
      <Tabs at="records" />
      {!code && <Days />}
      <Section title={w.records} flush extra={code && <Link href="/collect">{w.allRecords}</Link>}>
        {code && <p className="own-pad soft">{w.onlyCode}</p>}
        <DataTable<Collected>
          id="own.collections" caption={w.records} columns={columns} rowKey={(c) => c.id} rowName={(c) => `${c.title} ${plainMoney(c.amount)}`} queryKey={[...collectKeys.collections, code]} filtered={code !== undefined} onOpen={(c) => { go(`/collect/collections/${c.id}`) }}
          load={(after, signal) => must(api.GET('/v1/collect/collections', { params: { query: { limit: 50, after: after || undefined, code } }, signal }))}
          empty={<Empty title={w.empty} action={may('collect.make') && <Button onClick={() => { go('/collect/codes/new') }}>{w.newCode}</Button>}>{w.emptyText}</Empty>}
        />
      </Section>
    </Page>
  )
}

function Days() {
  const w = useWords(words)
  const from = dateIn({ days: -29 })
  const to = dateIn({})
  const query = useQuery({ queryKey: [...collectKeys.days, from, to], queryFn: ({ signal }) => must(api.GET('/v1/collect/days', { params: { query: { from, to } }, signal })).then((a) => a.items) })
  return (
    <Await query={query} rows={4}>
      {(items) => {
        // The bank's day may run ahead of the clock: the newest day that has something may be tomorrow's.
        const days = wholeRange(items, from, to)
        const today = days.at(-1)
        return (
          <Section>
            <div className="collect-days">
              <div className="collect-today">
                <span className="soft">{w.today}</span>
                <Money minor={today?.amount ?? '0'} size="hero" />
                <span className="soft">{w.todayCount(today?.count ?? 0)}{today && today.refunded !== '0' && <> · {w.todayRefunded} <Money minor={today.refunded} /></>}</span>
              </div>
              <Chart
                title={w.days} kind="bar" money="CNY" height={200} labels={days.map((d) => d.date.slice(5))}
                series={[{ name: w.collected, values: days.map((d) => d.amount) }, ...(days.some((d) => d.refunded !== '0') ? [{ name: w.refundedSeries, values: days.map((d) => d.refunded) }] : [])]}
              />
            </div>
          </Section>
        )
      }}
    </Await>
  )
}
