import { useInfiniteQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { formatInstant } from '@/parts/instant'
import { Confirm } from './changes'
import { common } from './common'
import { keyed, useMay, type S } from './shared'
import { words } from './words'

/** What the customer allowed to whom. */
export function Consents({ party, consents }: { party: S['Party']; consents: S['PartyConsent'][] }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const [ending, setEnding] = useState<S['PartyConsent']>()
  const withdraw = useWrite((consent: string, { key }) =>
    must(api.DELETE('/v1/parties/{id}/consents/{consent}', { params: { path: { id: party.id, consent }, header: keyed(key) } })), { refresh: [['parties', party.id]] })
  const data: Record<string, string> = { profile: w.dataProfile, accounts: w.dataAccounts, documents: w.dataDocuments, history: w.dataHistory }
  const title = (x: S['PartyConsent']) => w.purposeTo(w[x.purpose], x.recipient === 'bank' ? w.toBank : w.toOther)
  return (
    <Section title={w.consents} flush>
      {consents.length === 0
        ? <p className="lines-empty note">{w.consentsEmpty}</p>
        : (
          <ul className="lines">
            {consents.map((x) => (
              <li key={x.id}>
                <span className="lines-text">
                  <span>{title(x)}</span>
                  <span className="lines-note">{x.data.map((d) => data[d] ?? d).join(w.amongFields)} · {x.until ? c.span(formatInstant(x.givenAt, 'date'), formatInstant(x.until, 'date')) : c.sinceOf(formatInstant(x.givenAt, 'date'))}</span>
                </span>
                <span className="lines-side">
                  <Status tone={x.active ? 'good' : 'idle'}>{x.active ? w.consentActive : w.consentEnded}</Status>
                  {x.active && may('party.consent') && <Button type="link" size="small" aria-label={`${w.withdraw} ${title(x)}`} onClick={() => { setEnding(x) }}>{w.withdraw}</Button>}
                </span>
              </li>
            ))}
          </ul>
        )}
      {ending && <Confirm title={w.withdrawTitle} text={w.withdrawText} act={w.withdrawDo} danger onClose={() => { setEnding(undefined) }} onConfirm={() => withdraw.mutateAsync(ending.id)} />}
    </Section>
  )
}

/** Who looked at protected values, and why: the customer reads the same. */
export function Disclosures({ party, newest }: { party: S['Party']; newest: S['PartyDisclosure'][] }) {
  const w = useWords(words)
  const c = useWords(common)
  const [whole, setWhole] = useState(false)
  const all = useInfiniteQuery({
    queryKey: ['parties', party.id, 'disclosures'], enabled: whole, initialPageParam: '',
    queryFn: ({ pageParam, signal }) => must(api.GET('/v1/parties/{id}/disclosures', { params: { path: { id: party.id }, query: { limit: 50, after: pageParam || undefined } }, signal })),
    getNextPageParam: (p) => p.next,
  })
  const shown = all.data ? all.data.pages.flatMap((p) => p.items) : newest
  const field = (f: string) => (c as unknown as Record<string, string | undefined>)[f] ?? (w as unknown as Record<string, string | undefined>)[f] ?? f
  return (
    <Section title={w.looked} flush extra={!whole && newest.length >= 10 && <Button type="link" size="small" onClick={() => { setWhole(true) }}>{w.lookedAll}</Button>}>
      {shown.length === 0
        ? <p className="lines-empty note">{w.lookedEmpty}</p>
        : (
          <ul className="lines">
            {shown.map((d) => (
              <li key={d.id}>
                <span className="lines-text">
                  <span><strong>{d.own ? w.lookedOwn : (d.name ?? w.program)}</strong> {w.lookedSaw(d.fields.map(field).join(w.amongFields))}</span>
                  <span className="lines-note">{d.reason}</span>
                </span>
                <span className="lines-side lines-note"><Time at={d.at} relative /></span>
              </li>
            ))}
          </ul>
        )}
      {whole && all.hasNextPage && <div className="lines-empty"><Button loading={all.isFetchingNextPage} onClick={() => { void all.fetchNextPage() }}>{w.olderHistory}</Button></div>}
    </Section>
  )
}
