import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Segmented from 'antd/es/segmented'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf, type Problem } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { common } from '@/faces/ops/parties/common'
import { branchChoices, useBranches } from '@/faces/ops/parties/shared'
import { AccountNo, groups } from '@/parts/AccountNo'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { SchemaForm } from '@/parts/SchemaForm'
import { textsOf, type Group, type Schema } from '@/parts/schema'
import { Steps } from '@/parts/Steps'
import { bodyOf, productsFor, sources, termsSchema } from './opening'
import { accountByNumber, depositByNumber, keyed, useMay, useProducts, type Product, type S } from './shared'
import { words } from './words'

const steps = ['owner', 'product', 'terms', 'check'] as const
type Step = (typeof steps)[number] | 'done'

/** Opening an account at the counter: whose, which product, on which terms, and a look with the customer before it counts. */
export default function Open() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [search, setSearch] = useSearchParams()
  const [, go] = useLocation()
  const { hat } = useMe()
  const { items: branches, nameOf } = useBranches()
  const owner = search.get('owner') ?? ''
  const [step, setStep] = useState<Step>(owner ? 'product' : 'owner')
  const [product, setProduct] = useState<Product>()
  const [terms, setTerms] = useState<Group>({ parent: search.get('parent') ?? undefined })
  const [ids, setIds] = useState<Record<string, string | undefined>>({})
  const [refusal, setRefusal] = useState<Problem>()
  const [made, setMade] = useState<S['Account']>()
  const party = useQuery({ queryKey: ['parties', owner], enabled: owner !== '', queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}', { params: { path: { id: owner } }, signal })) })
  const accounts = useQuery({ queryKey: ['deposits', 'of', owner], enabled: owner !== '', queryFn: ({ signal }) => must(api.GET('/v1/account/accounts', { params: { query: { owner, limit: 200 } }, signal })) })
  const names: Record<Step, string> = { owner: w.stepOwner, product: w.stepProduct, terms: w.stepTerms, check: w.stepCheck, done: w.stepDone }
  const branch = typeof terms.branch === 'string' ? terms.branch : hat.branch
  const currency = typeof terms.currency === 'string' ? terms.currency : (product?.currencies[0] ?? 'CNY')
  const from = sources(accounts.data?.items ?? [], currency).map((a) => ({ value: a.id, label: `${groups(a.number)} · ${formatMoney(a.booked, a.currency)}` }))
  const open = useWrite((_: undefined, { key }) => must(api.POST('/v1/account/accounts', {
    params: { query: { owner, branch }, header: keyed(key) }, body: product ? bodyOf(product, terms, ids) : { product: '', currency: '' },
  })), { refresh: [['deposits']] })

  const send = async () => {
    try {
      setMade(await open.mutateAsync(undefined))
      setStep('done')
    } catch (e) {
      // What belongs to a field is shown at the field; the rest stays here.
      const problem = problemOf(e)
      if (problem.faults.some((f) => f.path.startsWith('/'))) { setRefusal(problem); setStep('terms') }
    }
  }
  const termsForm: Schema = product ? termsSchema(product, currency, from, { ...w, renew: w.renewYes, quota: w.quota }) : {}
  const schema: Schema = { ...termsForm, required: [...(termsForm.required ?? []), 'branch'], properties: { branch: { type: 'string', title: w.atBranch, oneOf: branchChoices(branches, language) }, ...termsForm.properties } }
  const back = (to: Step) => <Button onClick={() => { setRefusal(undefined); setStep(to) }}>{w.back}</Button>

  return (
    <Page title={w.openTitle} width="read" crumbs={[{ title: w.deposits, href: '/accounts' }]}>
      <div className="task">
        <Steps steps={steps.map((key) => ({ key, title: names[key] }))} current={step === 'done' ? steps.length : steps.indexOf(step)} />
        {step === 'owner' && <Owner onOwner={(id) => { setSearch((old) => { const n = new URLSearchParams(old); n.set('owner', id); return n }, { replace: true }); setStep('product') }} />}
        {step !== 'owner' && step !== 'done' && party.data && <OwnerLine party={party.data} onChange={() => { setProduct(undefined); setStep('owner') }} />}
        {step === 'product' && (
          <Section title={w.stepProduct}>
            <Await query={party} rows={4}>
              {(p) => <Products party={p} chosen={product?.code ?? (terms.parent ? 'virtual' : undefined)} onProduct={(x) => { setProduct(x); setTerms((t) => ({ branch: t.branch ?? (hat.branch || p.branch), ...(x.kind === 'virtual' ? { parent: t.parent } : {}), ...(x.currencies.length > 1 ? { currency: x.currencies[0] } : {}) })); setStep('terms') }} />}
            </Await>
          </Section>
        )}
        {step === 'terms' && product && (
          <Section title={language === 'zh' ? product.nameZh : product.nameEn}>
            <SchemaForm
              key={refusal?.request} refusal={refusal} schema={schema} initial={terms} submit={w.next} secondary={back('product')} onChange={setTerms}
              onSubmit={async (v) => { setIds(await idsOf(v, product.kind)); setTerms(v); setRefusal(undefined); setStep('check') }}
            />
          </Section>
        )}
        {step === 'check' && product && (
          <Section title={w.stepCheck}>
            <p className="dialog-lead">{w.checkLead}</p>
            <Facts facts={[
              { label: w.product, value: language === 'zh' ? product.nameZh : product.nameEn, change: <Change what={w.product} onClick={() => { setStep('product') }} /> },
              ...said(schema, terms, currency, language, { yes: w.renewYes, no: w.renewNo }).map((f) => ({ ...f, change: <Change what={f.label} onClick={() => { setStep('terms') }} /> })),
              ...(product.fees.length > 0 ? [{ label: w.fee, value: w.feeBy }] : []),
            ]} />
            {open.error && <ErrorView small error={open.error} />}
            <div className="form-foot after"><Button type="primary" loading={open.isPending} onClick={() => { void send() }}>{w.confirmOpen}</Button>{back('terms')}</div>
          </Section>
        )}
        {step === 'done' && made && (
          <Receipt
            title={w.opened} number={made.number}
            facts={[{ label: w.name, value: made.name }, { label: w.number, value: <AccountNo value={made.number} full copy /> }, { label: w.branch, value: nameOf(made.branch) }, { label: w.openedOn, value: made.openedOn }, ...(made.maturesOn ? [{ label: w.maturesOn, value: made.maturesOn }] : [])]}
            next={made.kind === 'passbook' ? [{ when: w.now, what: w.nextPrint }] : made.holder === 'person' && made.kind === 'demand' ? [{ when: w.now, what: w.nextCard }] : undefined}
            action={
              <>
                <Button type="primary" onClick={() => { go(made.kind === 'passbook' ? `/accounts/${made.id}/passbook` : `/accounts/${made.id}`) }}>{made.kind === 'passbook' ? w.passbookLink : w.toAccount}</Button>
                <Button onClick={() => { setMade(undefined); setProduct(undefined); setTerms({}); setStep('product') }}>{w.openAnother}</Button>
              </>
            }
          />
        )}
      </div>
    </Page>
  )
}

