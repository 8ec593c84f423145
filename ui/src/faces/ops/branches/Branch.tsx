import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { Timeline } from '@/parts/Timeline'
import { Confirm } from '../parties/changes'
import { branchChoices, FormDialog, keyed, PartyName, text, useBranches, useMay, type S } from '../parties/shared'
import { words } from './words'

/** One branch. */
export default function Branch() {
  const { code = '' } = useParams<{ code: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['branches', code], queryFn: ({ signal }) => must(api.GET('/v1/branches/{code}', { params: { path: { code } }, signal })) })
  if (query.data) return <Shown branch={query.data} />
  return <Page title={w.branches} crumbs={[{ title: w.branches, href: '/branches' }]}><Await query={query}>{() => null}</Await></Page>
}

function Shown({ branch: b }: { branch: S['Branch'] }) {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const { items, nameOf } = useBranches()
  const [dialog, setDialog] = useState<'amend' | 'close'>()
  const history = useQuery({ queryKey: ['branches', b.code, 'history'], queryFn: ({ signal }) => must(api.GET('/v1/branches/{code}/history', { params: { path: { code: b.code } }, signal })) })
  const refresh = { refresh: [['branches']] }
  const amend = useWrite((body: S['BranchAmendBranchInBody'], { key }) => must(api.PATCH('/v1/branches/{code}', { params: { path: { code: b.code }, header: keyed(key) }, body })), refresh)
  const shut = useWrite((_: undefined, { key }) => must(api.POST('/v1/branches/{code}/close', { params: { path: { code: b.code }, header: keyed(key) } })), refresh)
  const below = items.filter((x) => x.parent === b.code && !x.closedAt)
  const verbs = w as unknown as Record<string, string | undefined>
  const was: Record<string, unknown> = { nameZh: b.nameZh, nameEn: b.nameEn, parent: b.parent, address: b.address }
  return (
    <Page
      title={language === 'zh' ? b.nameZh : b.nameEn} crumbs={[{ title: w.branches, href: '/branches' }]} state={<Status tone={b.closedAt ? 'idle' : 'good'}>{b.closedAt ? w.isClosed : w.isOpen}</Status>}
      action={may('branch.write') && !b.closedAt && <><Button type="primary" onClick={() => { setDialog('amend') }}>{w.amend}</Button>{b.parent && <Button danger onClick={() => { setDialog('close') }}>{w.close}</Button>}</>}
      aside={<Section title={w.history}><Await query={history}>{(h) => <Timeline items={[...h.items].reverse().map((x) => ({ key: x.id, at: x.at, title: verbs[`v_${x.verb.replace(/^.*\./, '')}`] ?? x.verb, detail: language === 'zh' ? x.branch.nameZh : x.branch.nameEn, by: <PartyName id={x.by} plain /> }))} />}</Await></Section>}
    >
      <Section>
        <Facts facts={[
          { label: w.code, value: <span className="figures">{b.code}</span> }, { label: w.kind, value: verbs[b.kind] ?? b.kind }, { label: w.parent, value: b.parent ? <Link href={`/branches/${b.parent}`}>{nameOf(b.parent)}</Link> : w.none },
          { label: w.nameZh, value: b.nameZh }, { label: w.nameEn, value: b.nameEn }, { label: w.address, value: b.address || '—' }, { label: w.openedAt, value: <Time at={b.openedAt} precision="date" /> },
          ...(b.closedAt ? [{ label: w.closedAt, value: <Time at={b.closedAt} precision="date" /> }] : []),
          { label: w.below, value: below.length === 0 ? w.none : <span className="facet">{below.map((x) => <Link key={x.code} href={`/branches/${x.code}`}>{language === 'zh' ? x.nameZh : x.nameEn}</Link>)}</span> },
        ]} />
      </Section>
      {dialog === 'amend' && (
        <FormDialog
          title={w.amendTitle} submit={w.amend} onClose={() => { setDialog(undefined) }} initial={{ nameZh: b.nameZh, nameEn: b.nameEn, parent: b.parent, address: b.address }}
          schema={{ type: 'object', required: ['nameZh', 'nameEn'], properties: {
            nameZh: text(w.nameZh, { maxLength: 60 }), nameEn: text(w.nameEn, { maxLength: 100 }),
            ...(b.parent ? { parent: { type: 'string' as const, title: w.parent, oneOf: branchChoices(items.filter((x) => x.code !== b.code), language) } } : {}), address: text(w.address, { maxLength: 200 }),
          } }}
          onSubmit={(v) => {
            const changed = (k: string) => (v[k] !== was[k] && typeof v[k] === 'string' ? v[k] : undefined)
            return amend.mutateAsync({ version: b.version, nameZh: changed('nameZh'), nameEn: changed('nameEn'), parent: changed('parent'), address: changed('address') })
          }}
        />
      )}
      {dialog === 'close' && <Confirm title={w.closeTitle} text={w.closeText} act={w.close} danger onClose={() => { setDialog(undefined) }} onConfirm={() => shut.mutateAsync(undefined)} />}
    </Page>
  )
}
