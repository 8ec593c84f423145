import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { formatMoney } from '@/parts/amount'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Loading } from '@/parts/Loading'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { maskAccount } from '@/parts/AccountNo'
import { dateIn } from '../dates'
import { usePurses, type Purse } from '../pay/From'
import { keys, keyed, useAccounts, useParty, type S } from '../reads'
import { Task } from '../Task'
import { common, wordOf } from '../words'
import { depositKeys, useProducts, useRates, type Product } from './deposits'
import { ofMonths, percentOf, tierRate } from './earning'
import { words } from './deposit.words'
import '../own.css'
import '../pay/pay.css'

const opens = ['demand', 'time', 'notice']

/** Opens a deposit: which kind, how much and from where, a look at what it will earn. */
export default function Open() {
  const w = useWords(words)
  const products = useProducts()
  const { purses, isPending } = usePurses()
  const offered = products.data?.filter((p) => p.offered && opens.includes(p.kind) && p.holders.includes('person'))
  const [made, setMade] = useState<S['Account']>()
  return (
    <Page title={w.openTitle} lead={made ? undefined : w.openLead} width="read" crumbs={[{ title: wordOf(useWords(common), 'accounts'), href: '/accounts' }]}>
      {made ? <Made account={made} /> : products.isPending || isPending ? <Section><Loading rows={5} /></Section> : products.error ? <ErrorView error={products.error} />
        : offered && offered.length > 0 ? <Form products={offered} purses={purses ?? []} onMade={setMade} /> : <Section><Empty title={w.productsNone} /></Section>}
    </Page>
  )
}

/** The rate of a product today for an amount, in millionths a year. */
export function useRateOf(): (rateCode: string | undefined, amount: bigint) => bigint {
  const { data } = useRates()
  return (code, amount) => { const r = data?.find((x) => x.code === code); return r ? tierRate(r.tiers, amount) : 0n }
}

