import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { branchChoices, choices, FormDialog, keyed, text, useMay, type S } from '../parties/shared'
import { treeOf, type Node } from './tree'
import { words } from './words'

/** The branches as a tree. */
export default function Branches() {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const [opening, setOpening] = useState(false)
  const all = search.get('closed') === '1'
  const query = useQuery({ queryKey: ['branches'], queryFn: ({ signal }) => must(api.GET('/v1/branches', { signal })) })
  const open = useWrite((body: S['BranchOpenBranchInBody'], { key }) => must(api.POST('/v1/branches', { params: { header: keyed(key) }, body })), { refresh: [['branches']] })
  const given = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
  return (
    <Page title={w.branches} lead={w.lead} action={may('branch.write') && <Button type="primary" onClick={() => { setOpening(true) }}>{w.open}</Button>}>
      <Section flush title={w.branches} extra={query.data?.items.some((b) => b.closedAt) && <Checkbox checked={all} onChange={(e) => { setSearch(e.target.checked ? { closed: '1' } : {}, { replace: true }) }}>{w.showClosed}</Checkbox>}>
        <Await query={query}>
          {(data) => (data.items.length === 0 ? <Empty title={w.empty} /> : <div className="tree"><Branchings nodes={treeOf(data.items.filter((b) => all || !b.closedAt))} w={w} language={language} /></div>)}
        </Await>
      </Section>
      {opening && (
        <FormDialog
          title={w.openTitle} lead={w.openLead} submit={w.open} onClose={() => { setOpening(false) }} initial={{ kind: 'outlet' }}
          schema={{ type: 'object', required: ['code', 'nameZh', 'nameEn', 'kind', 'parent'], properties: {
            code: text(w.code, { description: w.codeHint, pattern: '^[0-9A-Z]+$', maxLength: 12 }), nameZh: text(w.nameZh, { maxLength: 60 }), nameEn: text(w.nameEn, { maxLength: 100 }),
            kind: choices(w.kind, (['branch', 'sub_branch', 'outlet'] as const).map((k) => [k, w[k]])), parent: { type: 'string', title: w.parent, oneOf: branchChoices(query.data?.items ?? [], language) },
            address: text(w.address, { maxLength: 200 }),
          } }}
          onSubmit={async (v) => {
            const b = await open.mutateAsync({ code: String(v.code), nameZh: String(v.nameZh), nameEn: String(v.nameEn), kind: v.kind as 'outlet', parent: given(v.parent), address: given(v.address) })
            go(`/branches/${b.code}`)
          }}
        />
      )}
    </Page>
  )
}

function Branchings({ nodes, w, language }: { nodes: Node[]; w: Record<string, unknown>; language: 'zh' | 'en' }) {
  return (
    <ul>
      {nodes.map(({ branch: b, below }) => (
        <li key={b.code}>
          <div className="tree-line">
            <span className="tree-code figures">{b.code}</span>
            <Link href={`/branches/${b.code}`}>{language === 'zh' ? b.nameZh : b.nameEn}</Link>
            <span className="tree-note">{w[b.kind] as string}</span>
            {b.closedAt && <Status tone="idle">{w.isClosed as string}</Status>}
            <span className="tree-note">{b.address}</span>
          </div>
          {below.length > 0 && <Branchings nodes={below} w={w} language={language} />}
        </li>
      ))}
    </ul>
  )
}
