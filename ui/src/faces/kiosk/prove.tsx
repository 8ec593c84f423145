import { useEffect, useRef, useState } from 'react'
import { newKey } from '@/api/client'
import { problemOf, type Problem } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Ask } from './Ask'
import { enterByCard, enterByDocument } from './calls'
import { troubleOf } from './enter/trouble'
import { digits, Masked, Pad, Typed } from './Pad'
import { change, leave, useVisit, useWays } from './visit'
import { words } from './words'

/** How many wrong PINs lock a card, at the bank. */
const tries = 3

/**
 * Asks once more for what she came in with: the bank wants a fresh proof before risky business. A new session takes the old one's
 * place; the hat stays.
 */
export function Prove({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { goFresh } = useWays()
  const { proof, wrong } = useVisit()
  const card = proof?.by === 'card'
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [short, setShort] = useState(false)
  useEffect(() => { if (!proof) leave() }, [proof])
  if (!proof) return null
  const complete = typed.length === 6 || (!card && typed.length === 8)
  const send = async () => {
    setShort(!complete)
    if (!complete) return
    setBusy(true)
    setProblem(undefined)
    const given = typed
    setTyped('')
    try {
      await (card ? enterByCard(proof.number, given) : enterByDocument(proof.number, given))
      onDone()
    } catch (e) {
      const p = problemOf(e)
      if (p.code === 'signin.terminal') { leave(); return }
      const now = p.code === 'signin.card' ? wrong + 1 : wrong
      change({ wrong: now })
      if (p.code === 'signin.card_locked' || now >= tries) { goFresh('/enter/locked'); return }
      setProblem(p)
      setBusy(false)
    }
  }
  const known = { 'signin.card': [w.pinWrong, w.pinLeft(tries - wrong)], 'signin.document': [w.codeWrong, w.codeAgain] } as const
  const trouble = problem ? troubleOf(problem, w, language, known) : short && !complete ? <p>{card ? w.pinShort(6 - typed.length) : w.codeShort}</p> : undefined
  return (
    <Ask question={card ? w.pinTitle : w.codeTitle} lead={w.proveLead} help={<p>{card ? w.pinHelp : w.codeHelp}</p>} trouble={trouble} onBack={onBack}>
      {card ? <Masked count={typed.length} of={6} said={w.pinEntered(typed.length)} /> : <Typed label={w.codeShown} groups={typed.match(/.{1,4}/g) ?? []} said={typed ? w.typed(typed.length) : w.nothingTyped} />}
      <Pad
        label={card ? w.pinTitle : w.codeTitle} keys={digits} value={typed} most={card ? 6 : 8} busy={busy} done={card ? w.pinDone : w.confirm}
        onChange={(v) => { setTyped(v); setShort(false); if (v) setProblem(undefined) }} onDone={() => { if (!busy) void send() }}
      />
    </Ask>
  )
}

/** A write at the terminal. */
export interface Act<In, Out> {
  run: (input: In) => Promise<Out | undefined>
  busy: boolean
  problem?: Problem
  /** Forgets what went wrong. */
  clear: () => void
  /** While the bank wants a fresh proof: show this in place of the page. */
  proving?: { onDone: () => void; onBack: () => void }
}

/**
 * Writes to the bank. The key stays the same while the outcome is unknown, so nothing is done twice; a session that has ended ends the
 * visit; where a fresh proof is asked for, the page shows `<Prove {...act.proving} />`, and then it goes out again.
 */
export function useAct<In, Out>(write: (input: In, key: string) => Promise<Out>, onDone: (out: Out) => void): Act<In, Out> {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [waiting, setWaiting] = useState<{ input: In }>()
  const key = useRef('')
  const run = async (input: In): Promise<Out | undefined> => {
    key.current ||= newKey()
    setBusy(true)
    setProblem(undefined)
    try {
      const out = await write(input, key.current)
      key.current = ''
      onDone(out)
      return out
    } catch (e) {
      const p = problemOf(e)
      if (p.status !== 0) key.current = ''
      if (p.status === 401) { leave(true); return undefined }
      if (p.wantsStepUp) setWaiting({ input })
      else setProblem(p)
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return {
    run, busy, problem, clear: () => { setProblem(undefined) },
    proving: waiting && { onDone: () => { setWaiting(undefined); void run(waiting.input) }, onBack: () => { setWaiting(undefined) } },
  }
}
