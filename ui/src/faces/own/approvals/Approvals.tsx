import Segmented from 'antd/es/segmented'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useFace } from '@/app/frame'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay, useMe } from '@/app/session'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { ProposalState, useTitle } from './parts'
import type { Approval } from './queue'
import { words } from './words'

const views = ['for_me', 'own', 'open', 'decided'] as const
type View = (typeof views)[number]

/** Proposals: those that wait for me first; for who decides nothing, her own. */
export default function Approvals() {
  const w = useWords(words)
  const me = useMe()
  const may = useMay()
  const ops = useFace() === 'ops'
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search, setSearch] = useSearchParams()
  const standard: View = ops || may('approval.decide') ? 'for_me' : 'own'
  const view = views.find((v) => v === search.get('view')) ?? standard
  const titles: Record<View, string> = { for_me: w.forMe, own: w.own, open: w.openAll, decided: w.decided }
  const title = useTitle()
  const columns: Column<Approval>[] = [
    { key: 'what', title: w.what, always: true, phone: 'title', render: title, csv: title },
    { key: 'reason', title: w.reason, wrap: true, render: (a) => a.reason, csv: (a) => a.reason },
    { key: 'maker', title: w.maker, render: (a) => <>{a.maker.name || w.program}{a.maker.party === me.person && view !== 'own' && <> <Status tone="info">{w.mine}</Status></>}</>, csv: (a) => a.maker.name },
    { key: 'at', title: w.proposedAt, render: (a) => <Time at={a.proposedAt} />, csv: (a) => a.proposedAt },
    view === 'decided'
      ? { key: 'decider', title: w.decider, render: (a) => a.decider?.name ?? '—', csv: (a) => a.decider?.name ?? '' }
      : { key: 'until', title: w.expiresAt, render: (a) => <Time at={a.expiresAt} />, csv: (a) => a.expiresAt },
    { key: 'state', title: w.state, render: (a) => <ProposalState state={a.state} />, csv: (a) => w[a.state === 'withdrawn' ? 'withdrawnState' : a.state] },
  ]
  const load = (after: string, signal: AbortSignal) => {
    const query = { limit: 50, after: after || undefined }
    return view === 'own'
      ? must(api.GET('/v1/approvals/own', { params: { query }, signal }))
      : must(api.GET('/v1/approvals', { params: { query: { ...query, view } }, signal }))
  }
  const shown = views.filter((v) => v !== 'for_me' || standard === 'for_me')
  return (
    <Page title={w.approvals} lead={ops ? w.lead : w.firmLead}>
      <Section flush>
        <DataTable<Approval>
          id={ops ? 'ops.approvals' : 'own.approvals'} caption={titles[view]} columns={columns} rowKey={(a) => a.id} rowName={title} queryKey={['approvals', 'list', view, language]} load={load}
          onOpen={(a) => { go(view === 'own' ? `/approvals/own/${a.id}` : `/approvals/${a.id}`) }}
          empty={<Empty title={view === 'for_me' ? w.emptyForMe : view === 'own' ? w.emptyOwn : w.emptyOther}>{!ops && view === 'for_me' && w.emptyForMeText}</Empty>}
          filters={<Segmented<View> aria-label={w.approvals} value={view} options={shown.map((value) => ({ value, label: titles[value] }))} onChange={(v) => { setSearch(v === standard ? {} : { view: v }, { replace: true }) }} />}
        />
      </Section>
    </Page>
  )
}
