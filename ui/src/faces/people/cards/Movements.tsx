import { useInfiniteQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { formatMoney } from '@/parts/amount'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Loading } from '@/parts/Loading'
import { Money } from '@/parts/Money'
import { Facts, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { cardKeys, type Authorisation, type CardOf } from './card'
import { words } from './words'

export const authorisationTone: Record<Authorisation['state'], Tone> = { held: 'wait', captured: 'good', reversed: 'idle', lapsed: 'idle', declined: 'bad' }

/** What was done with the card, the newest first; declined ones too, with why. */
export function Movements({ card }: { card: CardOf }) {
  const w = useWords(words)
  const [search, setSearch] = useSearchParams()
  const bad = search.get('only') === 'declined'
  const list = useInfiniteQuery({
    queryKey: [...cardKeys.one(card.id), 'authorisations'],
    queryFn: ({ pageParam, signal }) => must(api.GET('/v1/card/cards/{id}/authorisations', { params: { path: { id: card.id }, query: { after: pageParam, limit: 30 } }, signal })),
    initialPageParam: '',
    getNextPageParam: (p) => p.next,
  })
  const lines = list.data?.pages.flatMap((p) => p.items) ?? []
  const shown = bad ? lines.filter((a) => a.state === 'declined') : lines
  return (
    <Section title={w.movements} flush>
      {lines.some((a) => a.state === 'declined') && (
        <div className="card-filter"><Checkbox checked={bad} onChange={(e) => { setSearch(e.target.checked ? { only: 'declined' } : {}, { replace: true }) }}>{w.declinedOnly}</Checkbox></div>
      )}
      {list.isPending && <div className="own-pad"><Loading rows={3} /></div>}
      {list.error && <div className="own-pad"><ErrorView error={list.error} retry={() => { void list.refetch() }} /></div>}
      {list.data && lines.length === 0 && <Empty title={w.movementsNone}>{w.movementsNoneText}</Empty>}
      {lines.length > 0 && shown.length === 0 && <Empty title={w.declinedNone} />}
      <ul>{shown.map((a) => <Movement key={a.id} of={a} />)}</ul>
      {lines.length > 0 && (
        <p className="list-foot">
          {list.hasNextPage ? <Button loading={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage() }}>{w.moreOld}</Button> : <span className="soft">{w.allShown}</span>}
        </p>
      )}
    </Section>
  )
}

function Movement({ of: a }: { of: Authorisation }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [open, setOpen] = useState(false)
  const why = language === 'zh' ? a.responseZh : a.responseEn
  // What left the account; before that, what is reserved; of a declined one, what was asked for.
  const out = a.state === 'captured' ? a.captured : a.amount
  return (
    <li className="posting">
      <button type="button" className="posting-line" aria-expanded={open} onClick={() => { setOpen(!open) }}>
        <span className="posting-text">
          <strong>{a.merchant ?? w.unknownShop}</strong>
          <span className="soft">{w[a.channel]} · <Time at={a.madeAt} /></span>
        </span>
        <span className="posting-money">
          {a.state === 'captured' ? <Money minor={`-${out}`} currency={a.currency} /> : <span className="soft"><Money minor={out} currency={a.currency} /></span>}
          <Status tone={authorisationTone[a.state]}>{w[a.state]}</Status>
        </span>
      </button>
      {open && (
        <div className="posting-facts">
          <Facts
            facts={[
              ...(a.state === 'declined' ? [{ label: w.result, value: why }] : []),
              ...(a.state === 'held' ? [{ label: w.result, value: w.heldUntil(formatInstant(a.expiresAt, 'date')) }] : []),
              ...(a.captured !== '0' && a.captured !== a.amount ? [{ label: w.captured, value: w.partly(formatMoney(a.captured, a.currency)) }] : []),
              ...(a.refunded !== '0' ? [{ label: w.result, value: w.refunded(formatMoney(a.refunded, a.currency)) }] : []),
              { label: w.time, value: <Time at={a.madeAt} precision="second" /> },
              { label: w.channel, value: w[a.channel] },
              ...(a.terminal ? [{ label: w.terminal, value: a.terminal }] : []),
              { label: w.reference, value: <span className="figures">{a.reference}</span> },
            ]}
          />
        </div>
      )}
    </li>
  )
}
