import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { choices, FormDialog, keyed, text, useMay } from '@/faces/ops/parties/shared'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { normalSide, type Class, type S } from './shared'
import { words } from './words'

type Code = S['LedgerChartCode']
const classes = ['asset', 'liability', 'equity', 'income', 'expense'] as const

/** The chart of accounts. */
export default function Codes() {
  const w = useWords(words)
  const { language } = usePreferences()
  const may = useMay()
  const [, go] = useLocation()
  const [editing, setEditing] = useState<Code | 'new'>()
  const codes = useQuery({ queryKey: ['ledger', 'codes'], queryFn: ({ signal }) => must(api.GET('/v1/ledger/codes', { signal })) })
  const columns: Column<Code>[] = [
    { key: 'code', title: w.code, always: true, phone: 'title', render: (c) => <span className="figures">{c.code}</span>, csv: (c) => c.code },
    { key: 'zh', title: w.nameZh, always: true, phone: 'title', render: (c) => c.nameZh, csv: (c) => c.nameZh },
    { key: 'en', title: w.nameEn, wrap: true, render: (c) => c.nameEn, csv: (c) => c.nameEn },
    { key: 'class', title: w.class, render: (c) => w[c.class], csv: (c) => w[c.class] },
    { key: 'side', title: w.normalSide, render: (c) => w[normalSide(c.class)], csv: (c) => w[normalSide(c.class)] },
    { key: 'accounts', title: w.accounts, render: (c) => <Link href={`/ledger/accounts?code=${c.code}`}>{w.toAccountsOf}</Link> },
  ]
  if (may('ledger.chart')) columns.push({ key: 'edit', title: w.edit, render: (c) => <Button size="small" type="link" onClick={() => { setEditing(c) }}>{w.edit}</Button> })
  return (
    <Page title={w.codes} lead={w.codesLead} action={may('ledger.chart') && <Button type="primary" onClick={() => { setEditing('new') }}>{w.defineCode}</Button>}>
      <Section flush>
        <TableView<Code>
          id="ops.ledger.codes" caption={w.codes} columns={columns} rows={codes.data?.items} error={codes.error} retry={() => { void codes.refetch() }}
          rowKey={(c) => c.code} rowName={(c) => `${c.code} ${language === 'zh' ? c.nameZh : c.nameEn}`} empty={<Empty title={w.noCodes} />}
          onOpen={(c) => { go(`/ledger/accounts?code=${c.code}`) }}
        />
      </Section>
      {editing && <Define code={editing === 'new' ? undefined : editing} onClose={() => { setEditing(undefined) }} />}
    </Page>
  )
}

function Define({ code, onClose }: { code?: Code; onClose: () => void }) {
  const w = useWords(words)
  const put = useWrite(
    (v: { code: string; class: Class; nameZh: string; nameEn: string }, { key }) =>
      must(api.PUT('/v1/ledger/codes/{code}', { params: { path: { code: v.code }, header: keyed(key) }, body: { class: v.class, nameZh: v.nameZh, nameEn: v.nameEn } })),
    { refresh: [['ledger', 'codes']] },
  )
  return (
    <FormDialog
      title={code ? `${code.code} ${code.nameZh}` : w.defineCode} lead={w.defineLead} onClose={onClose} initial={code && { nameZh: code.nameZh, nameEn: code.nameEn }}
      schema={{
        type: 'object', required: [...(code ? [] : ['code', 'class']), 'nameZh', 'nameEn'],
        properties: {
          ...(code ? {} : { code: text(w.code, { description: w.codeHint, pattern: '^[0-9A-Z.]{1,16}$' }), class: choices(w.class, classes.map((c) => [c, w[c]] as const)) }),
          nameZh: text(w.nameZh, { maxLength: 60 }), nameEn: text(w.nameEn, { maxLength: 80 }),
        },
      }}
      onSubmit={(v) => put.mutateAsync({ code: code?.code ?? (v.code as string), class: code?.class ?? (v.class as Class), nameZh: v.nameZh as string, nameEn: v.nameEn as string })}
    />
  )
}
