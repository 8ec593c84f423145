import { useQuery } from '@tanstack/react-query'
import App from 'antd/es/app'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useId, useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { addPasskey, hasPasskeys } from '@/app/signin/calls'
import { passkeyProblem } from '@/app/signin/Frame'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { keys, useMethods, useSessions, type S } from '../reads'
import { common, wordOf } from '../words'
import { Confirm } from './Confirm'
import { RecoveryCodes } from './Recovery'
import { words } from './words'

const day = (at?: string) => (at ? formatInstant(at, 'date') : '')

/** How she signs in, and where she is signed in. The same under every hat. */
export default function Security() {
  const w = useWords(words)
  const methods = useMethods()
  return (
    <Page title={w.title} lead={w.lead} width="read">
      <Await query={methods} rows={4}>{(m) => <><Methods methods={m} /><Passkeys methods={m} /></>}</Await>
      <Sessions />
      <Devices />
    </Page>
  )
}

/** A line with what it is, what it is for, and what can be done. */
function Line({ title, state, text, children }: { title: ReactNode; state?: ReactNode; text?: ReactNode; children?: ReactNode }) {
  return (
    <li>
      <span className="line-text"><span className="line-title"><strong>{title}</strong> {state}</span>{text && <span className="soft">{text}</span>}</span>
      {children && <span className="buttons">{children}</span>}
    </li>
  )
}

function Methods({ methods: m }: { methods: S['SigninMethods'] }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const { message } = App.useApp()
  const [open, setOpen] = useState<'off' | 'new'>()
  const [codes, setCodes] = useState<string[]>()
  const off = useWrite(() => must(api.DELETE('/v1/auth/methods/totp', {})), { refresh: [keys.methods] })
  const renew = useWrite(() => must(api.POST('/v1/auth/methods/recovery', {})), { refresh: [keys.methods] })
  return (
    <Section title={w.methods} extra={<span className="soft">{w.login} {m.login}</span>} flush>
      <ul className="own-lines line-acts">
        <Line title={w.password} text={m.password ? w.passwordSet(day(m.passwordAt)) : w.passwordNone}>
          <Button onClick={() => { go('/security/password') }}>{m.password ? w.changePassword : w.setPassword}</Button>
        </Line>
        <Line title={w.totp} state={<Status tone={m.totp ? 'good' : 'wait'}>{m.totp ? w.totpOn : w.totpOff}</Status>} text={w.totpWhy}>
          {m.totp ? <Button onClick={() => { setOpen('off') }} aria-label={w.turnOffTitle}>{w.turnOff}</Button> : <Button onClick={() => { go('/security/codes') }} aria-label={`${w.setUp} ${w.totp}`}>{w.setUp}</Button>}
        </Line>
        {m.totp && (
          <Line title={w.recovery} state={<Status tone={m.recoveryCodes > 2 ? 'good' : 'wait'}>{w.recoveryLeft(m.recoveryCodes)}</Status>} text={w.recoveryWhy}>
            <Button onClick={() => { setOpen('new') }}>{w.newRecovery}</Button>
          </Line>
        )}
        {m.providers?.map((p) => <Line key={p} title={w.providers} text={p} />)}
      </ul>
      {open === 'off' && <Confirm danger title={w.turnOffTitle} text={w.turnOffText} act={w.turnOff} onClose={() => { setOpen(undefined) }} onDo={() => off.mutateAsync(undefined)} />}
      {open === 'new' && <Confirm title={w.newRecoveryTitle} text={w.newRecoveryText} act={w.newRecovery} onClose={() => { setOpen(undefined) }} onDo={async () => { setCodes((await renew.mutateAsync(undefined)).recoveryCodes); void message.success(w.newRecoveryDone) }} />}
      {codes && (
        <Modal open title={w.newRecoveryDone} closable={false} keyboard={false} mask={{ closable: false }} footer={<Button type="primary" onClick={() => { setCodes(undefined) }}>{w.kept}</Button>}>
          <RecoveryCodes codes={codes} />
        </Modal>
      )}
    </Section>
  )
}

function Passkeys({ methods: m }: { methods: S['SigninMethods'] }) {
  const w = useWords(words)
  const { message } = App.useApp()
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<S['SigninPasskey']>()
  const remove = useWrite((id: string) => must(api.DELETE('/v1/auth/methods/passkeys/{id}', { params: { path: { id } } })), { refresh: [keys.methods] })
  const can = hasPasskeys()
  const all = m.passkeys ?? []
  return (
    <Section title={w.passkeys} extra={can && <Button onClick={() => { setAdding(true) }}>{w.addPasskey}</Button>} flush>
      <p className="own-pad soft">{w.passkeysWhy}{!can && <> {w.cant}</>}</p>
      {all.length > 0 ? (
        <ul className="own-lines line-acts">
          {all.map((k) => (
            <Line key={k.id} title={k.name} text={`${w.made(day(k.madeAt))} · ${k.usedAt ? w.used(day(k.usedAt)) : w.neverUsed}`}>
              <Button onClick={() => { setLeaving(k) }} aria-label={w.removeKey(k.name)}>{w.forget}</Button>
            </Line>
          ))}
        </ul>
      ) : <p className="own-pad">{w.noPasskeys}</p>}
      {adding && <AddPasskey onClose={() => { setAdding(false) }} onDone={() => { setAdding(false); void message.success(w.added) }} />}
      {leaving && <Confirm danger title={w.removeKey(leaving.name)} text={w.removeKeyText} act={w.forget} onClose={() => { setLeaving(undefined) }} onDo={() => remove.mutateAsync(leaving.id)} />}
    </Section>
  )
}

