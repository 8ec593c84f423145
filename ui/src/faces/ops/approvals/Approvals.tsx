import Segmented from 'antd/es/segmented'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { common } from '../parties/common'
import { proposalTone, type S } from '../parties/shared'
import { words } from './words'

type Approval = S['Approval']
const views = ['for_me', 'own', 'open', 'decided'] as const
type View = (typeof views)[number]

/** Proposals: those that wait for me first. */
export default function Approvals() {
  const w = useWords(words)
  const c = useWords(common)
  const me = useMe()
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const view = views.find((v) => v === search.get('view')) ?? 'for_me'
  const titles: Record<View, string> = { for_me: w.forMe, own: w.own, open: w.openAll, decided: w.decided }
  const title = (a: Approval) => (language === 'zh' ? a.titleZh : a.titleEn)
  const columns: Column<Approval>[] = [
    { key: 'what', title: w.what, always: true, phone: 'title', render: title, csv: title },
    { key: 'reason', title: w.reason, wrap: true, render: (a) => a.reason, csv: (a) => a.reason },
    { key: 'maker', title: w.maker, render: (a) => <>{a.maker.name || w.program}{a.maker.party === me.person && view !== 'own' && <> <Status tone="info">{w.mine}</Status></>}</>, csv: (a) => a.maker.name },
    { key: 'at', title: w.proposedAt, render: (a) => <Time at={a.proposedAt} />, csv: (a) => a.proposedAt },
    view === 'decided'
      ? { key: 'decider', title: w.decider, render: (a) => a.decider?.name ?? '—', csv: (a) => a.decider?.name ?? '' }
      : { key: 'until', title: w.expiresAt, render: (a) => <Time at={a.expiresAt} />, csv: (a) => a.expiresAt },
    { key: 'state', title: w.state, render: (a) => <Status tone={proposalTone[a.state]}>{c[a.state]}</Status>, csv: (a) => c[a.state] },
  ]
  const load = (after: string, signal: AbortSignal) => {
    const query = { limit: 50, after: after || undefined }
    return view === 'own'
      ? must(api.GET('/v1/approvals/own', { params: { query }, signal }))
      : must(api.GET('/v1/approvals', { params: { query: { ...query, view } }, signal }))
  }
  return (
    <Page title={w.approvals} lead={w.lead}>
      <Section flush>
        <DataTable<Approval>
          id="ops.approvals" caption={titles[view]} columns={columns} rowKey={(a) => a.id} rowName={title} queryKey={['approvals', 'list', view]} load={load}
          onOpen={(a) => { go(view === 'own' ? `/approvals/own/${a.id}` : `/approvals/${a.id}`) }}
          empty={<Empty title={view === 'for_me' ? w.emptyForMe : view === 'own' ? w.emptyOwn : w.emptyOther} />}
          filters={<Segmented<View> aria-label={w.approvals} value={view} options={views.map((value) => ({ value, label: titles[value] }))} onChange={(v) => { setSearch(v === 'for_me' ? {} : { view: v }, { replace: true }) }} />}
        />
      </Section>
    </Page>
  )
}
