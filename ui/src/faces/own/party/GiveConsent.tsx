import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { formatInstant } from '@/parts/instant'
import { Facts, Page } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { endFault, endOfDay } from '../dates'
import { endDate, Ends, type End } from '../Ends'
import { keyed, keys, useParty, type S } from '../reads'
import { Task } from '../Task'
import { common, wordOf } from '../words'
import { useRecipient } from './Consents'
import { meanings, purposes, wording, words } from './words'

type Purpose = S['PartyNewConsent']['purpose']
const all: Purpose[] = ['marketing', 'account_information', 'credit_assessment', 'data_sharing', 'public_service']
const kinds = ['profile', 'accounts', 'documents', 'history']

/** A consent, in three steps: what for and who, which data until when, and the whole of it once more. */
export default function GiveConsent() {
  const w = useWords(words)
  const c = useWords(common)
  const p = useWords(purposes)
  const m = useWords(meanings)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const id = useParty()
  const recipientName = useRecipient()
  const asked = search.get('recipient') ?? 'bank'
  const [at, setAt] = useState(0)
  const [purpose, setPurpose] = useState<Purpose | undefined>(all.find((x) => x === search.get('purpose')))
  const [to, setTo] = useState<'bank' | 'other'>(asked === 'bank' ? 'bank' : 'other')
  const [other, setOther] = useState(asked === 'bank' ? '' : asked)
  const [data, setData] = useState<string[]>(() => kinds.filter((k) => search.get('data')?.split(',').includes(k)))
  const [end, setEnd] = useState<End>({ how: '12', date: '' })
  const [tried, setTried] = useState(false)
  const [done, setDone] = useState<S['PartyConsent']>()
  const give = useWrite(
    (body: S['PartyNewConsent'], { key }) => must(api.POST('/v1/parties/{id}/consents', { params: { path: { id }, header: keyed(key) }, body })),
    { refresh: [keys.consents(id)] },
  )
  const recipient = to === 'bank' ? 'bank' : /^\d+$/.test(other.trim()) ? `party:${other.trim()}` : other.trim()
  const badOther = to === 'other' && !/^(party|client):\d{10,19}$/.test(recipient)
  const until = endDate(end)
  const fault = end.how === 'date' ? endFault(end.date) : undefined
  const dataWord = (d: string) => (d === 'accounts' ? c.accounts : wordOf(c, d))
  const listed = data.map(dataWord).join(language === 'zh' ? '、' : ', ')
  const next = () => {
    setTried(true)
    if (at === 0 ? !purpose || badOther : at === 1 && (data.length === 0 || fault)) return
    setTried(false)
    if (at < 2) { setAt(at + 1); return }
    if (purpose) give.mutate({ purpose, recipient, data, wording, until: until ? endOfDay(until) : undefined }, { onSuccess: setDone })
  }
  if (done) {
    return (
      <Page title={w.give} width="read" crumbs={[{ title: w.consents, href: '/consents' }]}>
        <Receipt
          title={w.doneTitle} number={done.id} action={<Link href="/consents">{w.toConsents}</Link>} next={[{ when: w.doneWhen, what: w.doneNext }]}
          facts={[{ label: w.purpose, value: wordOf(p, done.purpose) }, { label: w.recipient, value: recipientName(done.recipient) }, { label: w.data, value: listed }, { label: w.until, value: done.until ? formatInstant(done.until, 'date') : w.untilWithdrawn }]}
        />
      </Page>
    )
  }
  const change = (step: number) => <button type="button" className="link-button" onClick={() => { setAt(step) }}>{c.change}</button>
  return (
    <Page title={w.give} lead={w.giveLead} width="read" crumbs={[{ title: w.consents, href: '/consents' }]}>
      <Task
        steps={[{ key: 'purpose', title: w.stepPurpose }, { key: 'data', title: w.stepData }, { key: 'check', title: w.stepCheck }]} at={at}
        title={[w.whichPurpose, w.whichData, w.check][at] ?? ''} commit={w.agree} busy={give.isPending} onNext={next} onBack={() => { if (at === 0) go('/consents'); else setAt(at - 1) }}
      >
        {at === 0 && (
          <>
            <fieldset className={tried && !purpose ? 'field field-bad' : 'field'}>
              <legend className="unseen">{w.purpose}</legend>
              {tried && !purpose && <p className="field-error" role="alert">{w.purposeMissing}</p>}
              <Radio.Group className="radio-list" value={purpose} onChange={(e) => { setPurpose(e.target.value as Purpose) }} options={all.map((x) => ({ value: x, label: <span className="radio-text"><strong>{wordOf(p, x)}</strong><span>{wordOf(m, x)}</span></span> }))} />
            </fieldset>
            <fieldset className="field">
              <legend className="field-label">{w.who2}</legend>
              <Radio.Group value={to} onChange={(e) => { setTo(e.target.value as typeof to) }} options={[{ value: 'bank', label: w.toBank }, { value: 'other', label: w.toOther }]} />
            </fieldset>
            {to === 'other' && (
              <FieldFrame label={w.otherId} error={tried && badOther ? w.otherBad : undefined}>
                {(a) => <Input {...a} className="figures" maxLength={30} value={other} onChange={(e) => { setOther(e.target.value) }} />}
              </FieldFrame>
            )}
          </>
        )}
        {at === 1 && (
          <>
            <fieldset className={tried && data.length === 0 ? 'field field-bad' : 'field'}>
              <legend className="unseen">{w.data}</legend>
              {tried && data.length === 0 && <p className="field-error" role="alert">{w.dataMissing}</p>}
              <Checkbox.Group value={data} onChange={setData} options={kinds.map((k) => ({ value: k, label: dataWord(k) }))} />
            </fieldset>
            <Ends label={w.untilWhen} hint={w.untilHint} value={end} onChange={setEnd} open={w.open} fault={tried && fault ? c[fault] : undefined} />
          </>
        )}
        {at === 2 && purpose && (
          <>
            <Facts
              facts={[
                { label: w.purpose, value: wordOf(p, purpose), change: change(0) }, { label: w.recipient, value: recipientName(recipient), change: change(0) },
                { label: w.data, value: listed, change: change(1) }, { label: w.until, value: until || w.untilWithdrawn, change: change(1) },
              ]}
            />
            <p className="consent-text">{wordOf(m, purpose)}</p>
            {give.error && <ErrorView small error={give.error} />}
          </>
        )}
      </Task>
    </Page>
  )
}
