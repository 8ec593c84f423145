import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Ask } from '../Ask'
import { digits, Pad, Typed } from '../Pad'
import { useAct } from '../prove'
import { words as kiosk } from '../words'
import { phoneLacks, sent, type Match, type To } from './draft'
import type { QuestionProps } from './Whom'
import { words } from './words'
import './transfer.css'

/** The bank says whether there is such a payee, and whether the name is right. */
export const useCheck = (onMatch: (m: Match, to: To) => void) => {
  const act = useAct((to: To) => must(api.POST('/v1/payment/payees/check', { body: sent(to) })).then((m) => ({ m, to })), ({ m, to }) => { onMatch(m, to) })
  return act
}

/** Her phone number. */
export function Phone({ was, onFound, onBack }: QuestionProps & { was: string; onFound: (m: Match, to: To) => void }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const [typed, setTyped] = useState(was)
  const [tried, setTried] = useState(false)
  const [none, setNone] = useState(false)
  const check = useCheck((m, to) => {
    if (m.result === 'no_account') setNone(true)
    else onFound(m, { ...to, name: m.name ?? to.name })
  })
  const lacks = phoneLacks(typed)
  const next = () => {
    setTried(true)
    if (lacks === undefined && !check.busy) void check.run({ by: 'phone', number: typed, name: '' })
  }
  const trouble = check.problem ? <><strong>{k.troubled}</strong><p>{check.problem.sentence(language)}</p></>
    : none ? <><strong>{w.phoneNone}</strong><p>{w.phoneNoneDo}</p></> : tried && lacks !== undefined ? <p>{w.phoneBad(lacks)}</p> : undefined
  return (
    <Ask question={w.phoneTitle} lead={w.phoneLead} help={<p>{w.phoneHelp}</p>} trouble={trouble} onBack={onBack}>
      <Typed label={w.phone} groups={[typed.slice(0, 3), typed.slice(3, 7), typed.slice(7)].filter(Boolean)} said={typed ? w.typed(typed.length) : w.nothing} />
      <Pad label={w.phone} keys={digits} value={typed} most={11} busy={check.busy} done={w.next} onDone={next} onChange={(v) => { setTyped(v); setTried(false); setNone(false); check.clear() }} />
    </Ask>
  )
}

/** Her account or card. */
export function AccountNumber({ was, onTyped, onBack }: QuestionProps & { was: string; onTyped: (number: string) => void }) {
  const w = useWords(words)
  const [typed, setTyped] = useState(was)
  const [tried, setTried] = useState(false)
  const short = typed.length < 8
  const next = () => { setTried(true); if (!short) onTyped(typed) }
  return (
    <Ask question={w.accountTitle} lead={w.accountLead} help={<p>{w.accountHelp}</p>} trouble={tried && short ? <p>{w.accountShort}</p> : undefined} onBack={onBack}>
      <Typed label={w.account} groups={typed.match(/.{1,4}/g) ?? []} said={typed ? w.typed(typed.length) : w.nothing} />
      <Pad label={w.account} keys={digits} value={typed} most={32} done={w.next} onDone={next} onChange={(v) => { setTyped(v); setTried(false) }} />
    </Ask>
  )
}
