import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useParty } from '@/faces/own/reads'
import { plainMoney } from '@/parts/amount'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { collectKeys, type Collection } from './reads'
import { Tabs } from './Tabs'
import { words } from './words'
import '@/faces/own/own.css'
import './collect.css'

/** What came in by codes and passes. */
export default function Collections() {
  const w = useWords(words)
  const [, go] = useLocation()
  const party = useParty()
  const columns: Column<Collection>[] = [
    { key: 'time', title: w.time, always: true, phone: 'title', render: (c) => <Time at={c.madeAt} />, csv: (c) => formatInstant(c.madeAt, 'second') },
    { key: 'title', title: w.name, wrap: true, render: (c) => c.title, csv: (c) => c.title },
    { key: 'note', title: w.note, wrap: true, render: (c) => c.note ?? '', csv: (c) => c.note ?? '' },
    { key: 'reference', title: w.reference, spare: true, render: (c) => c.reference, csv: (c) => c.reference },
    { key: 'refunded', title: w.refunded, align: 'end', render: (c) => (c.refunded === '0' ? '' : <Money minor={c.refunded} />), csv: (c) => plainMoney(c.refunded) },
    { key: 'amount', title: w.amount, align: 'end', always: true, render: (c) => <Money minor={c.amount} />, csv: (c) => plainMoney(c.amount) },
  ]
  return (
    <Page title={w.got} lead={w.gotLead}>
      <Tabs />
      <Section flush>
        <DataTable
          id="people.collections" caption={w.got} columns={columns} rowKey={(c) => c.id} rowName={(c) => `${c.title} ${formatInstant(c.madeAt)}`} queryKey={collectKeys.got(party)}
          load={(after, signal) => must(api.GET('/v1/collect/collections', { params: { query: { after: after || undefined, limit: 50 } }, signal }))}
          onOpen={(c) => { go(`/collect/collections/${c.id}`) }} empty={<Empty title={w.noGot}>{w.noGotText}</Empty>}
        />
      </Section>
    </Page>
  )
}
