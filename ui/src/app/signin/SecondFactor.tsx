import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useRef, useState } from 'react'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { FieldFrame } from '@/parts/FieldFrame'
import { giveSecondFactor } from './calls'
import { Plain } from './Frame'
import { Form, toFault, useStep, type Done } from './steps'
import { words } from './words'

/** The second step: a one-time code, or a recovery code in its place. */
export function SecondFactor({ ticket, onDone, onOver }: Done & { ticket: string; /** Back to the first step; whether because time ran out. */ onOver: (late: boolean) => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { busy, error, run, clear } = useStep(onDone)
  const [code, setCode] = useState('')
  const [recovery, setRecovery] = useState(false)
  const [tried, setTried] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const plain = code.normalize('NFKC').replace(/\s/g, '')
  const good = recovery ? plain.length > 5 : /^\d{6,8}$/.test(plain)
  const missing = recovery ? w.recoveryMissing : w.codeMissing
  const wrong = error?.code === 'signin.code' ? error.sentence(language) : undefined
  const submit = () => {
    setTried(true)
    if (!good) { clear(); toFault(box.current); return }
    run(() => giveSecondFactor(ticket, plain), (p) => {
      if (p.code === 'signin.ticket') onOver(true)
      else { setCode(''); setTried(false); toFault(box.current) }
    })
  }
  return (
    <Plain title={recovery ? w.secondRecovery : w.second} lead={recovery ? w.secondRecoveryLead : w.secondLead}>
      <div ref={box}>
        <Form error={wrong ? undefined : error} onSubmit={submit}>
          <FieldFrame key={String(recovery)} label={recovery ? w.recovery : w.code} error={tried && !good ? missing : wrong}>
            {(a) => (
              <Input
                {...a} autoFocus size="large" className="figures code-field" inputMode={recovery ? 'text' : 'numeric'} autoComplete={recovery ? 'off' : 'one-time-code'}
                maxLength={recovery ? 64 : 9} value={code} onChange={(e) => { setCode(e.target.value) }}
              />
            )}
          </FieldFrame>
          <Button block size="large" type="primary" htmlType="submit" loading={busy}>{w.verify}</Button>
          <p className="plain-foot signin-links">
            <button type="button" className="link-button" onClick={() => { setRecovery(!recovery); setCode(''); setTried(false); clear() }}>{recovery ? w.toCode : w.lost}</button>
            <button type="button" className="link-button" onClick={() => { onOver(false) }}>{w.restart}</button>
          </p>
        </Form>
      </div>
    </Plain>
  )
}