function Change({ what, onClick }: { what: string; onClick: () => void }) {
  const w = useWords(words)
  return <button type="button" className="link-button" aria-label={`${w.change} ${what}`} onClick={onClick}>{w.change}</button>
}

/** The ids of the accounts whose numbers were typed. The beneficiary of held money may be anybody's, so it is looked up in the ledger. */
async function idsOf(v: Group, kind: string): Promise<Record<string, string | undefined>> {
  const typed = (n: string) => (typeof v[n] === 'string' && v[n].trim() !== '' ? v[n] : undefined)
  const out: Record<string, string | undefined> = {}
  const [parent, payTo, funds] = [typed('parent'), typed('payTo'), typed('funds')]
  if (parent) out.parent = (await depositByNumber(parent, '/parent')).id
  if (payTo) out.payTo = (kind === 'custody' || kind === 'escrow' ? await accountByNumber(payTo, '/payTo') : await depositByNumber(payTo, '/payTo')).id
  if (funds) out.funds = (await accountByNumber(funds, '/funds')).id
  return out
}

/** What was filled in, a line each. */
function said(schema: Schema, v: Group, currency: string, language: 'zh' | 'en', w: { yes: string; no: string }): Fact[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, s]): Fact[] => {
    const value = v[name]
    const label = textsOf(s, name, language).title
    if (s.type === 'boolean') return [{ label, value: value === true ? w.yes : w.no }]
    if (Array.isArray(value)) return [{ label, value: <ol>{value.map((x, i) => { const t = (x as Group).words; return <li key={i}>{i + 1}. {typeof t === 'string' ? t : ''}</li> })}</ol> }]
    if (typeof value !== 'string' || value === '') return []
    if (s.format === 'money') return [{ label, value: <Money minor={value} currency={currency} size="large" /> }]
    const chosen = s.oneOf?.find((o) => o.const === value)
    return [{ label, value: chosen ? chosen.title : value }]
  })
}

