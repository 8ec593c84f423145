import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useRef, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { FieldFrame } from '@/parts/FieldFrame'
import { activate, activateByPasskey, hasPasskeys } from './calls'
import { Plain } from './Frame'
import { Form, toFault, useStep, type Done } from './steps'
import { words } from './words'

/** The first visit: login name, activation code, and a password or a passkey of one's own. */
export function Activate({ onDone }: Done) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [search] = useSearchParams()
  const { busy, error, run, clear } = useStep(onDone, 'passkeyNotMade')
  const [login, setLogin] = useState(search.get('login') ?? '')
  const [code, setCode] = useState('')
  const [how, setHow] = useState<'password' | 'passkey'>('password')
  const [password, setPassword] = useState('')
  const [name, setName] = useState(w.keyNameDefault)
  const [tried, setTried] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const ways = useQuery({ queryKey: ['ways'], queryFn: ({ signal }) => must(api.GET('/v1/auth/providers', { signal })), staleTime: 300_000 })
  const passkeys = hasPasskeys() && (ways.data?.passkeys ?? false)

  const short = how === 'password' && [...password].length < 12
  const said = error?.sentence(language)
  const ofCode = error?.code === 'signin.activation' ? said : undefined
  const ofPassword = error?.code.startsWith('password.') ? said : undefined
  const submit = () => {
    setTried(true)
    if (!login.trim() || !code.trim() || short) { clear(); toFault(box.current); return }
    run(() => (how === 'passkey' ? activateByPasskey(login.trim(), code.trim(), name.trim()) : activate(login.trim(), code.trim(), password)), () => { toFault(box.current) })
  }
  return (
    <Plain title={w.activate} lead={w.activateLead}>
      <div ref={box}>
        <Form error={ofCode || ofPassword ? undefined : error} onSubmit={submit}>
          <FieldFrame label={w.name} error={tried && !login.trim() ? w.nameMissing : undefined}>
            {(a) => <Input {...a} size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} value={login} onChange={(e) => { setLogin(e.target.value) }} />}
          </FieldFrame>
          <FieldFrame label={w.activation} error={tried && !code.trim() ? w.activationMissing : ofCode}>
            {(a) => <Input {...a} size="large" className="figures" autoComplete="off" spellCheck={false} maxLength={128} value={code} onChange={(e) => { setCode(e.target.value) }} />}
          </FieldFrame>
          {passkeys && (
            <fieldset className="field">
              <legend className="field-label">{w.how}</legend>
              <Radio.Group value={how} onChange={(e) => { setHow(e.target.value as typeof how); setTried(false) }} options={[{ value: 'password', label: w.byPassword }, { value: 'passkey', label: w.byPasskey }]} />
            </fieldset>
          )}
          {how === 'password' ? (
            <FieldFrame label={w.newPassword} hint={w.newPasswordHint} error={tried && short ? w.newPasswordShort : ofPassword}>
              {(a) => <Input.Password {...a} size="large" autoComplete="new-password" maxLength={512} value={password} onChange={(e) => { setPassword(e.target.value) }} />}
            </FieldFrame>
          ) : (
            <FieldFrame label={w.keyName} hint={w.keyNameHint}>
              {(a) => <Input {...a} size="large" autoComplete="off" maxLength={60} value={name} onChange={(e) => { setName(e.target.value) }} />}
            </FieldFrame>
          )}
          <Button block size="large" type="primary" htmlType="submit" loading={busy}>{w.activateDo}</Button>
          <p className="plain-foot"><Link href="/">{w.back}</Link></p>
        </Form>
      </div>
    </Plain>
  )
}