function Form({ products, purses, onMade }: { products: Product[]; purses: Purse[]; onMade: (a: S['Account']) => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const party = useParty()
  const held = useAccounts()
  const rateOf = useRateOf()
  const wanted = search.get('product')
  const [code, setCode] = useState(products.find((p) => p.code === wanted)?.code ?? products.find((p) => p.kind === 'time' && purses.length > 0)?.code ?? products[0]?.code ?? '')
  const [at, setAt] = useState(0)
  const [amount, setAmount] = useState('')
  const [from, setFrom] = useState(purses[0]?.id ?? '')
  const [renew, setRenew] = useState(true)
  const [title, setTitle] = useState('')
  const [currency, setCurrency] = useState('CNY')
  const [tried, setTried] = useState(false)
  const p = products.find((x) => x.code === code)
  const purse = purses.find((x) => x.id === from && x.currency === currency)
  const branch = purse?.deposit.branch ?? purses[0]?.deposit.branch ?? held.data?.find((h) => !h.closed)?.branch
  const sum = /^\d+$/.test(amount) ? BigInt(amount) : 0n
  const fixed = p?.kind !== 'demand'
  const min = BigInt(p?.minOpen ?? '0')
  const bad = amount !== '' && !/^\d+$/.test(amount) ? true : fixed || sum > 0n ? sum < min || sum === 0n || !purse || (purse.available !== undefined && sum > BigInt(purse.available)) : false
  const rate = rateOf(p?.rateCode, sum)
  const open = useWrite(
    (body: S['AccountOpenDepositInBody'], { key }) => must(api.POST('/v1/account/accounts', { params: { query: { owner: party, branch: branch ?? '' }, header: keyed(key) }, body })),
    { refresh: [depositKeys.all(party), keys.accounts(party)] },
  )
  if (!branch && !held.isLoading) return <Section><Empty title={w.branchNone} /></Section>
  const name = (x: Product) => (language === 'zh' ? x.nameZh : x.nameEn)
  const next = () => {
    if (at === 1) { setTried(true); if (bad) return }
    setTried(false)
    if (at < 2) { setAt(at + 1); return }
    open.mutate(
      { product: code, currency, ...(sum > 0n && { amount, from }), ...(fixed && { payTo: from }), ...(p?.kind === 'time' && { renew }), ...(title.trim() && { title: title.trim() }) },
      { onSuccess: onMade },
    )
  }
  const matures = p?.termMonths ? dateIn({ months: p.termMonths }) : undefined
  const interest = p?.termMonths ? ofMonths(sum, rate, p.termMonths) : undefined
  const change = (step: number) => <button type="button" className="link-button" onClick={() => { setAt(step) }}>{c.change}</button>
  return (
    <Task
      steps={[{ key: 'what', title: w.openWhat }, { key: 'how', title: w.openHow }, { key: 'check', title: w.openCheck }]} at={at} title={[w.openWhat, w.openHow, w.openCheck][at] ?? ''}
      commit={w.commitOpen} busy={open.isPending} onNext={next} onBack={() => { if (at === 0) go('/accounts'); else setAt(at - 1) }}
    >
      {at === 0 && (
        <fieldset className="field">
          <legend className="unseen">{w.openWhat}</legend>
          <Radio.Group className="radio-list" value={code} onChange={(e) => { setCode(e.target.value as string); setCurrency('CNY') }}>
            {products.map((x) => (
              <Radio key={x.code} value={x.code}>
                <span className="radio-text"><strong>{name(x)}</strong><span>{w.rateNow(percentOf(rateOf(x.rateCode, BigInt(x.minOpen))))}{x.minOpen !== '0' && ` · ${w.minOpen(formatMoney(x.minOpen))}`}</span></span>
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
      )}
      {at === 1 && p && (
        <>
          {p.kind === 'demand' && p.currencies.length > 1 && <FieldFrame label={c_currency(language)}>{(a) => <Select {...a} className="short" value={currency} onChange={(v: string) => { setCurrency(v) }} options={p.currencies.map((v) => ({ value: v, label: v }))} />}</FieldFrame>}
          <FieldFrame label={w.amount} optional={!fixed} hint={p.minOpen !== '0' ? w.minOpen(formatMoney(p.minOpen, currency)) : undefined} error={tried && bad ? w.amountBad(formatMoney(p.minOpen, currency)) : undefined}>
            {(a) => <MoneyInput control={a} currency={currency} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}
          </FieldFrame>
          {purses.length > 0 && (
            <FieldFrame label={w.from}>{(a) => <Select {...a} value={from || undefined} onChange={(v: string) => { setFrom(v) }} options={purses.filter((x) => x.currency === currency).map((x) => ({ value: x.id, label: `${x.label} ${maskAccount(x.number).slice(-4)} · ${formatMoney(x.available ?? '0', x.currency)}` }))} />}</FieldFrame>
          )}
          {p.kind === 'time' && (
            <fieldset className="field">
              <legend className="field-label">{w.renewAsk}</legend>
              <Radio.Group value={renew} onChange={(e) => { setRenew(e.target.value as boolean) }} options={[{ value: true, label: w.renewYes }, { value: false, label: w.renewNo }]} />
            </fieldset>
          )}
          <FieldFrame label={w.title} optional hint={w.titleHint}>{(a) => <Input {...a} maxLength={60} value={title} onChange={(e) => { setTitle(e.target.value) }} />}</FieldFrame>
          {interest !== undefined && sum > 0n && <p role="status">{w.preview} <Money minor={interest} currency={currency} size="large" /> <span className="soft">{w.rateNow(percentOf(rate))}</span></p>}
        </>
      )}
      {at === 2 && p && (
        <>
          <Facts
            facts={[
              { label: w.product, value: name(p), change: change(0) },
              { label: w.amount, value: <Money minor={sum} currency={currency} size="large" />, change: change(1) },
              ...(purse && (fixed || sum > 0n) ? [{ label: w.from, value: `${purse.label} ${maskAccount(purse.number).slice(-4)}`, change: change(1) }] : []),
              { label: w.rate, value: percentOf(rate) },
              ...(matures ? [{ label: w.maturesAt, value: matures }] : []),
              ...(interest !== undefined ? [{ label: w.preview, value: <Money minor={interest} currency={currency} /> }] : []),
              ...(p.kind === 'time' ? [{ label: w.renewAsk, value: renew ? w.renewYes : w.renewNo, change: change(1) }] : []),
              ...(title.trim() ? [{ label: w.title, value: title.trim(), change: change(1) }] : []),
            ]}
          />
          {interest !== undefined && <p className="soft">{w.previewText}</p>}
          {open.error && <ErrorView small error={open.error} />}
        </>
      )}
    </Task>
  )
}

const c_currency = (language: string) => (language === 'zh' ? '币种' : 'Currency')

function Made({ account: a }: { account: S['Account'] }) {
  const w = useWords(words)
  return (
    <Receipt
      title={w.opened} number={a.number} action={<Link href={`/accounts/${a.id}`}><Button type="primary">{w.seeAccount}</Button></Link>}
      facts={[...(a.terms.principal ? [{ label: w.principal, value: <Money minor={a.terms.principal} currency={a.currency} size="hero" /> }] : []), ...(a.title ? [{ label: w.titleOf, value: a.title }] : [])]}
      next={[...(a.terms.from ? [{ when: a.terms.from, what: w.openedNext }] : []), ...(a.maturesOn ? [{ when: a.maturesOn, what: w.openedMatures }] : [])]}
    />
  )
}