function OwnerLine({ party, onChange }: { party: S['Party']; onChange: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  return (
    <Section><Facts facts={[{ label: w.owner, value: <strong>{party.name}</strong>, change: <Change what={w.owner} onClick={onChange} /> }, { label: c.sort, value: c[party.sort] }, { label: w.level, value: w.levelOf(party.kyc.level) }]} /></Section>
  )
}

/** Finding the customer: by name or by document. Neither goes into the address. */
function Owner({ onOwner }: { onOwner: (id: string) => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const [, go] = useLocation()
  const { nameOf } = useBranches()
  const [by, setBy] = useState<'name' | 'document'>('name')
  const [asked, setAsked] = useState('')
  const found = useQuery({
    queryKey: ['parties', 'pick', by, asked], enabled: asked !== '',
    queryFn: ({ signal }) => (by === 'name' ? must(api.GET('/v1/parties', { params: { query: { name: asked, limit: 10 } }, signal })) : must(api.POST('/v1/party-searches', { params: { query: { limit: 10 } }, body: { document: asked }, signal }))),
  })
  const lines = [...new Map((found.data?.items ?? []).map((p) => [p.id, p])).values()]
  return (
    <Section title={w.findOwner}>
      <div className="buttons">
        <Segmented<'name' | 'document'> aria-label={w.findOwner} value={by} onChange={(v) => { setBy(v); setAsked('') }} options={[{ value: 'name', label: w.byName }, { value: 'document', label: w.byDocument }]} />
        <Input.Search key={by} className="find" autoFocus allowClear enterButton={w.search} aria-label={by === 'name' ? w.byName : w.byDocument} autoComplete="off" onSearch={(t) => { setAsked(t.trim()) }} />
      </div>
      {asked !== '' && (
        <Await query={found} rows={3}>
          {() => (lines.length === 0 ? <Empty title={w.noOwner} action={may('party.write') && <Button onClick={() => { go('/parties/new') }}>{w.registerOwner}</Button>} /> : (
            <div className="choice-list">
              {lines.map((p) => (
                <button key={p.id} type="button" disabled={p.level === 0 || p.status !== 'active'} onClick={() => { onOwner(p.id) }}>
                  <span>{p.name}</span>
                  <span className="choice-note">{c[p.sort as 'person']}{p.birth && ` · ${p.birth}`} · {nameOf(p.branch)} · {p.level === 0 ? w.needsOpen : w.levelOf(p.level)}</span>
                </button>
              ))}
            </div>
          ))}
        </Await>
      )}
    </Section>
  )
}

function Products({ party, chosen, onProduct }: { party: S['Party']; chosen?: string; onProduct: (p: Product) => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const products = useProducts()
  return (
    <Await query={products} rows={6}>
      {(list) => {
        const fit = productsFor(list.items, { sort: party.sort, level: party.kyc.level })
        if (fit.length === 0) return <Empty title={w.noProduct} />
        return (
          <div className="choice-list">
            {fit.map(({ product: p, reached }) => (
              <button key={p.code} type="button" disabled={!reached} aria-pressed={p.code === chosen} onClick={() => { onProduct(p) }}>
                <span>{language === 'zh' ? p.nameZh : p.nameEn}</span>
                <span className="choice-note">{reached ? [w[p.kind as 'demand'], p.currencies.join(' '), p.minOpen === '0' ? '' : w.minOpen(formatMoney(p.minOpen, p.currencies[0]))].filter(Boolean).join(' · ') : w.needsLevel(p.level)}</span>
              </button>
            ))}
          </div>
        )
      }}
    </Await>
  )
}
