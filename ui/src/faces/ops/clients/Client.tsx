import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Copy } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { formatInstant, toDate } from '@/parts/instant'
import { Facts, Page, Section } from '@/parts/Page'
import { Reason } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { words as parts } from '@/parts/words'
import { Confirm } from '../parties/changes'
import { common } from '../parties/common'
import { choices, endOfDay, FormDialog, keyed, PartyName, Proposed, statusTone, text, useMay, useRoles, why, type S } from '../parties/shared'
import { Once } from '../people/Once'
import { words } from './words'

type Ask = 'key' | 'secret' | 'suspend' | 'resume'
const given = (v: unknown) => (typeof v === 'string' && v.trim() !== '' ? v.trim() : undefined)

/** One API client, its keys, and what is proposed for it. */
export default function ClientPage() {
  const { id = '' } = useParams<{ id: string }>()
  const w = useWords(words)
  const query = useQuery({ queryKey: ['clients', id], queryFn: ({ signal }) => must(api.GET('/v1/clients/{id}', { params: { path: { id } }, signal })) })
  if (query.data) return <Shown client={query.data} />
  return <Page title={w.clients} crumbs={[{ title: w.clients, href: '/clients' }]}><Await query={query}>{() => null}</Await></Page>
}

function Shown({ client: x }: { client: S['Client'] }) {
  const w = useWords(words)
  const c = useWords(common)
  const p = useWords(parts)
  const may = useMay()
  const roles = useRoles()
  const [ask, setAsk] = useState<Ask>()
  const [removing, setRemoving] = useState<S['ClientKey']>()
  const [proposal, setProposal] = useState<S['Approval']>()
  const [secret, setSecret] = useState<S['ClientSecret']>()
  const [now] = useState(() => Date.now())
  const [form, setForm] = useState<unknown>('key')
  const close = () => { setAsk(undefined) }
  const refresh = { refresh: [['clients'], ['approvals']] }
  const to = (key: string) => ({ params: { path: { id: x.id }, header: keyed(key) } })
  const addKey = useWrite((body: S['ClientProposeClientKeyInBody'], { key }) => must(api.POST('/v1/clients/{id}/keys', { ...to(key), body })), refresh)
  const removeKey = useWrite((k: string, { key }) => must(api.DELETE('/v1/clients/{id}/keys/{key}', { params: { path: { id: x.id, key: k }, header: keyed(key) } })), refresh)
  const newSecret = useWrite((reason: string) => must(api.POST('/v1/clients/{id}/secret', { params: { path: { id: x.id } }, body: { reason } })), refresh)
  const suspend = useWrite((reason: string, { key }) => must(api.POST('/v1/clients/{id}/suspend', { ...to(key), body: { reason } })), refresh)
  const resume = useWrite((reason: string, { key }) => must(api.POST('/v1/clients/{id}/resume', { ...to(key), body: { reason } })), refresh)
  const keys = x.keys ?? []
  const stateOf = (k: S['ClientKey']) => (k.endedAt ? 'ended' : toDate(k.from).getTime() > now ? 'notYet' : k.until && toDate(k.until).getTime() < now ? 'over' : 'inForce')
  const forms: Record<S['ClientKey']['form'], string> = { ed25519: 'Ed25519', 'sm2-sm3': 'SM2', certificate: w.form_certificate }
  const rate = x.rate === undefined ? w.rateUsual : x.rate.burst === 0 ? w.rateNone : w.rateOf((1_000_000 / x.rate.everyMicros).toFixed(1).replace(/\.0$/, ''), x.rate.burst)
  const active = x.state === 'active'
  return (
    <Page
      title={x.name} crumbs={[{ title: w.clients, href: '/clients' }]} state={<Status tone={statusTone[x.state] ?? 'idle'}>{w[x.state]}</Status>}
      action={may('client.write') && (active
        ? <><Button type="primary" onClick={() => { setAsk('key') }}>{w.addKey}</Button><Button onClick={() => { setAsk('secret') }}>{w.newSecret}</Button><Button danger onClick={() => { setAsk('suspend') }}>{w.suspend}</Button></>
        : <Button type="primary" onClick={() => { setAsk('resume') }}>{w.resume}</Button>)}
    >
      <Section>
        <Facts facts={[
          { label: w.id, value: <><span className="figures">{x.id}</span> <Copy text={x.id} label={p.copy} /></> }, { label: w.party, value: x.party ? <PartyName id={x.party} /> : w.bankOwn }, { label: w.roles, value: x.roles.map(roles.nameOf).join(c.and) },
          { label: w.auth, value: [...(x.hasSecret ? [w.secret] : []), ...(keys.some((k) => stateOf(k) === 'inForce') ? [w.keys] : [])].join(' + ') || c.none },
          { label: w.networks, value: x.networks?.length ? x.networks.join(', ') : w.anywhere }, { label: w.rate, value: rate }, { label: w.until, value: x.until ? formatInstant(x.until) : w.noEnd },
          { label: w.madeAt, value: <Time at={x.madeAt} /> }, { label: w.changedAt, value: <Time at={x.changedAt} /> },
        ]} />
      </Section>
      <Section title={w.keys} flush>
        {keys.length === 0
          ? <p className="lines-empty note">{w.noKeys}</p>
          : (
            <ul className="lines">
              {keys.map((k) => (
                <li key={k.id}>
                  <span className="lines-text"><span>{k.name ?? forms[k.form]}</span><span className="lines-note">{forms[k.form]} · {w.thumbprint} <code>{k.thumbprint}</code></span></span>
                  <span className="lines-side">
                    <span className="lines-note">{k.until ? c.span(formatInstant(k.from, 'date'), formatInstant(k.until, 'date')) : c.sinceOf(formatInstant(k.from, 'date'))}</span>
                    <Status tone={stateOf(k) === 'inForce' ? 'good' : stateOf(k) === 'notYet' ? 'wait' : 'idle'}>{w[stateOf(k)]}</Status>
                    {may('client.write') && !k.endedAt && <Button type="link" size="small" danger aria-label={`${w.removeKey} ${k.name ?? k.thumbprint}`} onClick={() => { setRemoving(k) }}>{w.removeKey}</Button>}
                  </span>
                </li>
              ))}
            </ul>
          )}
      </Section>
      {ask === 'key' && (
        <FormDialog
          title={w.addKeyTitle} submit={w.propose} onClose={close} initial={{ form: 'key' }} onChange={(v) => { setForm(v.form) }}
          schema={{ type: 'object', required: ['form', form === 'certificate' ? 'certificate' : 'publicKey', 'reason'], properties: {
            form: choices(w.keyForm, [['key', w.form_key], ['certificate', w.form_certificate]]),
            ...(form === 'certificate' ? { certificate: text(w.certificate, { description: w.certificateHint, 'x-widget': 'area' }) } : { publicKey: text(w.publicKey, { description: w.publicKeyHint, 'x-widget': 'area' }) }),
            name: text(w.keyName, { description: w.keyNameHint, maxLength: 60 }), until: { type: 'string', format: 'date', title: w.until }, reason: why(w.reason, w.reasonHint),
          } }}
          onSubmit={async (v) => {
            const until = given(v.until)
            setProposal(await addKey.mutateAsync({ publicKey: v.form === 'key' ? given(v.publicKey) : undefined, certificate: v.form === 'certificate' ? given(v.certificate) : undefined, name: given(v.name), until: until && endOfDay(until), reason: String(v.reason) }))
          }}
        />
      )}
      {ask === 'secret' && <Reason title={w.newSecretTitle} text={w.newSecretText} act={w.propose} onCancel={close} onReason={async (reason) => { setSecret(await newSecret.mutateAsync(reason)); close() }} />}
      {ask === 'suspend' && <Reason title={w.suspendTitle} text={w.suspendText} act={w.suspend} danger onCancel={close} onReason={async (reason) => { await suspend.mutateAsync(reason); close() }} />}
      {ask === 'resume' && <Reason title={w.resumeTitle} text={w.resumeText} act={w.propose} onCancel={close} onReason={async (reason) => { setProposal(await resume.mutateAsync(reason)); close() }} />}
      {removing && <Confirm title={w.removeKeyTitle} text={w.removeKeyText} act={w.removeKey} danger onClose={() => { setRemoving(undefined) }} onConfirm={() => removeKey.mutateAsync(removing.id)} />}
      {secret && <Once title={w.secretTitle} label={w.secret} secret={secret.secret} text={w.secretOnce} onClose={() => { setProposal(secret.approval); setSecret(undefined) }} />}
      {proposal && <Proposed approval={proposal} onClose={() => { setProposal(undefined) }} />}
    </Page>
  )
}
