import { DownOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import App from 'antd/es/app'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Dropdown from 'antd/es/dropdown'
import { useState } from 'react'
import { Link, useLocation, useParams, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { Confirm } from '@/faces/ops/parties/changes'
import { choices, FormDialog, keyed, PartyName, Proposed, useBranches, why, type S } from '@/faces/ops/parties/shared'
import { channels, useCard } from '@/faces/people/cards/card'
import { authorisationTone } from '@/faces/people/cards/Movements'
import { AccountNo } from '@/parts/AccountNo'
import { plainMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { Timeline, type Happening } from '@/parts/Timeline'
import { cardNo, CardState, isOver, type CardOf } from './shared'
import { words } from './words'

type Authorisation = S['CardAuthorisation']
type Dialog = 'loss' | 'found' | 'replace' | 'renew' | 'close' | 'reset'

/** How many of the last transactions the page holds. */
const shownMost = 200

/** One card at the desk. */
export default function DeskCard() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const card = useCard(id)
  if (card.data) return <Shown key={id} card={card.data} />
  return <Page title={w.title} crumbs={[{ title: w.title, href: '/cards' }]}><Await query={card}>{() => null}</Await></Page>
}

function Shown({ card: c }: { card: CardOf }) {
  const w = useWords(words)
  const may = useMay()
  const { nameOf } = useBranches()
  const uses = useQuery({
    queryKey: ['cards', c.id, 'uses'],
    queryFn: ({ signal }) => must(api.GET('/v1/card/cards/{id}/authorisations', { params: { path: { id: c.id }, query: { limit: shownMost } }, signal })).then((p) => p.items),
  })
  const waiting = useQuery({
    queryKey: ['approvals', 'of', 'card', c.id], enabled: may('approval.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/approvals', { params: { query: { view: 'open', object: `card.card/${c.id}`, limit: 5 } }, signal })).then((p) => p.items),
  })
  const account = useQuery({
    queryKey: ['deposit', c.account], enabled: may('account.read'),
    queryFn: ({ signal }) => must(api.GET('/v1/account/accounts/{id}', { params: { path: { id: c.account } }, signal })),
  })
  const pending = waiting.data?.[0]
  return (
    <Page
      title={cardNo(c.number)} crumbs={[{ title: w.title, href: '/cards' }]} state={<CardState card={c} />} lead={<>{w[c.kind]} · {nameOf(c.branch)} · {w.id} <span className="figures">{c.id}</span></>}
      action={may('card.desk') && <Acts card={c} pending={pending !== undefined} />} aside={<History card={c} uses={uses.data ?? []} pending={pending} />}
    >
      {pending && <div className="amber" role="status"><span>{w.pending}</span><Link href={`/approvals/${pending.id}`}>{w.t_proposed}</Link></div>}
      <Section title={w.facts}>
        <Facts facts={[
          { label: w.holder, value: <PartyName id={c.holder} /> }, { label: w.owner, value: <PartyName id={c.owner} /> },
          { label: w.account, value: <Link href={`/accounts/${c.account}`}>{account.data ? <AccountNo value={account.data.number} /> : w.accountOpen}</Link> },
          { label: w.expires, value: c.expiresOn }, { label: w.sequence, value: String(c.sequence) },
          { label: w.pin, value: c.pinBlocked ? <Status tone="bad">{w.pinBlocked}</Status> : c.hasPin ? w.pinSet : w.pinNone },
          ...(c.replacedBy ? [{ label: w.replaced, value: <Link href={`/cards/${c.replacedBy}`}>{w.newCard}</Link> }] : []),
          ...(c.replaces ? [{ label: w.t_replaces, value: <Link href={`/cards/${c.replaces}`}>{w.oldCard}</Link> }] : []),
        ]} />
      </Section>
      <Section title={w.limits} flush>
        <table className="card-limits">
          <thead><tr><th scope="col">{w.channel}</th><th scope="col">{w.each}</th><th scope="col">{w.day}</th></tr></thead>
          <tbody>
            {channels.map((ch) => {
              const l = c.limits[ch]
              return l && <tr key={ch}><th scope="row">{w[ch]}</th>{l.each === '0' ? <td colSpan={2}>{w.off}</td> : <><td><Money minor={l.each} currency={c.currency} /></td><td><Money minor={l.day} currency={c.currency} /></td></>}</tr>
            })}
          </tbody>
        </table>
      </Section>
      <Uses rows={uses.data} error={uses.error} retry={() => { void uses.refetch() }} />
    </Page>
  )
}

/** What was done with the card, declined ones too: the answer says why. */
function Uses({ rows, error, retry }: { rows: Authorisation[] | undefined; error: unknown; retry: () => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [search, setSearch] = useSearchParams()
  const bad = search.get('only') === 'declined'
  const said = (a: Authorisation) => `${a.response} ${language === 'zh' ? a.responseZh : a.responseEn}`
  const columns: Column<Authorisation>[] = [
    { key: 'at', title: w.time, always: true, render: (a) => <Time at={a.madeAt} />, csv: (a) => formatInstant(a.madeAt, 'second') },
    { key: 'merchant', title: w.merchant, wrap: true, phone: 'title', render: (a) => a.merchant ?? '—', csv: (a) => a.merchant ?? '' },
    { key: 'channel', title: w.channel, render: (a) => w[a.channel], csv: (a) => w[a.channel] },
    { key: 'amount', title: w.amount, align: 'end', render: (a) => <Money minor={a.amount} currency={a.currency} />, csv: (a) => plainMoney(a.amount, a.currency) },
    { key: 'state', title: w.state, wrap: true, render: (a) => <><Status tone={authorisationTone[a.state]}>{w[`a_${a.state}`]}</Status>{a.state === 'declined' && <span className="soft"> {said(a)}</span>}</>, csv: (a) => w[`a_${a.state}`] },
    { key: 'response', title: w.response, spare: true, render: said, csv: said },
    { key: 'captured', title: w.captured, align: 'end', spare: true, render: (a) => <Money minor={a.captured} currency={a.currency} />, csv: (a) => plainMoney(a.captured, a.currency) },
    { key: 'refunded', title: w.refunded, align: 'end', spare: true, render: (a) => <Money minor={a.refunded} currency={a.currency} />, csv: (a) => plainMoney(a.refunded, a.currency) },
    { key: 'until', title: w.until, spare: true, render: (a) => (a.state === 'held' ? <Time at={a.expiresAt} precision="date" /> : '—') },
    { key: 'category', title: w.category, spare: true, render: (a) => a.category ?? '—', csv: (a) => a.category ?? '' },
    { key: 'terminal', title: w.terminal, spare: true, render: (a) => a.terminal ?? '—', csv: (a) => a.terminal ?? '' },
    { key: 'reference', title: w.reference, spare: true, render: (a) => <span className="figures">{a.reference}</span>, csv: (a) => a.reference },
  ]
  return (
    <Section title={w.transactions} extra={rows && rows.length > 0 && <span className="soft">{rows.length === shownMost ? w.recent(shownMost) : undefined}</span>} flush>
      <TableView
        id="ops.card.uses" caption={w.transactions} columns={columns} rowKey={(a) => a.id} rowName={(a) => `${a.merchant ?? ''} ${formatInstant(a.madeAt)}`} rows={bad ? rows?.filter((a) => a.state === 'declined') : rows} error={error} retry={retry}
        empty={<Empty title={bad ? w.declinedNone : w.transactionsEmpty} />}
        filters={<Checkbox checked={bad} onChange={(e) => { setSearch(e.target.checked ? { only: 'declined' } : {}, { replace: true }) }}>{w.declinedOnly}</Checkbox>}
      />
    </Section>
  )
}

/** What happened to the card, and the last refusals. */
function History({ card: c, uses, pending }: { card: CardOf; uses: Authorisation[]; pending?: S['Approval'] }) {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const ends = { closed: w.t_closed, replaced: w.t_replaced, expired: w.t_expired }
  const items: Happening[] = [
    { key: 'issued', at: c.issuedAt, title: c.replaces ? w.t_replaces : w.t_issued, tone: 'info' },
    ...(c.activatedAt ? [{ key: 'activated', at: c.activatedAt, title: w.t_activated, tone: 'good' as const }] : []),
    ...(c.lostAt ? [{ key: 'lost', at: c.lostAt, title: w.t_lost, detail: c.loss && w[c.loss], tone: 'bad' as const }] : []),
    ...(c.endedAt && (c.state === 'closed' || c.state === 'replaced' || c.state === 'expired') ? [{ key: 'ended', at: c.endedAt, title: ends[c.state], tone: 'idle' as const }] : []),
    ...(pending ? [{ key: 'pending', at: pending.proposedAt, title: w.t_proposed, detail: pending.reason, by: pending.maker.name, tone: 'wait' as const }] : []),
    ...uses.filter((a) => a.state === 'declined').slice(0, 5).map((a) => ({
      key: a.id, at: a.madeAt, title: w.t_declined(language === 'zh' ? a.responseZh : a.responseEn), detail: [a.merchant, w[a.channel]].filter(Boolean).join(' · '), tone: 'bad' as const,
    })),
  ]
  items.sort((a, b) => new Date(b.at).getTime() - new Date(a.at).getTime())
  return (
    <Section title={w.timeline} extra={may('audit.read') && <Link href={`/audit?kind=card.card&object=${c.id}`}>{w.audit}</Link>}>
      <Timeline items={items} />
    </Section>
  )
}

/** The work of the desk: first what the state asks for, the rest under one button. */
function Acts({ card: c, pending }: { card: CardOf; pending: boolean }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const { message } = App.useApp()
  const [dialog, setDialog] = useState<Dialog>()
  const [proposal, setProposal] = useState<S['Approval']>()
  const [now] = useState(() => Date.now())
  const refresh = { refresh: [['cards'], ['approvals']] }
  const at = (key: string) => ({ params: { path: { id: c.id }, header: keyed(key) } })
  const loss = useWrite((body: S['CardLossInBody'], { key }) => must(api.POST('/v1/card/cards/{id}/desk/loss', { ...at(key), body })), refresh)
  const found = useWrite((reason: string, { key }) => must(api.POST('/v1/card/cards/{id}/desk/found', { ...at(key), body: { reason } })), refresh)
  const replace = useWrite((reason: string, { key }) => must(api.POST('/v1/card/cards/{id}/desk/replace', { ...at(key), body: { reason } })), refresh)
  const closing = useWrite((reason: string, { key }) => must(api.POST('/v1/card/cards/{id}/desk/close', { ...at(key), body: { reason } })), refresh)
  const renew = useWrite((id: string) => must(api.POST('/v1/card/cards/{id}/desk/renew', { params: { path: { id } } })), refresh)
  const reset = useWrite((reason: string, { key }) => must(api.POST('/v1/card/cards/{id}/desk/pin-reset', { ...at(key), body: { reason } })), refresh)
  const close = () => { setDialog(undefined) }
  const said = (text: string) => { void message.success(text); close() }
  const renewable = (c.state === 'active' || c.state === 'expired') && !c.replacedBy && new Date(`${c.expiresOn}T00:00:00+08:00`).getTime() - now < 92 * 86_400_000
  const can: Record<Dialog, boolean> = {
    loss: !isOver(c) && !(c.state === 'lost' && c.loss === 'written'), found: c.state === 'lost', replace: !isOver(c), renew: renewable, close: !isOver(c), reset: !isOver(c) && c.hasPin && !pending,
  }
  const titles: Record<Dialog, string> = { loss: c.state === 'lost' ? w.confirmLoss : w.reportLoss, found: w.found, replace: w.replace, renew: w.renew, close: w.close, reset: w.resetPin }
  const all = (['reset', 'loss', 'found', 'replace', 'renew', 'close'] as const).filter((d) => can[d])
  const first: Dialog | undefined = c.state === 'lost' ? 'replace' : can.renew ? 'renew' : c.pinBlocked && can.reset ? 'reset' : can.loss ? 'loss' : undefined
  const rest = all.filter((d) => d !== first)
  if (!first && rest.length === 0) return null
  return (
    <>
      {first && <Button type="primary" onClick={() => { setDialog(first) }}>{titles[first]}</Button>}
      {rest.length > 0 && <Dropdown trigger={['click']} menu={{ items: rest.map((d) => ({ key: d, label: titles[d], danger: d === 'close' })), onClick: ({ key }) => { setDialog(key as Dialog) } }}><Button>{w.more}<DownOutlined aria-hidden="true" /></Button></Dropdown>}
      {dialog === 'loss' && (
        <FormDialog
          title={w.lossTitle} lead={w.lossLead} submit={titles.loss} onClose={close} initial={{ loss: 'written' }}
          schema={{ type: 'object', required: ['loss', 'reason'], properties: { loss: choices(w.lossKind, c.state === 'lost' ? [['written', w.writtenHint]] : [['written', w.writtenHint], ['oral', w.oralHint]]), reason: why(w.reason, w.reasonHint) } }}
          onSubmit={async (v) => { await loss.mutateAsync({ loss: v.loss === 'oral' ? 'oral' : 'written', reason: String(v.reason) }); void message.success(w.lossDone) }}
        />
      )}
      {dialog === 'found' && <Reason title={w.foundTitle} text={w.foundText} act={w.found} onCancel={close} onReason={async (r) => { await found.mutateAsync(r); said(w.foundDone) }} />}
      {dialog === 'replace' && <Reason title={w.replaceTitle} text={w.replaceText} act={w.replace} onCancel={close} onReason={async (r) => { const one = await replace.mutateAsync(r); said(w.replaceDone); go(`/cards/${one.id}`) }} />}
      {dialog === 'close' && <Reason title={w.closeTitle} text={w.closeText} act={w.close} danger onCancel={close} onReason={async (r) => { await closing.mutateAsync(r); said(w.closeDone) }} />}
      {dialog === 'reset' && <Reason title={w.resetTitle} text={w.resetText} act={w.resetDo} onCancel={close} onReason={async (r) => { setProposal(await reset.mutateAsync(r)); close() }} />}
      {dialog === 'renew' && <Confirm title={w.renewTitle} text={w.renewText} act={w.renew} onClose={close} onConfirm={async () => { const one = await renew.mutateAsync(c.id); void message.success(w.renewDone); go(`/cards/${one.id}`) }} />}
      {proposal && <Proposed approval={proposal} onClose={() => { setProposal(undefined) }} />}
    </>
  )
}
