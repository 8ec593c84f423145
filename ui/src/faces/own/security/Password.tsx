import App from 'antd/es/app'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { toFault } from '@/app/signin/steps'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Loading } from '@/parts/Loading'
import { Page, Section } from '@/parts/Page'
import { keys, useMethods } from '../reads'
import { common } from '../words'
import { words } from './words'

/** A new password; the first one, for somebody who came with a passkey. */
export default function Password() {
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const methods = useMethods()
  const [, go] = useLocation()
  const { message } = App.useApp()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const set = useWrite((body: { old?: string; new: string }) => must(api.PUT('/v1/auth/methods/password', { body })), { refresh: [keys.methods, keys.sessions] })
  const has = methods.data?.password ?? true
  const short = [...fresh].length < 12
  const said = set.error?.sentence(language)
  const ofOld = set.error?.code === 'signin.old_password' ? said : undefined
  const ofNew = set.error?.code.startsWith('password.') ? said : undefined
  const send = () => {
    setTried(true)
    if ((has && !old) || short || again !== fresh) { toFault(box.current); return }
    set.mutate({ old: has ? old : undefined, new: fresh }, { onSuccess: () => { void message.success(w.saved); go('/security') }, onError: () => { toFault(box.current) } })
  }
  const edit = (put: (v: string) => void) => (e: { target: { value: string } }) => { put(e.target.value); if (set.error) set.reset() }
  return (
    <Page title={has ? w.passwordTitle : w.setPassword} lead={w.passwordLead} width="read" crumbs={[{ title: w.title, href: '/security' }]}>
      <Section>
        {methods.isPending ? <Loading rows={3} /> : (
          <form ref={box} className="schema-form" noValidate onSubmit={(e) => { e.preventDefault(); if (!set.isPending) send() }}>
            {set.error && !ofOld && !ofNew && <ErrorView small error={set.error} />}
            {has && (
              <FieldFrame label={w.old} error={tried && !old ? w.oldMissing : ofOld}>
                {(a) => <Input.Password {...a} autoComplete="current-password" maxLength={512} value={old} onChange={edit(setOld)} />}
              </FieldFrame>
            )}
            <FieldFrame label={w.fresh} hint={w.freshHint} error={tried && short ? w.freshShort : ofNew}>
              {(a) => <Input.Password {...a} autoComplete="new-password" maxLength={512} value={fresh} onChange={edit(setFresh)} />}
            </FieldFrame>
            <FieldFrame label={w.again} error={tried && !short && again !== fresh ? w.againBad : undefined}>
              {(a) => <Input.Password {...a} autoComplete="new-password" maxLength={512} value={again} onChange={edit(setAgain)} />}
            </FieldFrame>
            <div className="form-foot">
              <Button type="primary" htmlType="submit" loading={set.isPending}>{w.save}</Button>
              <Button onClick={() => { go('/security') }}>{c.cancel}</Button>
            </div>
          </form>
        )}
      </Section>
    </Page>
  )
}
