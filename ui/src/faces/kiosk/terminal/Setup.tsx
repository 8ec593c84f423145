import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { problemOf, type Problem } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { KioskQuestion } from '@/parts/KioskQuestion'
import { signInTerminal } from '../calls'
import { codeKeys, letters, Pad, Typed } from '../Pad'
import { words } from '../words'

const groups = (s: string) => s.match(/.{1,4}/g) ?? []

/** Staff sign the terminal in at the bank: its code, then its secret. */
export default function Setup() {
  const w = useWords(words)
  const { language } = usePreferences()
  const [, go] = useLocation()
  const client = useQueryClient()
  const [step, setStep] = useState<'code' | 'secret'>('code')
  const [code, setCode] = useState('')
  const [secret, setSecret] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const start = () => { go('/', { replace: true }) }
  const send = async () => {
    if (!secret) return
    setBusy(true)
    setProblem(undefined)
    try {
      await signInTerminal(code, secret)
      await client.resetQueries({ queryKey: ['terminal'] })
      start()
    } catch (e) {
      setProblem(problemOf(e))
      setSecret('')
    } finally {
      setBusy(false)
    }
  }
  const first = step === 'code'
  const value = first ? code : secret
  return (
    <KioskQuestion
      question={first ? w.setupCodeStep : w.setupSecretStep} lead={w.setupLead} help={<p>{w.setupHelp}</p>} onEnd={start}
      onBack={first ? start : () => { setStep('code'); setSecret(''); setProblem(undefined) }}
      trouble={problem && <><strong>{w.troubled}</strong><p>{problem.sentence(language)}</p></>}
    >
      <Typed
        label={first ? w.setupCode : w.setupSecret} said={value ? w.setupTyped(value.length) : w.nothingTyped}
        // The secret is read from paper; its last group stays legible, the rest is covered.
        groups={first ? [code] : groups(secret).map((g, i, all) => (i < all.length - 1 ? '•'.repeat(g.length) : g))}
      />
      <Pad
        wide label={first ? w.setupCode : w.setupSecret} keys={first ? codeKeys : letters} value={value} most={first ? 24 : 16} busy={busy}
        onChange={first ? setCode : setSecret} done={first ? w.next : w.setupDone}
        onDone={() => { if (first) { if (code) setStep('secret') } else void send() }}
      />
    </KioskQuestion>
  )
}
