import { RightOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { sumMinor } from '@/parts/amount'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { wordOf } from '../words'
import { accrues, byKind, depositKeys, matured, type Deposit } from './deposits'
import { percentOf, ppmOfFactor } from './earning'
import { nameOf, useProductNames } from './names'
import { words } from './deposit.words'

/** The sum of what is held, one a currency. */
export function sums(all: readonly Deposit[]): [string, string][] {
  const currencies = [...new Set(all.map((d) => d.currency))]
  // A virtual account's money lies in its real one, which shows it already.
  return currencies.map((c) => [c, sumMinor(all.filter((d) => d.currency === c && d.kind !== 'virtual').map((d) => d.booked))])
}

/** Accounts by kind, with what they have earned so far. */
export function Overview({ deposits, frozen }: { deposits: readonly Deposit[]; /** Accounts of which a part is frozen. */ frozen: ReadonlySet<string> }) {
  const w = useWords(words)
  const earned = useEarned(deposits)
  return (
    <>
      {byKind(deposits).map(({ kind, items }) => (
        <Section key={kind} title={wordOf(w, `k_${kind}`)} extra={items.length > 1 && sums(items).map(([c, m]) => <Money key={c} minor={m} currency={c} />)} flush>
          <DepositList deposits={items} frozen={frozen} earned={earned} />
        </Section>
      ))}
    </>
  )
}

/** What accounts have earned and not been paid; of few accounts at a time, because each is asked for. */
function useEarned(deposits: readonly Deposit[]): ReadonlyMap<string, string> {
  const few = deposits.filter((d) => d.state !== 'closed' && accrues(d.kind)).slice(0, 12)
  return useQueries({
    queries: few.map((d) => ({ queryKey: [...depositKeys.one(d.id), 'accrued'], retry: false, queryFn: ({ signal }: { signal: AbortSignal }) => must(api.GET('/v1/interest/accounts/{id}', { params: { path: { id: d.id } }, signal })) })),
    combine: (all) => new Map(all.flatMap((q, i) => (q.data && !q.data.ended && few[i] ? [[few[i].id, q.data.earned] as const] : []))),
  })
}

export function DepositList({ deposits, frozen, earned }: { deposits: readonly Deposit[]; frozen?: ReadonlySet<string>; earned?: ReadonlyMap<string, string> }) {
  const w = useWords(words)
  const productName = useProductNames()
  const today = formatInstant(new Date(), 'date')
  return (
    <ul className="choices choices-flush account-list">
      {deposits.map((d) => {
        const interest = earned?.get(d.id)
        return (
          <li key={d.id}>
            <Link href={`/accounts/${d.id}`}>
              <span className="choice-text">
                <strong>{nameOf(d, productName)}</strong>
                <span className="account-tags">
                  <AccountNo value={d.number} />
                  {d.state !== 'active' && <Status tone={d.state === 'dormant' ? 'wait' : 'idle'}>{wordOf(w, `s_${d.state}`)}</Status>}
                  {frozen?.has(d.id) && <Status tone="bad">{w.frozenTag}</Status>}
                  {matured(d, today) && <Status tone="info">{w.matured}</Status>}
                </span>
                {d.kind === 'time' && d.state !== 'closed' && <span>{d.terms.rate && `${percentOf(ppmOfFactor(d.terms.rate))} · `}{d.maturesOn && (d.maturesOn <= today ? w.maturedOn(d.maturesOn) : w.maturesOn(d.maturesOn))}</span>}
              </span>
              <span className="account-money">
                <Money minor={d.booked} currency={d.currency} size="large" />
                {interest !== undefined && interest !== '0' && <span className="soft">{w.earned} <Money minor={interest} currency={d.currency} /></span>}
              </span>
              <RightOutlined aria-hidden="true" />
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
