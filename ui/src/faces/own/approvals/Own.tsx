import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Difference } from '@/parts/Approve'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { Page, Section } from '@/parts/Page'
import { keyed } from '../reads'
import { Code, Evidence, linesOf, ProposalState, useTitle } from './parts'
import { words } from './words'

/** What I have proposed, and what became of it. */
export default function Own() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const { language } = usePreferences()
  const title = useTitle()
  const [asking, setAsking] = useState(false)
  const query = useQuery({ queryKey: ['approvals', 'own', id], queryFn: ({ signal }) => must(api.GET('/v1/approvals/own/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.approvals, href: '/approvals' }, { title: w.own, href: '/approvals?view=own' }]
  const a = query.data
  if (!a) return <Page title={w.own} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
  const { changes } = linesOf(a, language)
  const open = a.state === 'open'
  return (
    <Page
      title={title(a)} crumbs={crumbs} state={<ProposalState state={a.state} />} width="read"
      action={open && <Button onClick={() => { setAsking(true) }}>{w.withdraw}</Button>}
    >
      {open && <div className="amber" role="status"><strong>{w.ownMade}</strong></div>}
      <Section><Evidence approval={a} /></Section>
      <Code result={a.result} />
      {changes.length > 0 && <Section flush><Difference changes={changes} /></Section>}
      {asking && <Withdraw id={id} onClose={() => { setAsking(false) }} />}
    </Page>
  )
}

function Withdraw({ id, onClose }: { id: string; onClose: () => void }) {
  const w = useWords(words)
  const withdraw = useWrite((_: undefined, { key }) => must(api.POST('/v1/approvals/{id}/withdraw', { params: { path: { id }, header: keyed(key) } })), { refresh: [['approvals'], ['screening'], ['duplicates'], ['payments']] })
  return (
    <Modal open title={w.withdrawTitle} okText={w.withdraw} cancelText={w.cancel} confirmLoading={withdraw.isPending} onOk={() => { withdraw.mutate(undefined, { onSuccess: onClose }) }} onCancel={onClose} destroyOnHidden>
      <p>{w.withdrawText}</p>
      {withdraw.error && <ErrorView small error={withdraw.error} />}
    </Modal>
  )
}
