import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf, type Problem } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { bankDay } from '@/faces/ops/parameters/values'
import { endOfDay, why } from '@/faces/ops/parties/shared'
import { common } from '@/faces/ops/parties/common'
import { AccountNo } from '@/parts/AccountNo'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { SchemaForm } from '@/parts/SchemaForm'
import type { Group, Schema } from '@/parts/schema'
import { Steps } from '@/parts/Steps'
import { depositByNumber, keyed, useMay, type Deposit, type S } from '../deposits/shared'
import { isAuthority, lastDay, orderers, termWord, type Kind } from './rules'
import { paperFields, paperOf, paperRequired, twoOfficers } from './shared'
import { words } from './words'

type Step = 'paper' | 'object' | 'check' | 'done'
const steps = ['paper', 'object', 'check'] as const

/** Registering a freezing document: what it is, whom it means, and a comparison with the paper before it goes to a colleague. */
export default function Register() {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const { language } = usePreferences()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const [step, setStep] = useState<Step>('paper')
  const [v, setV] = useState<Group>({ kind: 'court', ...twoOfficers('court'), account: search.get('account') ?? undefined, scope: 'one', how: 'amount' })
  const [account, setAccount] = useState<Deposit>()
  const [refusal, setRefusal] = useState<{ step: Step; problem: Problem }>()
  const [made, setMade] = useState<S['Approval']>()
  const kind: Kind = orderers.find((k) => k === v.kind) ?? 'court'
  const propose = useWrite((body: S['RestraintProposeFreezeInBody'], { key }) => must(api.POST('/v1/restraint/orders', { params: { header: keyed(key) }, body })), { refresh: [['restraints'], ['approvals']] })
  const titles: Record<Step, string> = { paper: w.stepPaper, object: w.stepObject, check: w.stepCheck, done: c.done }

  const paper: Schema = {
    type: 'object', required: ['kind', ...paperRequired(kind), ...(isAuthority(kind) ? ['case'] : [])],
    properties: { kind: { type: 'string', title: w.whoOrders, oneOf: orderers.map((k) => ({ const: k as string, title: w[k] })) }, ...insertCase(paperFields(w, kind), isAuthority(kind) ? { type: 'string', title: w.caseNumber, maxLength: 60 } : undefined) },
  }
  const object: Schema = {
    type: 'object', required: ['account', 'scope', 'how', ...(v.how === 'amount' ? ['amount'] : []), 'until', 'reason'],
    properties: {
      account: { type: 'string', title: w.accountNumber, description: w.accountHint, maxLength: 40 },
      scope: { type: 'string', title: w.scope, oneOf: [{ const: 'one', title: w.scopeOne }, { const: 'all', title: w.scopeAll }] },
      how: { type: 'string', title: w.howMuch, oneOf: [{ const: 'amount', title: w.amountAsk }, { const: 'whole', title: w.wholeAsk }] },
      ...(v.how === 'amount' ? { amount: { type: 'string', format: 'money', currency: account?.currency, title: w.amount, description: w.amountHint, 'x-minimum': '1' } as Schema } : {}),
      until: { type: 'string', format: 'date', title: w.untilAsk, description: w.untilHint(w[termWord(kind)]) },
      reason: why(w.reason, w.reasonHint),
    },
  }
  const send = async () => {
    if (!account) return
    try {
      setMade(await propose.mutateAsync({
        kind, ...(await paperOf(v)), case: typeof v.case === 'string' && v.case ? v.case : undefined, ...(v.scope === 'all' ? { party: account.owner } : { account: account.id }),
        ...(v.how === 'whole' ? { whole: true } : { amount: String(v.amount), currency: account.currency }), until: endOfDay(String(v.until)), reason: String(v.reason),
      }))
      setStep('done')
    } catch (e) {
      const problem = problemOf(e)
      const at = /^restraint\.(paper|officers|file|file_type|authority|document_used)$/.test(problem.code) ? 'paper' : /^restraint\.(amount|until|term|object|exempt|unknown_account|no_accounts|reason)$/.test(problem.code) ? 'object' : undefined
      if (at) { setRefusal({ step: at, problem }); setStep(at) }
    }
  }
  const back = (to: Step) => <Button onClick={() => { setRefusal(undefined); setStep(to) }}>{w.back}</Button>
  const here = refusal?.step === step ? refusal.problem : undefined
  return (
    <Page title={w.newTitle} lead={w.newLead} width="read" crumbs={[{ title: w.restraints, href: '/restraints' }]}>
      <div className="task">
        <Steps steps={steps.map((key) => ({ key, title: titles[key] }))} current={step === 'done' ? steps.length : steps.indexOf(step)} />
        {step === 'paper' && (
          <Section title={w.stepPaper}>
            <SchemaForm
              key={`paper${kind}${here?.request ?? ''}`} refusal={here} schema={paper} initial={v} submit={w.next}
              onChange={(next) => { setV((old) => ({ ...old, ...next, ...(next.kind !== old.kind && isAuthority(String(next.kind)) && !next.officers ? twoOfficers(String(next.kind)) : {}) })) }}
              onSubmit={(next) => { setV((old) => ({ ...old, ...next, until: old.until ?? lastDay(kind, bankDay()) })); setRefusal(undefined); setStep('object'); return Promise.resolve() }}
            />
          </Section>
        )}
        {step === 'object' && (
          <Section title={w.stepObject}>
            <SchemaForm
              key={`object${String(v.how)}${here?.request ?? ''}`} refusal={here} schema={object} initial={v} submit={w.next} secondary={back('paper')} onChange={(next) => { setV((old) => ({ ...old, ...next })) }}
              onSubmit={async (next) => { setAccount(await depositByNumber(String(next.account), '/account')); setV((old) => ({ ...old, ...next })); setRefusal(undefined); setStep('check') }}
            />
          </Section>
        )}
        {step === 'check' && account && (
          <Section title={w.stepCheck}>
            <p className="dialog-lead">{w.checkLead}</p>
            <Facts facts={facts()} />
            {v.scope === 'one' && v.how === 'amount' && BigInt(String(v.amount)) > BigInt(account.booked) && (
              <div className="amber after" role="note"><p>{w.exceeds}</p><p>{w.exceedsBy} <Money minor={BigInt(String(v.amount)) - BigInt(account.booked)} currency={account.currency} /></p></div>
            )}
            {propose.error && <ErrorView small error={propose.error} />}
            <div className="form-foot after"><Button type="primary" loading={propose.isPending} onClick={() => { void send() }}>{w.submit}</Button>{back('object')}</div>
          </Section>
        )}
        {step === 'done' && made && (
          <Receipt
            title={c.proposed} number={made.id} facts={[{ label: c.more, value: <Link href={`/approvals/own/${made.id}`}>{language === 'zh' ? made.titleZh : made.titleEn}</Link> }, { label: w.document, value: String(v.document) }]} next={[{ when: c.open, what: c.proposedText }]}
            action={
              <>
                <Button type="primary" onClick={() => { go('/restraints') }}>{w.toList}</Button>
                {may('restraint.write') && <Button onClick={() => { setMade(undefined); setAccount(undefined); setV({ kind, ...twoOfficers(kind), scope: 'one', how: 'amount' }); setStep('paper') }}>{w.another}</Button>}
              </>
            }
          />
        )}
      </div>
    </Page>
  )

  function facts(): Fact[] {
    if (!account) return []
    const change = (to: Step, what: string) => <button type="button" className="link-button" aria-label={`${w.change} ${what}`} onClick={() => { setStep(to) }}>{w.change}</button>
    const of = (label: string, value: React.ReactNode, to: Step): Fact => ({ label, value, change: change(to, label) })
    const officers = Array.isArray(v.officers) ? (v.officers as Group[]) : []
    const said = (x: unknown) => (typeof x === 'string' ? x : '')
    return [
      of(w.whoOrders, `${w[kind]} · ${said(v.authority)}`, 'paper'), of(w.document, said(v.document), 'paper'), ...(v.case ? [of(w.case, said(v.case), 'paper')] : []),
      ...(isAuthority(kind) ? [of(w.officers, officers.map((o) => `${said(o.name)} ${said(o.number)}`).join(' · '), 'paper')] : []), of(w.file, v.file instanceof File ? v.file.name : w.noFile, 'paper'),
      of(w.owner, account.name, 'object'), of(w.scope, v.scope === 'all' ? w.scopeAll : <AccountNo value={account.number} full />, 'object'),
      of(w.howMuch, v.how === 'whole' ? w.whole : <Money minor={String(v.amount)} currency={account.currency} size="large" />, 'object'), ...(v.scope === 'one' ? [{ label: w.balance, value: <Money minor={account.booked} currency={account.currency} /> }] : []),
      of(w.untilAsk, said(v.until), 'object'), of(w.reason, said(v.reason), 'object'),
    ]
  }
}

/** The case's number stands behind the document's. */
function insertCase(fields: Record<string, Schema>, number: Schema | undefined): Record<string, Schema> {
  if (!number) return fields
  return Object.fromEntries(Object.entries(fields).flatMap(([k, s]): [string, Schema][] => (k === 'document' ? [[k, s], ['case', number]] : [[k, s]])))
}
