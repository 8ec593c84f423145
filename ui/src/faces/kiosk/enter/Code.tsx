import { useState } from 'react'
import { Redirect } from 'wouter'
import { problemOf, type Problem } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Ask } from '../Ask'
import { enterByDocument } from '../calls'
import { digits, Pad, Typed } from '../Pad'
import { change, leave, useVisit } from '../visit'
import { words } from '../words'
import { useEntered } from './entered'
import { troubleOf } from './trouble'

/** The one-time code that goes with an identity card. */
export default function Code() {
  const w = useWords(words)
  const { language } = usePreferences()
  const { number } = useVisit()
  const entered = useEntered()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [short, setShort] = useState(false)
  if (!number && !busy) return <Redirect to="/enter" replace />
  const complete = code.length === 6 || code.length === 8
  const send = async () => {
    setShort(!complete)
    if (!complete) return
    setBusy(true)
    setProblem(undefined)
    try {
      const who = await enterByDocument(number, code)
      change({ by: 'document' })
      entered(who)
    } catch (e) {
      const p = problemOf(e)
      if (p.code === 'signin.terminal') { leave(); return } // it was stopped meanwhile: the start says so
      setProblem(p)
      setCode('')
      setBusy(false)
    }
  }
  const trouble = problem
    ? troubleOf(problem, w, language, { 'signin.document': [w.codeWrong, w.codeAgain] })
    : short && !complete ? <p>{w.codeShort}</p> : undefined
  return (
    <Ask question={w.codeTitle} lead={w.codeLead} help={<p>{w.codeHelp}</p>} trouble={trouble}>
      <Typed label={w.codeShown} groups={code.match(/.{1,4}/g) ?? []} said={code ? w.typed(code.length) : w.nothingTyped} />
      <Pad
        label={w.codeShown} keys={digits} value={code} most={8} busy={busy} done={w.confirm}
        onChange={(v) => { setCode(v); setShort(false); if (v) setProblem(undefined) }} onDone={() => { if (!busy) void send() }}
      />
    </Ask>
  )
}
