import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, headersFor, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { save } from '@/parts/csv'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Timeline } from '@/parts/Timeline'
import type { S } from '../reads'
import { wordOf } from '../words'
import { useDeposits } from './deposits'
import { words } from './deposit.words'
import '../own.css'

const endings: Record<string, string> = { 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg' }

/** Reads the document of a measure under the tab's hat; a plain link could not name it. */
async function openDocument(id: string, measure: string, name: string): Promise<void> {
  const response = await fetch(`/v1/restraint/orders/${encodeURIComponent(id)}/documents/${encodeURIComponent(measure)}`, { credentials: 'same-origin', headers: headersFor('GET') }).catch((e: unknown) => { throw problemOf(e) })
  if (!response.ok) throw problemOf(await response.json().catch(() => undefined), response.status)
  const file = await response.blob()
  save(`${name}.${endings[file.type.split(';')[0] ?? ''] ?? 'pdf'}`, file)
}

/** One restraint: who ordered it, by which document, how much it holds, and what was done since. */
export default function Restraint() {
  const { id = '' } = useParams()
  const w = useWords(words)
  const one = useQuery({ queryKey: ['restraint', id], queryFn: ({ signal }) => must(api.GET('/v1/restraint/orders/{id}', { params: { path: { id } }, signal })) })
  const r = one.data
  return (
    <Page
      title={r ? wordOf(w, `rk_${r.kind}`) : w.restraints} crumbs={[{ title: w.restraints, href: '/restraints' }]} lead={r && w.restraintHelp} width="read"
      state={r && <Status tone={r.state === 'ended' ? 'idle' : r.waiting ? 'wait' : 'bad'}>{r.state === 'ended' ? w.rs_ended : r.waiting ? w.rs_waiting : w.rs_in_force}</Status>}
    >
      <Await query={one}>{(got) => <Shown restraint={got} />}</Await>
    </Page>
  )
}

function Shown({ restraint: r }: { restraint: S['Restraint'] }) {
  const w = useWords(words)
  const deposits = useDeposits()
  const [error, setError] = useState<unknown>()
  const currency = r.currency ?? 'CNY'
  const money = (m: string) => <Money minor={m} currency={currency} />
  const numberOf = (account: string) => deposits.data?.find((d) => d.id === account)?.number
  return (
    <>
      <Section>
        <div className="own-facts">
          <Facts
            facts={[
              { label: w.authority, value: <strong className="fact-wide">{r.authority}</strong> },
              { label: w.document, value: <span className="fact-wide">{r.document}</span> },
              ...(r.case ? [{ label: w.case, value: <span className="fact-wide">{r.case}</span> }] : []),
              { label: w.ordered, value: r.whole ? w.whole : money(r.ordered) },
              ...(r.caught !== undefined ? [{ label: w.caught, value: money(r.caught) }] : []),
              ...(r.short !== undefined && r.short !== '0' ? [{ label: w.short, value: money(r.short) }] : []),
              ...(r.deducted !== '0' ? [{ label: w.deducted, value: money(r.deducted) }] : []),
              ...(r.released !== '0' ? [{ label: w.released, value: money(r.released) }] : []),
              { label: w.until, value: formatInstant(r.until, 'date') },
            ]}
          />
        </div>
        {r.waiting && <p className="soft note-below">{w.waitingText}</p>}
      </Section>
      {r.lines && r.lines.length > 0 && (
        <Section title={w.lines} flush>
          <ul className="own-lines line-acts">
            {r.lines.map((l) => {
              const number = numberOf(l.account)
              return <li key={l.id}><span className="line-text">{number ? <Link href={`/accounts/${l.account}`}><AccountNo value={number} /></Link> : <span className="figures">{l.account}</span>}</span><span>{w.caught} {money(l.caught)}</span></li>
            })}
          </ul>
        </Section>
      )}
      {r.measures && r.measures.length > 0 && (
        <Section title={w.measures}>
          {error !== undefined && <ErrorView small error={error} />}
          <Timeline
            items={[...r.measures].reverse().map((m) => ({
              key: m.id, at: m.madeAt, tone: m.measure === 'release' ? 'good' : m.measure === 'extend' ? 'wait' : 'bad', title: <>{w[`m_${m.measure}`]}{m.amount !== '0' && <> {money(m.amount)}</>}</>,
              by: m.authority,
              detail: <>{m.document}{m.until && ` · ${w.until} ${formatInstant(m.until, 'date')}`}{m.file && <> <Button type="link" onClick={() => { setError(undefined); openDocument(r.id, m.id, m.document).catch(setError) }}>{w.openDocument}</Button></>}</>,
            }))}
          />
        </Section>
      )}
    </>
  )
}