function AddPasskey({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const id = useId()
  const [name, setName] = useState(w.keyNameDefault)
  const [missing, setMissing] = useState(false)
  const add = useWrite((n: string) => addPasskey(n).catch((e: unknown) => { throw e instanceof DOMException ? passkeyProblem(e, 'passkeyNotMade') : e }), { refresh: [keys.methods] })
  const go = () => {
    if (!name.trim()) { setMissing(true); return }
    add.mutate(name.trim(), { onSuccess: onDone })
  }
  return (
    <Modal open title={w.addPasskey} okText={c.next} cancelText={c.cancel} confirmLoading={add.isPending} onOk={go} onCancel={onClose} destroyOnHidden>
      <FieldFrame id={id} label={w.keyName} hint={w.keyNameHint} error={missing ? w.keyNameMissing : undefined}>
        {(a) => <Input {...a} autoFocus maxLength={60} value={name} onChange={(e) => { setName(e.target.value); setMissing(false) }} onPressEnter={go} />}
      </FieldFrame>
      {add.error && <ErrorView small error={add.error} />}
    </Modal>
  )
}

function Sessions() {
  const w = useWords(words)
  const { message } = App.useApp()
  const sessions = useSessions()
  const [ending, setEnding] = useState<S['SigninOwnSession'] | 'others'>()
  const end = useWrite((id: string) => must(api.POST('/v1/session/all/{id}/end', { params: { path: { id } } })), { refresh: [keys.sessions] })
  const others = useWrite(() => must(api.POST('/v1/session/all/end-others', {})), { refresh: [keys.sessions] })
  const many = (sessions.data?.length ?? 0) > 1
  return (
    <Section title={w.sessions} extra={many && <Button danger onClick={() => { setEnding('others') }}>{w.endOthers}</Button>} flush>
      <Await query={sessions} rows={3}>
        {(all) => (
          <ul className="own-lines line-acts">
            {[...all].sort((a, b) => Number(b.current) - Number(a.current) || b.seenAt.localeCompare(a.seenAt)).map((s) => (
              <Line
                key={s.id} title={s.device || s.client} state={s.current && <Status tone="good">{w.current}</Status>}
                text={<>{w.since(formatInstant(s.madeAt))} · {wordOf(w, `m_${s.method}`)} · {w.address} {s.address}<br />{w.seen} <Time at={s.seenAt} relative /> · {w.ends(formatInstant(s.endsAt))}</>}
              >
                {!s.current && <Button onClick={() => { setEnding(s) }} aria-label={`${w.end} ${s.device || s.client}`}>{w.end}</Button>}
              </Line>
            ))}
          </ul>
        )}
      </Await>
      {ending === 'others' && <Confirm danger title={w.endOthersTitle} text={w.endOthersText} act={w.endOthers} onClose={() => { setEnding(undefined) }} onDo={async () => { const { ended } = await others.mutateAsync(undefined); void message.success(w.endedN(ended)) }} />}
      {ending && ending !== 'others' && <Confirm danger title={w.endTitle} text={w.endText(ending.device || ending.client)} act={w.end} onClose={() => { setEnding(undefined) }} onDo={async () => { await end.mutateAsync(ending.id); void message.success(w.ended) }} />}
    </Section>
  )
}

function Devices() {
  const w = useWords(words)
  const { message } = App.useApp()
  const devices = useQuery({ queryKey: keys.devices, queryFn: ({ signal }) => must(api.GET('/v1/session/devices', { signal })).then((a) => a.devices) })
  const [leaving, setLeaving] = useState<S['SigninDevice']>()
  const forget = useWrite((id: string) => must(api.POST('/v1/session/devices/{id}/end', { params: { path: { id } } })), { refresh: [keys.devices, keys.sessions] })
  return (
    <Section title={w.devices} flush>
      <p className="own-pad soft">{w.devicesWhy}</p>
      <Await query={devices} rows={2}>
        {(all) => (all.length === 0 ? <p className="own-pad">{w.noDevices}</p> : (
          <ul className="own-lines line-acts">
            {all.map((d) => (
              <Line key={d.id} title={d.name} state={d.current && <Status tone="good">{w.thisDevice}</Status>} text={<>{w.seen} <Time at={d.seenAt} relative /></>}>
                {!d.current && <Button onClick={() => { setLeaving(d) }} aria-label={`${w.forget} ${d.name}`}>{w.forget}</Button>}
              </Line>
            ))}
          </ul>
        ))}
      </Await>
      {leaving && <Confirm danger title={w.forgetTitle} text={w.forgetText(leaving.name)} act={w.forget} onClose={() => { setLeaving(undefined) }} onDo={async () => { await forget.mutateAsync(leaving.id); void message.success(w.forgotten) }} />}
    </Section>
  )
}
