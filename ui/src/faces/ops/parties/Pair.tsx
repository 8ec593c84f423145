import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { formatInstant } from '@/parts/instant'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { common } from './common'
import { compare } from './comparison'
import { pairTones } from './Duplicates'
import { keyed, PartyName, Proposed, useBranches, type S } from './shared'
import { words } from './words'

/** Two records side by side: one customer or two. */
export default function Pair() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['duplicates', 'one', id], queryFn: ({ signal }) => must(api.GET('/v1/party-duplicates/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.duplicates, href: '/party-duplicates' }]
  if (query.data) return <Sides key={id} sides={query.data} crumbs={crumbs} />
  return <Page title={w.pair} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
}

function Sides({ sides, crumbs }: { sides: S['PartySides']; crumbs: { title: string; href: string }[] }) {
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const { nameOf } = useBranches()
  const { one, other, pair } = sides
  // The record that is known better, or the older one, is what the bank usually keeps.
  const [keep, setKeep] = useState(other.kyc.level > one.kyc.level ? other.id : one.id)
  const [asking, setAsking] = useState<'merge' | 'dismiss'>()
  const [proposal, setProposal] = useState<S['Approval']>()
  const gone = keep === one.id ? other.id : one.id
  const pending = usePending(gone, keep)
  const dismiss = useWrite((reason: string, { key }) => must(api.POST('/v1/party-duplicates/{id}/dismiss', { params: { path: { id: pair.id }, header: keyed(key) }, body: { reason } })), { refresh: [['duplicates']] })
  const merge = useWrite((reason: string, { key }) => must(api.POST('/v1/party-merges', { params: { header: keyed(key) }, body: { keep, gone, reason } })), { refresh: [['duplicates'], ['approvals']] })
  const states: Record<S['PartyPair']['state'], string> = { open: w.pairOpen, dismissed: w.pairDismissed, merged: w.pairMerged }
  const agree: Record<string, string> = { same: w.same, differs: w.differs, one: w.onlyOne }
  const labels: Record<string, string | undefined> = { ...(c as unknown as Record<string, string>), latinName: w.latinName, gender: w.gender, registeredAt: w.registeredAt }
  const lines = compare(one, other, { branch: nameOf, level: c.levelShort, word: (x) => (c as unknown as Record<string, string>)[x] ?? x, date: (at) => formatInstant(at, 'date') })
  const open = pair.state === 'open'
  const sideName = (p: S['Party']) => <><Link href={`/parties/${p.id}`}>{p.name}</Link> <span className="lines-note figures">{p.id}</span></>
  return (
    <Page
      title={w.pairTitle(one.name, other.name)} crumbs={crumbs} state={<Status tone={pairTones[pair.state]}>{states[pair.state]}</Status>}
      action={open && !pending && (
        <>
          {sides.mergeable && <Button type="primary" onClick={() => { setAsking('merge') }}>{w.proposeMerge}</Button>}
          <Button onClick={() => { setAsking('dismiss') }}>{w.dismiss}</Button>
        </>
      )}
    >
      {pending && <div className="amber" role="status"><strong>{w.mergePending}</strong><Link href={`/approvals/${pending.id}`}>{c.seeProposal}</Link></div>}
      {open && !sides.mergeable && <div className="amber" role="status"><strong>{w.notMergeable}</strong><span>{language === 'zh' ? sides.whyNotZh : sides.whyNotEn}</span></div>}
      <Section title={w.score}>
        <div className="score"><strong className="figures">{pair.score}</strong><ul className="clues">{pair.why.map((x) => <li key={x.en}>{x[language]}<b className="figures">+{x.points}</b></li>)}</ul></div>
        {pair.decidedAt && <div className="rise"><Facts facts={[{ label: w.decidedBy, value: <PartyName id={pair.decidedBy ?? ''} plain /> }, { label: c.at, value: <Time at={pair.decidedAt} /> }, { label: c.reason, value: pair.reason ?? '—' }]} /></div>}
      </Section>
      <Section title={w.pair} flush>
        <table className="compare">
          <thead><tr><th scope="col">{w.item}</th><th scope="col">{sideName(one)}</th><th scope="col">{sideName(other)}</th></tr></thead>
          <tbody>
            {lines.map((l) => (
              <tr key={l.key} data-differs={l.state === 'differs' ? true : undefined} data-same={l.state === 'same' ? true : undefined}>
                <th scope="row">{labels[l.key] ?? l.key}<span className="agree lines-note">{agree[l.state]}</span></th>
                <td className="figures" data-title={w.first}>{l.one || <span className="nothing">{w.none}</span>}</td>
                <td className="figures" data-title={w.second}>{l.other || <span className="nothing">{w.none}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      {open && sides.mergeable && !pending && (
        <Section title={w.whichKept}>
          <p className="dialog-lead">{w.keptNote}</p>
          <Radio.Group
            aria-label={w.whichKept} value={keep} onChange={(e) => { setKeep(e.target.value as string) }} vertical
            options={[one, other].map((p) => ({ value: p.id, label: <>{p.name} · {nameOf(p.branch)} · {c.levelShort(p.kyc.level)} · {formatInstant(p.registeredAt, 'date')} <span className="lines-note figures">{p.id}</span> <Status tone={p.id === keep ? 'good' : 'idle'}>{p.id === keep ? w.keeping : w.going}</Status></> }))}
          />
        </Section>
      )}
      {asking === 'dismiss' && <Reason title={w.dismissTitle} text={w.dismissText} act={w.dismiss} onCancel={() => { setAsking(undefined) }} onReason={async (reason) => { await dismiss.mutateAsync(reason); go('/party-duplicates') }} />}
      {asking === 'merge' && <Reason title={w.mergeTitle} text={w.mergeLead} act={w.proposeMerge} danger onCancel={() => { setAsking(undefined) }} onReason={async (reason) => { setProposal(await merge.mutateAsync(reason)); setAsking(undefined) }} />}
      {proposal && <Proposed approval={proposal} onClose={() => { go('/party-duplicates') }} />}
    </Page>
  )
}

/** A merge of either of the two that waits for somebody. */
function usePending(...parties: string[]): S['Approval'] | undefined {
  const { data } = useQuery({
    queryKey: ['approvals', 'of', ...[...parties].sort()],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(parties.map((p) => must(api.GET('/v1/approvals', { params: { query: { view: 'open', object: `party.party/${p}`, limit: 5 } }, signal }))))
      return pages.flatMap((p) => p.items).find((a) => a.kind === 'party.merge') ?? null
    },
  })
  return data ?? undefined
}
