import App from 'antd/es/app'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { branchChoices, FormDialog, keyed, text, useBranches, type S } from '@/faces/ops/parties/shared'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { Ways } from './shared'
import { words } from './words'

type Acquirer = S['CardAcquirer']

/** Who brings card transactions to the bank, and where it is owed what they captured. */
export default function Acquirers() {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const { message } = App.useApp()
  const { items: branches, nameOf } = useBranches()
  const [adding, setAdding] = useState(false)
  const add = useWrite((body: S['CardAddAcquirerInBody'], { key }) => must(api.POST('/v1/card/acquirers', { params: { header: keyed(key) }, body })), { refresh: [['acquirers']] })
  const columns: Column<Acquirer>[] = [
    { key: 'code', title: w.code, always: true, render: (a) => <span className="figures">{a.code}</span>, csv: (a) => a.code },
    { key: 'name', title: w.name, wrap: true, phone: 'title', render: (a) => a.name, csv: (a) => a.name },
    { key: 'client', title: w.client, render: (a) => (may('client.read') ? <Link href={`/clients/${a.client}`}><span className="figures">{a.client}</span></Link> : <span className="figures">{a.client}</span>), csv: (a) => a.client },
    { key: 'account', title: w.payable, render: (a) => (may('ledger.read') ? <Link href={`/ledger/accounts/${a.account}`}>{w.accountOpen}</Link> : <span className="figures">{a.account}</span>), csv: (a) => a.account },
    { key: 'branch', title: w.branch, render: (a) => nameOf(a.branch), csv: (a) => nameOf(a.branch) },
    { key: 'at', title: w.madeAt, render: (a) => <Time at={a.madeAt} />, csv: (a) => a.madeAt.slice(0, 10) },
  ]
  const button = may('card.desk', true) && <Button type="primary" onClick={() => { setAdding(true) }}>{w.addAcquirer}</Button>
  return (
    <Page title={w.title} lead={w.acquirersLead} action={button}>
      <Ways at="acquirers" />
      <Section flush>
        <DataTable<Acquirer>
          id="ops.acquirers" caption={w.acquirers} columns={columns} rowKey={(a) => a.id} rowName={(a) => a.name} queryKey={['acquirers']}
          load={(after, signal) => must(api.GET('/v1/card/acquirers', { params: { query: { limit: 50, after: after || undefined } }, signal }))} empty={<Empty title={w.acquirersEmpty}>{w.acquirersEmptyText}</Empty>}
        />
      </Section>
      {adding && (
        <FormDialog
          title={w.addAcquirer} submit={w.addAcquirer} onClose={() => { setAdding(false) }}
          schema={{ type: 'object', required: ['code', 'name', 'client', 'branch'], properties: {
            code: text(w.code, { description: w.codeHint, pattern: '^[A-Z0-9]{2,12}$' }), name: text(w.name, { maxLength: 60 }), client: text(w.client, { description: w.clientHint, maxLength: 64 }),
            branch: { type: 'string', title: w.branch, oneOf: branchChoices(branches, language) },
          } }}
          onSubmit={async (v) => { await add.mutateAsync({ code: String(v.code), name: String(v.name), client: String(v.client), branch: String(v.branch) }); void message.success(w.added) }}
        />
      )}
    </Page>
  )
}
