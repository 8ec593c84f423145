import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import type { S } from '../parties/shared'
import { rangeOf, shownValue } from './values'
import { words } from './words'

/** The bank's parameters: what holds, since when, and what comes. */
export default function Parameters() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const query = useQuery({ queryKey: ['parameters'], queryFn: ({ signal }) => must(api.GET('/v1/parameters', { signal })) })
  const title = (p: S['ParameterStanding']) => (language === 'zh' ? p.titleZh : p.titleEn)
  const columns: Column<S['ParameterStanding']>[] = [
    { key: 'name', title: w.name, always: true, phone: 'title', render: title, csv: title },
    { key: 'value', title: w.value, align: 'end', render: (p) => <strong>{shownValue(p.value, p, w)}</strong>, csv: (p) => p.value },
    { key: 'since', title: w.since, render: (p) => p.since ?? w.sinceDefault, csv: (p) => p.since ?? '' },
    { key: 'coming', title: w.coming, render: (p) => (p.coming?.length ? p.coming.map((x) => `${w.at(x.from)} ${shownValue(x.value, p, w)}`).join(' · ') : '—'), csv: (p) => (p.coming ?? []).map((x) => `${x.from} ${x.value}`).join(' ') },
    { key: 'range', title: w.range, render: (p) => rangeOf(p, w), csv: (p) => rangeOf(p, w) },
    { key: 'code', title: w.code, phone: 'hide', render: (p) => <code>{p.name}</code>, csv: (p) => p.name },
  ]
  return (
    <Page title={w.parameters} lead={w.lead}>
      <Section flush>
        <TableView
          id="ops.parameters" caption={w.parameters} columns={columns} rows={query.data?.items} error={query.error} retry={() => { void query.refetch() }} rowKey={(p) => p.name} rowName={title}
          onOpen={(p) => { go(`/parameters/${p.name}`) }} empty={<Empty title={w.empty} />}
        />
      </Section>
    </Page>
  )
}
