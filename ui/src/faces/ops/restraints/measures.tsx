import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { endOfDay, why } from '@/faces/ops/parties/shared'
import { formatMoney } from '@/parts/amount'
import { formatInstant } from '@/parts/instant'
import type { Group, Schema } from '@/parts/schema'
import { useQueries } from '@tanstack/react-query'
import { ProposeDialog } from '../deposits/ProposeDialog'
import { accountByNumber, keyed, type S } from '../deposits/shared'
import { lastDay, termWord, type Restraint } from './rules'
import { paperFields, paperOf, paperRequired, twoOfficers } from './shared'
import { words } from './words'

export type MeasureKind = 'extend' | 'deduct' | 'release'

/** A further measure under a restraint: each with a document of its own, each decided by a colleague. */
export function Measure({ what, r, onClose }: { what: MeasureKind; r: Restraint; onClose: () => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const lines = (r.lines ?? []).filter((l) => l.state !== 'ended')
  const names = useQueries({ queries: lines.map((l) => ({ queryKey: ['ledger', 'accounts', 'one', l.account], staleTime: 60_000, queryFn: () => must(api.GET('/v1/ledger/accounts/{id}', { params: { path: { id: l.account } } })) })) })
  const refresh = { refresh: [['restraints'], ['approvals']] }
  const at = { params: { path: { id: r.id } } }
  const extend = useWrite((body: S['RestraintProposeExtensionInBody'], { key }) => must(api.POST('/v1/restraint/orders/{id}/extend', { params: { ...at.params, header: keyed(key) }, body })), refresh)
  const deduct = useWrite((body: S['RestraintProposeDeductionInBody'], { key }) => must(api.POST('/v1/restraint/orders/{id}/deduct', { params: { ...at.params, header: keyed(key) }, body })), refresh)
  const release = useWrite((body: S['RestraintProposeReleaseInBody'], { key }) => must(api.POST('/v1/restraint/orders/{id}/release', { params: { ...at.params, header: keyed(key) }, body })), refresh)

  const money = (title: string, description?: string): Schema => ({ type: 'string', format: 'money', currency: r.currency, title, description, 'x-minimum': '1' })
  const onlyOne: Record<string, Schema> = lines.length > 1 ? { account: { type: 'string', title: what === 'deduct' ? w.deductFrom : w.onlyAccount, oneOf: lines.map((l, i) => ({ const: l.account, title: `${names[i]?.data?.name ?? ''} ${names[i]?.data?.number ?? l.account} · ${formatMoney(l.caught, r.currency)}` })) } } : {}
  const own: Record<MeasureKind, [string, string[], Record<string, Schema>, string[]]> = {
    extend: [w.extendTitle, [w.extendLead], { until: { type: 'string', format: 'date', title: w.extendUntil, description: w.untilHint(w[termWord(r.kind)]) } }, ['until']],
    deduct: [w.deductTitle, [w.deductLead, w.caughtNow(formatMoney(r.caught ?? '0', r.currency))], { amount: money(w.deductAmount), to: { type: 'string', title: w.deductTo, maxLength: 40 }, ...onlyOne }, ['amount', 'to']],
    release: [w.releaseTitle, [w.releaseLead], { ...(r.whole ? {} : { amount: money(w.releaseAmount, w.releaseAll) }), ...onlyOne }, []],
  }
  const [title, lead, fields, required] = own[what]
  const start: Group = { authority: r.authority, ...twoOfficers(r.kind), ...(what === 'extend' ? { until: lastDay(r.kind, formatInstant(r.until, 'date')) } : {}) }
  const str = (x: unknown) => (typeof x === 'string' && x !== '' ? x : undefined)
  const onPropose = async (v: Group): Promise<S['Approval']> => {
    const to = what === 'deduct' ? (await accountByNumber(String(v.to), '/to')).id : ''
    const body = { ...(await paperOf(v)), reason: String(v.reason), version: r.version }
    if (what === 'extend') return extend.mutateAsync({ ...body, until: endOfDay(String(v.until)) })
    if (what === 'deduct') return deduct.mutateAsync({ ...body, amount: String(v.amount), to, account: str(v.account) })
    return release.mutateAsync({ ...body, amount: str(v.amount), account: str(v.account) })
  }
  return (
    <ProposeDialog
      title={title} lead={[...lead, w.sameDocument].join(language === 'zh' ? '' : ' ')} submit={w.submit} initial={start} onClose={onClose} onPropose={onPropose}
      schema={{ type: 'object', required: [...required, ...paperRequired(r.kind), 'reason'], properties: { ...fields, ...paperFields(w, r.kind), reason: why(w.reason, w.reasonHint) } }}
    />
  )
}
