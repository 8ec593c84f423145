import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { keyed, PartyName, useBranches, useMay, type S } from '../parties/shared'
import { beside, nextOf } from './matching'
import { entryFacts, hitTones, useLists } from './shared'
import { words } from './words'

type To = S['ScreeningDecideInBody']['to']

/** One hit to decide. The next one opens by itself; A, C and E decide, N goes on. */
export default function Hit() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['screening', 'hit', id], queryFn: ({ signal }) => must(api.GET('/v1/screening/hits/{id}', { params: { path: { id } }, signal })) })
  const crumbs = [{ title: w.hits, href: '/screening/hits' }]
  if (query.data) return <Decide detail={query.data} crumbs={crumbs} />
  return <Page title={w.hits} crumbs={crumbs}><Await query={query}>{() => null}</Await></Page>
}

function Decide({ detail, crumbs }: { detail: S['ScreeningHitDetail']; crumbs: { title: string; href: string }[] }) {
  const { hit, party, entry } = detail
  const w = useWords(words)
  const { language } = usePreferences()
  const may = useMay()
  const client = useQueryClient()
  const [, go] = useLocation()
  const { nameOf } = useBranches()
  const lists = useLists()
  const [asking, setAsking] = useState<To>()
  const [said, setSaid] = useState('')
  const [finished, setFinished] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef(hit.id)
  const queue = useQuery({ queryKey: ['screening', 'queue'], queryFn: ({ signal }) => must(api.GET('/v1/screening/hits', { params: { query: { state: 'open', limit: 50 } }, signal })) })
  const waiting = (queue.data?.items ?? []).filter((h) => h.id !== hit.id)
  const next = nextOf(queue.data?.items ?? [], hit.id)
  const decidable = may('screening.decide') && (hit.state === 'open' || hit.state === 'escalated')
  useEffect(() => {
    if (shown.current === hit.id) return
    shown.current = hit.id
    heading.current?.focus()
  }, [hit.id])
  const forward = useCallback(() => {
    if (next) go(`/screening/hits/${next}`)
    else setFinished(true)
  }, [next, go])

  const decide = useWrite(({ to, reason }: { to: To; reason: string }, { key }) =>
    must(api.POST('/v1/screening/hits/{id}/decision', { params: { path: { id: hit.id }, header: keyed(key) }, body: { from: hit.state as 'open', to, reason } })))
  const take = async (to: To, reason: string) => {
    await decide.mutateAsync({ to, reason })
    setAsking(undefined)
    setSaid(w.decided)
    forward()
    void client.invalidateQueries({ queryKey: ['screening'] })
  }

  useEffect(() => {
    const keys: Record<string, To | 'next'> = { a: 'cleared', c: 'confirmed', e: 'escalated', n: 'next' }
    const onKey = (e: KeyboardEvent) => {
      const to = keys[e.key]
      if (!to || e.metaKey || e.ctrlKey || e.altKey || (e.target instanceof HTMLElement && e.target.closest('input, textarea, select, [role="dialog"]'))) return
      if (to === 'next') forward()
      else if (decidable && !(to === 'escalated' && hit.state === 'escalated')) { e.preventDefault(); setAsking(to) }
    }
    document.addEventListener('keydown', onKey)
    return () => { document.removeEventListener('keydown', onKey) }
  }, [decidable, forward, hit.state])

  if (finished) return <Page title={w.hits} crumbs={crumbs}><Empty title={w.allDone} action={<Button type="primary" onClick={() => { go('/screening/hits') }}>{w.backToHits}</Button>}>{w.allDoneText}</Empty></Page>
  const lines = beside(party, entry)
  const labels = { names: w.names, births: w.births, nationalities: w.nationalities, sort: w.sort }
  const say = (key: string, v: string) => (key === 'sort' ? ((w as unknown as Record<string, string>)[v] ?? v) : v) || '—'
  const rest = entry ? entryFacts(entry, w).filter((f) => ![w.names, w.births, w.nationalities, w.sort].includes(f.label)) : []
  const asks = {
    cleared: { title: w.clearTitle, text: w.clearText, act: w.clear }, confirmed: { title: w.confirmTitle, text: w.confirmText, act: w.confirm }, escalated: { title: w.escalateTitle, text: w.escalateText, act: w.escalate },
  }
  return (
    <Page
      title={w.hitTitle(party?.names?.[0] ?? hit.party, hit.listedName)} crumbs={crumbs}
      state={<><Status tone={hitTones[hit.state]}>{w[hit.state]}</Status>{hit.hold && <Status tone="bad">{w.holdYes}</Status>}</>}
      lead={<>{lists.nameOf(hit.list)} · {w[hit.kind]} · {hit.branch && `${nameOf(hit.branch)} · `}<Time at={hit.foundAt} relative /></>}
    >
      <div className="approve">
        <div className="approve-head">
          <h2 ref={heading} tabIndex={-1}>{w.score} <span className="figures">{hit.score}</span></h2>
          <span className="approve-left">{waiting.length > 0 ? w.left(waiting.length) : w.last}</span>
        </div>
        <span className="unseen" role="status">{said}</span>
        <p>{hit.why[language] || w.unexplained}</p>
        <Section flush>
          <table className="compare">
            <thead><tr><th scope="col">{w.item}</th><th scope="col">{w.ourCustomer}</th><th scope="col">{w.listEntry}</th></tr></thead>
            <tbody>
              {lines.map((l) => (
                <tr key={l.key} data-differs={l.agree === false ? true : undefined}>
                  <th scope="row">{labels[l.key]}{l.agree !== undefined && <span className="agree"><Status tone={l.agree ? 'good' : 'bad'}>{l.agree ? w.same : w.differs}</Status></span>}</th>
                  <td data-title={w.ourCustomer}>{l.key === 'names' ? <><PartyName id={hit.party} /><div className="lines-note">{party?.names?.slice(1).join(' · ')}</div></> : say(l.key, l.party)}</td>
                  <td data-title={w.listEntry}>{say(l.key, l.entry)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
        {!party && <p className="note">{w.gone}</p>}
        {entry ? <Section title={w.entry}><Facts facts={rest} /></Section> : <p className="note">{w.entryGone}</p>}
        {hit.decidedAt && <Section title={w[hit.state]}><Facts facts={[{ label: w.decidedBy, value: <PartyName id={hit.decidedBy ?? ''} plain /> }, { label: w.decidedAt, value: <Time at={hit.decidedAt} /> }, { label: w.reason, value: hit.reason ?? '—' }]} /></Section>}
        <div className="approve-foot">
          {decidable && (
            <>
              <Button type="primary" onClick={() => { setAsking('cleared') }}>{w.clear}</Button>
              <Button danger onClick={() => { setAsking('confirmed') }}>{w.confirm}</Button>
              {hit.state === 'open' && <Button onClick={() => { setAsking('escalated') }}>{w.escalate}</Button>}
            </>
          )}
          {next && <Button onClick={forward}>{w.next}</Button>}
          {may('party.read') && <Link className="foot-link" href={`/parties/${hit.party}`}>{w.openParty}</Link>}
          {decidable && <span className="keys wide">{w.keysHint} <kbd>A</kbd> {w.keyClear} <kbd>C</kbd> {w.keyConfirm} <kbd>E</kbd> {w.keyEscalate} <kbd>N</kbd> {w.keyNext}</span>}
        </div>
        {asking && <Reason {...asks[asking]} danger={asking === 'confirmed'} onReason={(reason) => take(asking, reason)} onCancel={() => { setAsking(undefined) }} />}
      </div>
    </Page>
  )
}
