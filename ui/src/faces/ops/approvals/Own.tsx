import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Difference } from '@/parts/Approve'
import { Await } from '@/parts/Await'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Confirm } from '../parties/changes'
import { common } from '../parties/common'
import { keyed, proposalTone } from '../parties/shared'
import { Code, Evidence, linesOf } from './parts'
import { words } from './words'

/** What I have proposed, and what became of it. */
export default function Own() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const [asking, setAsking] = useState(false)
  const query = useQuery({ queryKey: ['approvals', 'own', id], queryFn: ({ signal }) => must(api.GET('/v1/approvals/own/{id}', { params: { path: { id } }, signal })) })
  const withdraw = useWrite((_: undefined, { key }) => must(api.POST('/v1/approvals/{id}/withdraw', { params: { path: { id }, header: keyed(key) } })), { refresh: [['approvals'], ['screening'], ['duplicates']] })
  const crumbs = [{ title: w.approvals, href: '/approvals' }, { title: w.own, href: '/approvals?view=own' }]
  const a = query.data
  if (!a) return <Page title={w.own} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
  const { changes } = linesOf(a, language)
  const open = a.state === 'open'
  return (
    <Page
      title={language === 'zh' ? a.titleZh : a.titleEn} crumbs={crumbs} state={<Status tone={proposalTone[a.state]}>{c[a.state]}</Status>} width="read"
      action={open && <Button onClick={() => { setAsking(true) }}>{w.withdraw}</Button>}
    >
      {open && <div className="amber" role="status"><strong>{w.ownMade}</strong></div>}
      <Section><Evidence approval={a} /></Section>
      <Code result={a.result} />
      {changes.length > 0 && <Section flush><Difference changes={changes} /></Section>}
      {asking && <Confirm title={w.withdrawTitle} text={w.withdrawText} act={w.withdraw} onClose={() => { setAsking(false) }} onConfirm={() => withdraw.mutateAsync(undefined)} />}
    </Page>
  )
}
