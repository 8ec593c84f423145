import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useRef, useState, type ReactNode, type SubmitEvent } from 'react'
import { Link } from 'wouter'
import { Problem } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { activate, giveSecondFactor, hasPasskeys, proveByPasskey, signInByPassword, type Progress } from './calls'
import { Plain } from './Frame'
import { words } from './words'

interface Done {
  onDone: (p: Progress) => Promise<void>
}

/** Runs one step of signing in: busy meanwhile, and what went wrong afterwards. */
function useStep(onDone: Done['onDone']) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async (step: () => Promise<Progress>) => {
    setBusy(true)
    setError(undefined)
    try {
      await onDone(await step())
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, run, setError }
}

interface FormProps {
  error: unknown
  onSubmit: () => void
  children: ReactNode
}

function Form({ error, onSubmit, children }: FormProps) {
  return (
    <form noValidate className="plain-form" onSubmit={(e: SubmitEvent) => { e.preventDefault(); onSubmit() }}>
      {error !== undefined && <ErrorView small error={error} />}
      {children}
    </form>
  )
}

/** The first step: a passkey, or name and password. */
export function Password({ onDone }: Done) {
  const w = useWords(words)
  const { busy, error, run, setError } = useStep(onDone)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState(false)
  const passkey = () => run(() => proveByPasskey('sign-in')).catch(setError)
  const shownError = error instanceof DOMException || (error instanceof Error && !(error instanceof Problem))
    ? new Problem({ status: 400, code: 'ui.passkey', detailZh: words.zh.passkeyFailed, detailEn: words.en.passkeyFailed })
    : error
  return (
    <Plain title={w.title} lead={w.lead}>
      <Form error={shownError} onSubmit={() => {
        setMissing(!name || !password)
        if (name && password) void run(() => signInByPassword(name.trim(), password))
      }}>
        {hasPasskeys() && (
          <>
            <Button block size="large" onClick={() => { void passkey() }}>{w.passkey}</Button>
            <p className="field-hint">{w.passkeyWhy}</p>
            <p className="or">{w.or}</p>
          </>
        )}
        <FieldFrame label={w.name} error={missing && !name ? w.nameMissing : undefined}>
          {(a) => <Input {...a} size="large" autoComplete="username webauthn" value={name} onChange={(e) => { setName(e.target.value) }} />}
        </FieldFrame>
        <FieldFrame label={w.password} error={missing && !password ? w.passwordMissing : undefined}>
          {(a) => <Input.Password {...a} size="large" autoComplete="current-password" value={password} onChange={(e) => { setPassword(e.target.value) }} />}
        </FieldFrame>
        <Button block size="large" type="primary" htmlType="submit" loading={busy}>{w.next}</Button>
        <p className="plain-foot">{w.first} · <Link href="/activate">{w.activate}</Link></p>
      </Form>
    </Plain>
  )
}

/** The second step: a one-time code. */
export function SecondFactor({ onDone }: Done) {
  const w = useWords(words)
  const { busy, error, run } = useStep(onDone)
  const [code, setCode] = useState('')
  const [missing, setMissing] = useState(false)
  const field = useRef<HTMLDivElement>(null)
  return (
    <Plain title={w.second} lead={w.secondLead}>
      <Form error={error} onSubmit={() => {
        const digits = code.replace(/\s/g, '')
        setMissing(!/^\d{6,8}$/.test(digits))
        if (/^\d{6,8}$/.test(digits)) void run(() => giveSecondFactor(digits))
      }}>
        <div ref={field}>
          <FieldFrame label={w.code} error={missing ? w.codeMissing : undefined}>
            {(a) => <Input {...a} autoFocus size="large" className="figures" inputMode="numeric" autoComplete="one-time-code" maxLength={9} value={code} onChange={(e) => { setCode(e.target.value) }} />}
          </FieldFrame>
        </div>
        <Button block size="large" type="primary" htmlType="submit" loading={busy}>{w.verify}</Button>
        <p className="plain-foot"><Link href="/">{w.restart}</Link></p>
      </Form>
    </Plain>
  )
}

/** The first visit: an activation code and a password of one's own. */
export function Activate({ onDone }: Done) {
  const w = useWords(words)
  const { busy, error, run } = useStep(onDone)
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const short = [...password].length < 12
  return (
    <Plain title={w.activate} lead={w.activateLead}>
      <Form error={error} onSubmit={() => {
        setTried(true)
        if (code && !short) void run(() => activate(code.trim(), password))
      }}>
        <FieldFrame label={w.activation} error={tried && !code ? w.activationMissing : undefined}>
          {(a) => <Input {...a} size="large" autoComplete="off" value={code} onChange={(e) => { setCode(e.target.value) }} />}
        </FieldFrame>
        <FieldFrame label={w.newPassword} hint={w.newPasswordHint} error={tried && short ? w.newPasswordShort : undefined}>
          {(a) => <Input.Password {...a} size="large" autoComplete="new-password" value={password} onChange={(e) => { setPassword(e.target.value) }} />}
        </FieldFrame>
        <Button block size="large" type="primary" htmlType="submit" loading={busy}>{w.activateDo}</Button>
        <p className="plain-foot"><Link href="/">{w.back}</Link></p>
      </Form>
    </Plain>
  )
}
