import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { keyed, useAccounts, type S } from '@/faces/own/reads'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Page, Section } from '@/parts/Page'
import { accountOptions, collectKeys } from './shared'
import { words } from './words'

export default function NewCode() {
  const w = useWords(words)
  const accounts = useAccounts()
  return (
    <Page title={w.newCode} lead={w.newCodeLead} width="read" crumbs={[{ title: w.title, href: '/collect' }, { title: w.codes, href: '/collect/codes' }]}>
      <Section>
        <Await query={accounts}>{(all) => (accountOptions(all).length ? <Fields options={accountOptions(all)} /> : <Empty title={w.noAccounts} />)}</Await>
      </Section>
    </Page>
  )
}

const lives = [15, 60, 1440, 10080, 43200] as const

function Fields({ options }: { options: { value: string; label: string }[] }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const [sort, setSort] = useState<'printed' | 'bill'>(search.get('sort') === 'bill' ? 'bill' : 'printed')
  const [account, setAccount] = useState(options.length === 1 ? options[0]?.value : undefined)
  const [title, setTitle] = useState('')
  const [amount, setAmount] = useState('')
  const [note, setNote] = useState('')
  const [minutes, setMinutes] = useState<number>(15)
  const [tried, setTried] = useState(false)
  const make = useWrite((body: S['CollectMakeCodeInBody'], { key }) => must(api.POST('/v1/collect/codes', { params: { header: keyed(key) }, body })), { refresh: [collectKeys.codes] })
  const bill = sort === 'bill'
  const amountBad = bill && !/^[1-9]\d*$/.test(amount)
  const longTitle = [...title.trim()].length > 25
  const longNote = [...note.trim()].length > 60
  const send = () => {
    setTried(true)
    if (!account || amountBad || longTitle || longNote) return
    make.mutate(
      { account, title: title.trim() || undefined, note: note.trim() || undefined, ...(bill ? { amount, minutes } : {}) },
      { onSuccess: (c) => { go(`/collect/codes/${c.id}`) } },
    )
  }
  return (
    <form noValidate className="task-step" onSubmit={(e) => { e.preventDefault(); if (!make.isPending) send() }}>
      <fieldset className="field">
        <legend className="field-label">{w.sort}</legend>
        <Radio.Group
          className="radio-list" value={sort} onChange={(e) => { setSort(e.target.value as typeof sort) }}
          options={(['printed', 'bill'] as const).map((x) => ({ value: x, label: <span className="radio-text"><strong>{w[x]}</strong><span>{w[`${x}Text`]}</span></span> }))}
        />
      </fieldset>
      <FieldFrame label={w.account} error={tried && !account ? w.accountMissing : undefined}>
        {(control) => <Select {...control} value={account} options={options} onChange={(v: string) => { setAccount(v) }} />}
      </FieldFrame>
      {bill && (
        <FieldFrame label={w.amount} error={tried && amountBad ? w.amountBad : undefined}>
          {(control) => <MoneyInput control={control} value={amount} onChange={(v) => { setAmount(v ?? '') }} />}
        </FieldFrame>
      )}
      <FieldFrame label={w.shop} optional hint={w.shopHint} error={longTitle ? w.shopLong : undefined}>
        {(control) => <Input {...control} value={title} onChange={(e) => { setTitle(e.target.value) }} />}
      </FieldFrame>
      <FieldFrame label={w.note} optional hint={w.noteHint} error={longNote ? w.noteLong : undefined}>
        {(control) => <Input {...control} value={note} onChange={(e) => { setNote(e.target.value) }} />}
      </FieldFrame>
      {bill && (
        <FieldFrame label={w.lasts}>
          {(control) => <Select {...control} className="short" value={minutes} options={lives.map((m) => ({ value: m, label: w[`m${m}`] }))} onChange={(v: number) => { setMinutes(v) }} />}
        </FieldFrame>
      )}
      {make.error && <ErrorView small error={make.error} />}
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={make.isPending}>{w.make}</Button></div>
    </form>
  )
}
