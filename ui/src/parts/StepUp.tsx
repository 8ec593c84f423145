import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { createContext, use, useCallback, useId, useRef, useState, type ReactNode } from 'react'
import { Problem } from '@/api/problem'
import { hasPasskeys, proveByPasskey, stepUpByPassword } from '@/app/signin/calls'
import { useWords } from '@/app/i18n'
import { ErrorView } from './ErrorView'
import { words } from './words'

type Ask = () => Promise<void>
const Context = createContext<Ask>(() => Promise.reject(new Error('no StepUpProvider above')))

/** Asks the person to prove that it is she; resolves when she has, rejects when she cancels. `useWrite` does so by itself. */
export const useStepUp = (): Ask => use(Context)

/** Holds the dialog of `useStepUp`; once around a face. */
export function StepUpProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const waiting = useRef<{ resolve: () => void; reject: (e: Error) => void }[]>([])
  const ask = useCallback<Ask>(
    () => new Promise((resolve, reject) => { waiting.current.push({ resolve, reject }); setOpen(true) }),
    [],
  )
  const end = (error?: Error) => {
    setOpen(false)
    for (const w of waiting.current.splice(0)) if (error) w.reject(error); else w.resolve()
  }
  const cancelled = () => {
    end(new Problem({ code: 'ui.step_up_cancelled', status: 499, detailZh: '您取消了身份确认，操作未提交。', detailEn: 'You cancelled the confirmation; nothing was sent.' }))
  }
  return (
    <Context value={ask}>
      {children}
      {open && <RequireStepUp onDone={() => { end() }} onCancel={cancelled} />}
    </Context>
  )
}

/** The dialog itself: a passkey, or password and one-time code. */
export function RequireStepUp({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const w = useWords(words)
  const id = useId()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const prove = async (how: () => Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    try {
      await how()
      onDone()
    } catch (e) {
      setError(e instanceof DOMException ? new Problem({ code: 'ui.passkey', status: 400, detailZh: '未能使用通行密钥。请重试，或改用密码。', detailEn: 'The passkey could not be used. Try again, or use your password.' }) : e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open title={w.stepUpTitle} okText={w.confirm} cancelText={w.cancel} confirmLoading={busy} okButtonProps={{ disabled: !password }}
      onOk={() => { void prove(() => stepUpByPassword(password, code)) }} onCancel={onCancel} destroyOnHidden
    >
      <p className="field-hint">{w.stepUpWhy}</p>
      {hasPasskeys() && (
        <>
          <Button block onClick={() => { void prove(() => proveByPasskey('step-up')) }}>{w.usePasskey}</Button>
          <p className="or">{w.or}</p>
        </>
      )}
      <label className="field-label" htmlFor={`${id}p`}>{w.password}</label>
      <Input.Password id={`${id}p`} autoFocus autoComplete="current-password" value={password} onChange={(e) => { setPassword(e.target.value) }} />
      <label className="field-label" htmlFor={`${id}c`}>{w.code} <span className="field-optional">{w.optional}</span></label>
      <Input id={`${id}c`} inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} onChange={(e) => { setCode(e.target.value) }} />
      {error !== undefined && <ErrorView small error={error} />}
    </Modal>
  )
}
