import { KeyOutlined, LoginOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { FieldFrame } from '@/parts/FieldFrame'
import { hasPasskeys, signInByPasskey, signInByPassword, suggestsPasskeys, type Progress } from './calls'
import { Plain } from './Frame'
import { Form, toFault, useStep, type Done } from './steps'
import { words } from './words'

/** The first step: a passkey, another provider, or login name and password. */
export function Password({ onDone, next, notice }: Done & { next?: string; notice?: ReactNode }) {
  const w = useWords(words)
  const { busy, error, run, clear } = useStep(onDone)
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [recovery, setRecovery] = useState<string>()
  const [tried, setTried] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const ways = useQuery({ queryKey: ['ways'], queryFn: ({ signal }) => must(api.GET('/v1/auth/providers', { signal })), staleTime: 300_000 })
  const passkeys = hasPasskeys() && (ways.data?.passkeys ?? false)
  const hush = useSuggestions(passkeys, onDone)

  const wrong = error?.code === 'signin.wrong'
  const submit = () => {
    setTried(true)
    if (!login.trim() || !password || recovery === '') { clear(); toFault(box.current); return }
    run(() => signInByPassword({ login: login.trim(), password, recoveryCode: recovery?.trim() }), () => { toFault(box.current) })
  }
  return (
    <Plain title={w.title} lead={w.lead}>
      {notice}
      <div ref={box}>
        <Form
          onSubmit={submit} error={wrong ? undefined : error}
          more={error?.status === 429 && recovery === undefined && (
            <>
              <p className="error-text">{w.wait}</p>
              <Button onClick={() => { setRecovery(''); setTried(false); clear() }}>{w.useRecovery}</Button>
            </>
          )}
        >
          {(passkeys || !!ways.data?.providers.length) && (
            <>
              {passkeys && (
                <>
                  <Button block size="large" icon={<KeyOutlined />} disabled={busy} onClick={() => { hush(); run(() => signInByPasskey()) }}>{w.passkey}</Button>
                  <p className="field-hint">{w.passkeyWhy}</p>
                </>
              )}
              {ways.data?.providers.map((p) => (
                <Button key={p} block size="large" icon={<LoginOutlined />} href={`/v1/auth/providers/${encodeURIComponent(p)}/start?back=${encodeURIComponent(next ?? '/sign-in')}`}>{w.provider(p)}</Button>
              ))}
              <p className="or">{w.or}</p>
            </>
          )}
          <FieldFrame label={w.name} error={tried && !login.trim() ? w.nameMissing : undefined}>
            {(a) => <Input {...a} size="large" autoComplete="username webauthn" autoCapitalize="none" spellCheck={false} maxLength={64} value={login} onChange={(e) => { setLogin(e.target.value) }} />}
          </FieldFrame>
          <FieldFrame label={w.password} error={tried && !password ? w.passwordMissing : wrong ? w.wrong : undefined}>
            {(a) => <Input.Password {...a} size="large" autoComplete="current-password" maxLength={512} value={password} onChange={(e) => { setPassword(e.target.value) }} />}
          </FieldFrame>
          {recovery !== undefined && (
            <FieldFrame label={w.recovery} hint={w.recoveryHint} error={tried && !recovery ? w.recoveryMissing : undefined}>
              {(a) => <Input {...a} autoFocus size="large" className="figures" autoComplete="off" maxLength={128} value={recovery} onChange={(e) => { setRecovery(e.target.value) }} />}
            </FieldFrame>
          )}
          <Button block size="large" type="primary" htmlType="submit" loading={busy}>{w.next}</Button>
          <p className="plain-foot">{w.first} · <Link href="/activate">{w.activate}</Link></p>
        </Form>
      </div>
    </Plain>
  )
}

/** Lets the browser suggest a passkey while the name is typed, where it can. Answers how to end that. */
function useSuggestions(on: boolean, onDone: (p: Progress) => void): () => void {
  const quiet = useRef<AbortController>(undefined)
  const done = useRef(onDone)
  useEffect(() => { done.current = onDone })
  useEffect(() => {
    if (!on) return
    const c = new AbortController()
    quiet.current = c
    void suggestsPasskeys()
      .then((can) => (can && !c.signal.aborted ? signInByPasskey(c.signal).then((p) => { done.current(p) }) : undefined))
      .catch(() => undefined) // nobody asked for it: the button and the password are still there
    return () => { c.abort() }
  }, [on])
  return () => quiet.current?.abort()
}
