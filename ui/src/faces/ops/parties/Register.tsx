import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { Problem, problemOf } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { speak, useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { ErrorView } from '@/parts/ErrorView'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { SchemaForm } from '@/parts/SchemaForm'
import type { Group, Schema } from '@/parts/schema'
import { Steps } from '@/parts/Steps'
import { common } from './common'
import { birthOf, identityFlaw, spaced, tidy } from './identity'
import { bodyOf, contactKinds, contactsOf, fieldOf, steps, type Step } from './registration'
import { branchChoices, choices, keyed, text, useBranches, type S } from './shared'
import { words } from './words'

type W = ReturnType<typeof speak<(typeof words)['zh']>>
type C = ReturnType<typeof speak<(typeof common)['zh']>>

const personDocuments = ['citizen_id', 'passport', 'hk_macao_permit', 'taiwan_permit'] as const

function identitySchema(draft: Group, w: W, c: C): Schema {
  const person = draft.sort === 'person'
  const byCard = draft.kind === 'citizen_id'
  return {
    type: 'object',
    required: ['name', 'kind', 'document', ...(person && !byCard ? ['birth', 'nationality'] : [])],
    properties: {
      kind: choices(w.identityKind, person ? personDocuments.map((k) => [k, c[k]]) : [['credit_code', c.credit_code]]),
      document: text(w.identityNumber, { description: w.identityHint, maxLength: 40 }),
      ...(person ? { expires: { type: 'string', format: 'date', title: w.expires, description: w.expiresHint } } : {}),
      name: text(person ? w.personName : w.orgName, { maxLength: 100 }),
      latinName: text(w.latinName, { maxLength: 100 }),
      ...(person && !byCard
        ? {
            birth: { type: 'string', format: 'date', title: w.birthDate },
            gender: choices(w.gender, [['male', c.male], ['female', c.female]]),
            nationality: text(w.nationality, { description: w.nationalityHint, pattern: '^[A-Za-z]{3}$' }),
          }
        : {}),
    },
  }
}

const contactSchema = (w: W, c: C): Schema => ({
  type: 'object',
  required: ['phone'],
  properties: { phone: text(c.phone, { description: w.phoneHint, maxLength: 20 }), email: { type: 'string', format: 'email', title: c.email }, address: text(c.address, { 'x-widget': 'area', maxLength: 200 }) },
})

/** A refusal of one field, as the bank would write it. */
function fieldProblem(path: string, kind: string, number: string): Problem | undefined {
  const zh = identityFlaw(kind, number, 'zh')
  const en = identityFlaw(kind, number, 'en')
  return zh && en ? new Problem({ status: 422, code: 'ui.identity', detailZh: zh, detailEn: en, errors: [{ path, detail: en, detailZh: zh }] }) : undefined
}

/** Registering a customer: one decision a step, each number checked part by part before anything is sent. */
export default function Register() {
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const { hat } = useMe()
  const [, open] = useLocation()
  const { items, nameOf } = useBranches()
  const fresh: Group = { sort: 'person', branch: hat.branch || undefined, kind: 'citizen_id', nationality: 'CHN' }
  const [step, setStep] = useState<Step>('sort')
  const [draft, setDraft] = useState<Group>(fresh)
  const [refusal, setRefusal] = useState<{ step: Step; problem: Problem }>()
  const [known, setKnown] = useState<S['PartyLine']>()
  const [made, setMade] = useState<S['Party']>()
  const titles: Record<Step, string> = { sort: w.stepSort, identity: w.stepIdentity, contacts: w.stepContacts, summary: w.stepSummary, done: w.stepDone }
  const go = (to: Step, more: Group = {}) => {
    setDraft((d) => ({ ...d, ...more }))
    setRefusal(undefined)
    setStep(to)
  }

  const register = useWrite((_: undefined, { key }) =>
    must(api.POST('/v1/parties', { params: { query: { branch: typeof draft.branch === 'string' ? draft.branch : '' }, header: keyed(key) }, body: bodyOf(draft) })),
  { refresh: [['parties']] })

  const send = async () => {
    try {
      setMade(await register.mutateAsync(undefined))
      setStep('done')
    } catch (e) {
      const problem = problemOf(e)
      const at = problem.faults.map((f) => fieldOf(f.path, contactsOf(draft))).find((f) => f !== undefined)
      if (!at) return // the summary shows it
      const faults = problem.faults.flatMap((f) => {
        const to = fieldOf(f.path, contactsOf(draft))
        return to ? [{ ...f, path: to.path }] : []
      })
      setRefusal({ step: at.step, problem: new Problem({ status: problem.status, code: problem.code, instance: problem.request, detailZh: problem.sentence('zh'), detailEn: problem.sentence('en'), errors: faults }) })
      setStep(at.step)
    }
  }

  /** Checks the number, and asks whether somebody has it already: a second record of one customer is hard to mend. */
  const identify = async (value: Group) => {
    const number = String(value.document)
    const wrong = fieldProblem('/document', String(value.kind), number)
    if (wrong) throw wrong
    const found = await must(api.POST('/v1/party-searches', { params: { query: { limit: 1 } }, body: { document: tidy(number) } }))
    setKnown(found.items[0])
    if (found.items.length === 0) go('contacts', value)
    else setDraft((d) => ({ ...d, ...value }))
  }

  const back = (to: Step) => <Button onClick={() => { setStep(to) }}>{w.back}</Button>
  const problemHere = refusal?.step === step ? refusal.problem : undefined
  const keyOf = `${step}${problemHere ? problemHere.request : ''}`

  return (
    <Page title={w.registerTitle} width="read" crumbs={[{ title: w.parties, href: '/parties' }]}>
      <div className="task">
        <Steps steps={steps.map((key) => ({ key, title: titles[key] }))} current={step === 'done' ? steps.length : steps.indexOf(step)} />
        {step === 'sort' && (
          <Section title={w.stepSort}>
            <SchemaForm
              key={keyOf} refusal={problemHere} initial={draft} submit={w.nextStep}
              schema={{ type: 'object', required: ['sort', 'branch'], properties: {
                sort: choices(w.whichSort, (['person', 'business', 'agency', 'institution'] as const).map((s) => [s, c[s]])),
                branch: { type: 'string', title: w.homeBranch, oneOf: branchChoices(items, language) },
              } }}
              onSubmit={(v) => {
                const person = v.sort === 'person'
                const kind = person ? (draft.sort === 'person' ? draft.kind : 'citizen_id') : 'credit_code'
                go('identity', { ...v, kind, ...(v.sort === draft.sort ? {} : { document: undefined, expires: undefined }) })
                return Promise.resolve()
              }}
            />
          </Section>
        )}
        {step === 'identity' && (
          <Section title={w.stepIdentity}>
            {known && (
              <div className="amber" role="alert">
                <strong>{w.exists}</strong>
                <Link href={`/parties/${known.id}`}>{w.existsOpen}</Link>
              </div>
            )}
            <SchemaForm
              key={keyOf} refusal={problemHere} initial={draft} schema={identitySchema(draft, w, c)} submit={w.nextStep} secondary={back('sort')}
              onChange={(v) => { setDraft((d) => ({ ...d, ...v })); setKnown(undefined) }} onSubmit={identify}
            />
          </Section>
        )}
        {step === 'contacts' && (
          <Section title={w.stepContacts}>
            <p className="dialog-lead">{w.contactsLead}</p>
            <SchemaForm
              key={keyOf} refusal={problemHere} initial={draft} schema={contactSchema(w, c)} submit={w.nextStep} secondary={back('identity')}
              onSubmit={(v) => {
                const wrong = fieldProblem('/phone', 'phone', String(v.phone))
                if (wrong) throw wrong
                go('summary', { ...v, phone: tidy(String(v.phone)) })
                return Promise.resolve()
              }}
            />
          </Section>
        )}
        {step === 'summary' && (
          <Section title={w.stepSummary}>
            <p className="dialog-lead">{w.summaryLead}</p>
            <Facts facts={summaryOf(draft, w, c, nameOf, go)} />
            {register.error && <ErrorView small error={register.error} />}
            <div className="form-foot after">
              <Button type="primary" loading={register.isPending} onClick={() => { void send() }}>{w.submitRegister}</Button>
              {back('contacts')}
            </div>
          </Section>
        )}
        {step === 'done' && made && (
          <Receipt
            title={w.registered(made.name)} number={made.id}
            facts={[{ label: c.sort, value: c[made.sort] }, { label: c.branch, value: nameOf(made.branch) }, ...made.identifiers.map((v) => ({ label: c[v.kind as 'phone'], value: <span className="figures">{v.shown}</span> })), ...made.contacts.map((v) => ({ label: c[v.kind as 'phone'], value: <span className="figures">{v.shown}</span> }))]}
            next={[{ when: w.now, what: w.attachNow }, { when: w.today, what: w.riseNow }]}
            action={
              <>
                <Button type="primary" onClick={() => { open(`/parties/${made.id}`) }}>{w.openParty}</Button>
                <Button onClick={() => { setMade(undefined); setDraft(fresh); setStep('sort') }}>{w.another}</Button>
              </>
            }
          />
        )}
      </div>
    </Page>
  )
}

function summaryOf(draft: Group, w: W, c: C, nameOf: (code: string) => string, go: (to: Step) => void): Fact[] {
  const say = (v: unknown) => (typeof v === 'string' ? v : '')
  const change = (to: Step, what: string) => <button type="button" className="link-button" aria-label={`${w.change} ${what}`} onClick={() => { go(to) }}>{w.change}</button>
  const kind = say(draft.kind)
  const fact = (label: string, value: string, to: Step): Fact[] => (value ? [{ label, value: <span className="figures">{value}</span>, change: change(to, label) }] : [])
  return [
    ...fact(c.sort, c[say(draft.sort) as 'person'], 'sort'),
    ...fact(c.branch, nameOf(say(draft.branch)), 'sort'),
    ...fact(draft.sort === 'person' ? w.personName : w.orgName, say(draft.name), 'identity'),
    ...fact(w.latinName, say(draft.latinName), 'identity'),
    ...fact(c[kind as 'passport'], spaced(kind, say(draft.document)), 'identity'),
    ...fact(w.expires, say(draft.expires), 'identity'),
    ...(kind === 'citizen_id'
      ? [{ label: c.birth, value: <><span className="figures">{birthOf(tidy(say(draft.document)))}</span> <span className="note">{w.derived}</span></> }]
      : [...fact(c.birth, say(draft.birth), 'identity'), ...fact(w.gender, draft.gender ? c[say(draft.gender) as 'male'] : '', 'identity'), ...(draft.sort === 'person' ? fact(w.nationality, say(draft.nationality).toUpperCase(), 'identity') : [])]),
    ...contactKinds.flatMap((k) => fact(c[k], k === 'phone' ? spaced(k, say(draft[k])) : say(draft[k]), 'contacts')),
  ]
}
