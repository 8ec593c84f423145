import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Copy } from '@/parts/AccountNo'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Loading } from '@/parts/Loading'
import { Page } from '@/parts/Page'
import { keys } from '../reads'
import { Task } from '../Task'
import { QrPicture } from './Picture'
import { RecoveryCodes } from './Recovery'
import { words } from './words'

/** Sets up one-time codes: scan, prove that it works, keep the recovery codes. */
export default function Codes() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const [at, setAt] = useState(0)
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const begin = useWrite(() => must(api.POST('/v1/auth/methods/totp', {})))
  const confirm = useWrite((body: { ticket: string; code: string }) => must(api.POST('/v1/auth/methods/totp/confirm', { body })), { refresh: [keys.methods] })
  const { mutate, reset, data } = begin
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return // a secret is asked for once, also where effects run twice
    begun.current = true
    mutate(undefined)
  }, [mutate])
  const digits = code.normalize('NFKC').replace(/\s/g, '')
  const refused = confirm.error ? problemOf(confirm.error) : undefined
  const over = refused?.code === 'signin.ticket'
  const next = () => {
    setTried(true)
    if (at === 0) {
      if (data) { setTried(false); setAt(1) }
    } else if (at === 1) {
      if (/^\d{6}$/.test(digits) && data) confirm.mutate({ ticket: data.ticket, code: digits }, { onSuccess: () => { setAt(2) }, onError: () => { setCode('') } })
    } else go('/security')
  }
  const again = () => { confirm.reset(); reset(); setCode(''); setTried(false); setAt(0); mutate(undefined) }
  const fault = refused?.code === 'signin.code' ? refused.sentence(language) : tried && !/^\d{6}$/.test(digits) && !refused ? w.codeMissing : undefined
  return (
    <Page title={w.codesTitle} width="read" crumbs={[{ title: w.title, href: '/security' }]}>
      <Task
        steps={[{ key: 'app', title: w.stepApp }, { key: 'code', title: w.stepCode }, { key: 'keep', title: w.stepKeep }]} at={at} title={[w.scanQ, w.codeQ, w.keepQ][at] ?? ''}
        commit={w.kept} busy={confirm.isPending} onNext={next} onBack={at === 2 ? undefined : () => { if (at === 1) setAt(0); else go('/security') }}
      >
        {at === 0 && (
          <>
            <p>{w.scanHow}</p>
            {begin.error && <ErrorView small error={begin.error} retry={() => { mutate(undefined) }} />}
            {begin.isPending && <Loading rows={3} />}
            {data && (
              <>
                <QrPicture text={data.uri} label={w.picture} />
                <p className="soft">{w.cantScan}</p>
                <p><span className="figures secret">{data.secret}</span> <Copy text={data.secret.replace(/\s/g, '')} label={w.secret} /></p>
              </>
            )}
          </>
        )}
        {at === 1 && (
          <>
            <FieldFrame label={w.code} hint={w.codeHint} error={over ? undefined : fault}>
              {(a) => <Input {...a} autoFocus size="large" className="short figures" inputMode="numeric" autoComplete="one-time-code" maxLength={9} value={code} onChange={(e) => { setCode(e.target.value); if (confirm.error) confirm.reset() }} />}
            </FieldFrame>
            {over && <><p className="field-error" role="alert">{w.over}</p><Button onClick={again}>{w.restart}</Button></>}
            {refused && !over && refused.code !== 'signin.code' && <ErrorView small error={refused} />}
          </>
        )}
        {at === 2 && <RecoveryCodes codes={confirm.data?.recoveryCodes ?? []} />}
      </Task>
    </Page>
  )
}
