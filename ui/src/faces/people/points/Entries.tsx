import Button from 'antd/es/button'
import { useWords } from '@/app/i18n'
import { useParty } from '@/faces/own/reads'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { Loading } from '@/parts/Loading'
import { Page, Section } from '@/parts/Page'
import { Time } from '@/parts/Time'
import { formatPoints, useEntries } from './points'
import { Tabs } from './Tabs'
import { words } from './words'

/** Every point that came or went. */
export default function Entries() {
  const w = useWords(words)
  const list = useEntries(useParty())
  const lines = list.data?.pages.flatMap((p) => p.items)
  return (
    <Page title={w.title} width="read">
      <Tabs at="entries" />
      <Section flush>
        {list.isPending && <Loading rows={4} />}
        {list.error && <ErrorView error={list.error} retry={() => { void list.refetch() }} />}
        {lines?.length === 0 && <Empty title={w.entriesNone}>{w.entriesNoneText}</Empty>}
        {lines && lines.length > 0 && (
          <>
            <ul className="points-lines">
              {lines.map((e) => (
                <li key={e.id}>
                  <span className="points-text"><strong>{e.kind === 'redeem' ? w.redeemKind : w[e.kind]}</strong><span><Time at={e.madeAt} /></span></span>
                  <span className="points-side"><span className="figures">{formatPoints(e.amount, true)}</span><span className="soft">{w.balanceAfter} {formatPoints(e.balance)}</span></span>
                </li>
              ))}
            </ul>
            <p className="list-foot">{list.hasNextPage ? <Button loading={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage() }}>{w.more}</Button> : <span className="soft">{w.all}</span>}</p>
          </>
        )}
      </Section>
    </Page>
  )
}
