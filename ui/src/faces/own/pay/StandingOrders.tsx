import { RightOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status, type Tone } from '@/parts/Status'
import { useParty } from '../reads'
import { common, wordOf } from '../words'
import { usePlanWords } from './planWords'
import { payKeys } from './reads'
import { words } from './words'
import '../own.css'
import './pay.css'

const tones: Record<string, Tone> = { active: 'good', paused: 'wait', ended: 'idle' }

export function StandingState({ state }: { state: string }) {
  const w = useWords(words)
  return <Status tone={tones[state] ?? 'info'}>{wordOf(w, `so_${state}`)}</Status>
}

/** Standing and scheduled orders (定期转账 · 预约转账). */
export default function StandingOrders() {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const party = useParty()
  const planWords = usePlanWords()
  const list = useInfiniteQuery({
    queryKey: [...payKeys.standing(party), 'list'], initialPageParam: '', getNextPageParam: (p: { next?: string }) => p.next,
    queryFn: ({ pageParam, signal }) => must(api.GET('/v1/standing-orders', { params: { query: { after: pageParam || undefined, limit: 50 } }, signal })),
  })
  const make = may('payment.make') && <Link href="/standing-orders/new"><Button type="primary">{w.makeStanding}</Button></Link>
  return (
    <Page title={w.standing} lead={w.standingLead} width="read" action={make}>
      <Section flush>
        <Await query={list}>
          {(got) => {
            const all = got.pages.flatMap((p) => p.items)
            if (all.length === 0) return <Empty title={w.standingNone}>{w.standingNoneText}</Empty>
            return (
              <>
                <ul className="choices choices-flush account-list tight">
                  {all.map((o) => (
                    <li key={o.id}>
                      <Link href={`/standing-orders/${o.id}`}>
                        <span className="choice-text"><strong>{o.to.name ?? o.to.phone}</strong><span>{planWords(o.plan)}</span><span className="account-tags"><StandingState state={o.state} />{o.nextOn && o.state === 'active' && <span>{w.nextOn} {o.nextOn}</span>}</span></span>
                        <span className="account-money"><Money minor={o.amount} currency={o.currency} size="large" /></span>
                        <RightOutlined aria-hidden="true" />
                      </Link>
                    </li>
                  ))}
                </ul>
                {list.hasNextPage && <p className="list-foot"><Button loading={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage() }}>{c.more}</Button></p>}
              </>
            )
          }}
        </Await>
      </Section>
    </Page>
  )
}
