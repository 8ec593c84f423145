import App from 'antd/es/app'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { soon } from '../dates'
import { keyed, keys, useConsents, useParty, type S } from '../reads'
import { common, useWhose, wordOf } from '../words'
import { purposes, words } from './words'

type Consent = S['PartyConsent']

/** How a recipient is called. */
export function useRecipient(): (recipient: string) => string {
  const w = useWords(words)
  return (recipient) => {
    const [kind, id = ''] = recipient.split(':')
    return kind === 'party' ? w.partyN(id) : kind === 'client' ? w.clientN(id) : w.bank
  }
}

/** What the party has consented to, and the withdrawal of it. */
export default function Consents() {
  const w = useWords(words)
  const consents = useConsents()
  const { people } = useWhose()
  const may = useMay()
  const [, go] = useLocation()
  const [past, setPast] = useState(false)
  const [leaving, setLeaving] = useState<Consent>()
  return (
    <Page title={w.consents} lead={people ? w.consentsLead : w.consentsLeadOrg} width="read" action={may('party.consent') && <Button type="primary" onClick={() => { go('/consents/new') }}>{w.give}</Button>}>
      <Await query={consents}>
        {(all) => {
          const stands = all.filter((k) => k.active)
          const ended = all.filter((k) => !k.active)
          return (
            <>
              {stands.length === 0 && <Section><Empty title={w.noConsents}>{people ? w.noConsentsText : w.noConsentsTextOrg}</Empty></Section>}
              {stands.map((k) => <One key={k.id} consent={k} onWithdraw={may('party.consent') ? () => { setLeaving(k) } : undefined} />)}
              {ended.length > 0 && <p><button type="button" className="link-button" aria-expanded={past} onClick={() => { setPast(!past) }}>{w.showPast(ended.length)}</button></p>}
              {past && ended.map((k) => <One key={k.id} consent={k} />)}
            </>
          )
        }}
      </Await>
      {leaving && <Withdraw consent={leaving} onClose={() => { setLeaving(undefined) }} />}
    </Page>
  )
}

function One({ consent: k, onWithdraw }: { consent: Consent; onWithdraw?: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const p = useWords(purposes)
  const { language } = usePreferences()
  const recipient = useRecipient()
  const [, go] = useLocation()
  const [now] = useState(() => new Date())
  const close = k.active && soon(k.until, 30, now)
  const state = k.active ? (close ? 'wait' : 'good') : 'idle'
  return (
    <Section
      title={<span className="consent-title">{wordOf(p, k.purpose)} <Status tone={state}>{k.active ? w.stands : k.withdrawnAt ? w.withdrawn : w.ended}</Status></span>}
      extra={onWithdraw && (
        <span className="buttons">
          {close && <Button onClick={() => { go(`/consents/new?purpose=${k.purpose}&data=${(k.data ?? []).join(',')}&recipient=${encodeURIComponent(k.recipient)}`) }}>{w.again}</Button>}
          <Button onClick={onWithdraw} aria-label={w.withdrawTitle(wordOf(p, k.purpose))}>{w.withdraw}</Button>
        </span>
      )}
    >
      <div className="own-facts"><Facts
        facts={[
          { label: w.recipient, value: recipient(k.recipient) },
          { label: w.data, value: (k.data ?? []).map((d) => wordOf(d === 'accounts' ? { accounts: c.accounts } : c, d)).join(language === 'zh' ? '、' : ', ') },
          k.withdrawnAt ? { label: w.withdrawnAt, value: formatInstant(k.withdrawnAt) } : { label: w.until, value: k.until ? formatInstant(k.until, 'date') : w.untilWithdrawn },
          { label: w.given, value: formatInstant(k.givenAt, 'date') },
        ]}
      /></div>
    </Section>
  )
}

function Withdraw({ consent: k, onClose }: { consent: Consent; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const p = useWords(purposes)
  const id = useParty()
  const { message } = App.useApp()
  const withdraw = useWrite(
    (consent: string, { key }) => must(api.DELETE('/v1/parties/{id}/consents/{consent}', { params: { path: { id, consent }, header: keyed(key) } })),
    { refresh: [keys.consents(id)] },
  )
  return (
    <Modal
      open title={w.withdrawTitle(wordOf(p, k.purpose))} okText={w.withdraw} cancelText={c.cancel} confirmLoading={withdraw.isPending} onCancel={onClose} destroyOnHidden
      onOk={() => { withdraw.mutate(k.id, { onSuccess: () => { void message.success(w.withdrawnDone); onClose() } }) }}
    >
      <p>{w.withdrawText}</p>
      {withdraw.error && <ErrorView small error={withdraw.error} />}
    </Modal>
  )
}
