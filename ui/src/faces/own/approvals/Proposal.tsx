import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay, useMe } from '@/app/session'
import { Approve, Difference, type Decision } from '@/parts/Approve'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { keyed } from '../reads'
import { Code, Evidence, linesOf, ProposalState, useTitle } from './parts'
import { isOrder, nextOf, type Approval } from './queue'
import { words } from './words'

/** One proposal to decide; the next one opens by itself. */
export default function Proposal() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['approvals', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/approvals/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.approvals, href: '/approvals' }]
  if (query.data) return <Decide approval={query.data} crumbs={crumbs} />
  return <Page title={w.approvals} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
}

function Decide({ approval: a, crumbs }: { approval: Approval; crumbs: { title: string; href: string }[] }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const me = useMe()
  const may = useMay()
  const client = useQueryClient()
  const [, go] = useLocation()
  const [finished, setFinished] = useState(false)
  const queue = useQuery({ queryKey: ['approvals', 'queue'], queryFn: ({ signal }) => must(api.GET('/v1/approvals', { params: { query: { view: 'for_me', limit: 50 } }, signal })) })
  const next = nextOf(queue.data?.items ?? [], a.id)
  const mine = a.maker.party === me.person
  const about = a.about === me.person
  const decides = may('approval.decide')
  const decide = useWrite(({ decision, reason }: { decision: Decision; reason: string }, { key }) => {
    const params = { path: { id: a.id }, header: keyed(key) }
    if (decision === 'approve') return must(api.POST('/v1/approvals/{id}/approve', { params, body: { note: reason } }))
    if (decision === 'return') return must(api.POST('/v1/approvals/{id}/return', { params, body: { reason } }))
    return must(api.POST('/v1/approvals/{id}/refuse', { params, body: { reason } }))
  })
  const title = useTitle()(a)
  if (finished) return <Page title={w.approvals} crumbs={crumbs}><Empty title={w.allDone} action={<Button type="primary" onClick={() => { go('/approvals') }}>{w.toList}</Button>}>{w.allDoneText}</Empty></Page>
  const { changes } = linesOf(a, language)
  const open = a.state === 'open'
  const why = mine ? w.ownMade : about ? w.about : !decides ? w.noRight : undefined
  return (
    <Page title={title} crumbs={crumbs} state={<ProposalState state={a.state} />} lead={open && a.stepUp && !why ? w.stepUp : undefined} width="read">
      {open && why && <div className="amber" role="status"><strong>{why}</strong></div>}
      {open && !why
        ? (
          <Approve
            item={a.id} title={isOrder(a) ? a.reason : title} left={(queue.data?.items ?? []).filter((x) => x.id !== a.id).length} evidence={<Evidence approval={a} />} changes={changes}
            onDecide={(decision, reason) => decide.mutateAsync({ decision, reason })}
            onNext={() => {
              if (next) go(`/approvals/${next}`)
              else setFinished(true)
              void client.invalidateQueries()
            }}
          />
        )
        : (
          <>
            <Section><Evidence approval={a} /></Section>
            <Code result={a.result} />
            {changes.length > 0 && <Section flush><Difference changes={changes} /></Section>}
            {open && mine && <div><Button onClick={() => { go(`/approvals/own/${a.id}`) }}>{w.withdraw}</Button></div>}
          </>
        )}
    </Page>
  )
}
