import { BankOutlined, CheckOutlined, EditOutlined } from '@ant-design/icons'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Answered, Ask, Nothing, Turn, useElder, useTurns } from '../Ask'
import { words as kiosk } from '../words'
import { useBanks, type Bank, type Match, type To } from './draft'
import { useCheck } from './Number'
import type { QuestionProps } from './Whom'
import { words } from './words'

/** The account's name. A name can't be typed on a pad of digits: the field opens the keyboard of the screen. */
export function Name({ to, onFound, onBack }: QuestionProps & { to: To; onFound: (m: Match, to: To) => void }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const [typed, setTyped] = useState(to.name)
  const [missing, setMissing] = useState(false)
  const [wrong, setWrong] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const check = useCheck((m, asked) => { if (m.result === 'no_match') setWrong(true); else onFound(m, asked) })
  useEffect(() => { field.current?.focus() }, [])
  const next = () => {
    if (check.busy) return
    if (!typed.trim()) { setMissing(true); return }
    setWrong(false)
    void check.run({ ...to, name: typed.trim() })
  }
  const trouble = check.problem ? <><strong>{k.troubled}</strong><p>{check.problem.sentence(language)}</p></>
    : wrong ? <><strong>{w.noMatch}</strong><p>{w.noMatchDo}</p></> : missing ? <p>{w.nameMissing}</p> : undefined
  return (
    <Ask question={w.nameTitle} lead={w.nameLead} help={<p>{w.nameHelp}</p>} trouble={trouble} onBack={onBack}>
      <form className="kiosk-form" onSubmit={(e) => { e.preventDefault(); next() }}>
        <label className="kiosk-field">
          <span>{w.name}</span>
          {/* It grows with the name: a long one is seen whole. Enter goes on, but not while a character is being composed. */}
          <textarea
            ref={field} rows={1} value={typed} maxLength={100} autoComplete="off" spellCheck={false} enterKeyHint="next" aria-invalid={wrong || missing || undefined}
            onChange={(e) => { setTyped(e.target.value.replace(/\n/g, '')); setMissing(false); setWrong(false); check.clear() }}
            onKeyDown={(e) => { if (e.key === 'Enter' && !e.nativeEvent.isComposing) { e.preventDefault(); next() } }}
          />
        </label>
        <button type="submit" className="kiosk-main-button" disabled={check.busy}>{check.busy ? w.checking : w.next}</button>
      </form>
    </Ask>
  )
}

/** The name is like the registered one: hers to decide. */
export function Close({ to, onFix, onGo, onBack }: QuestionProps & { to: To; onFix: () => void; onGo: () => void }) {
  const w = useWords(words)
  return (
    <Ask
      question={w.closeTitle} lead={w.closeLead(to.name)} help={<p>{w.closeHelp}</p>} onBack={onBack} onChoose={(c) => { if (c === 'fix') onFix(); else onGo() }}
      choices={[{ key: 'fix', label: w.closeFix, picture: <EditOutlined /> }, { key: 'go', label: w.closeGo, hint: w.closeGoHint, picture: <CheckOutlined /> }]}
    />
  )
}

/** No such account here: a slip, or another bank's. */
export function Elsewhere({ onFix, onBank, onBack }: QuestionProps & { onFix: () => void; onBank: () => void }) {
  const w = useWords(words)
  return (
    <Ask
      question={w.elseTitle} lead={w.elseLead} help={<p>{w.elseHelp}</p>} onBack={onBack} onChoose={(c) => { if (c === 'fix') onFix(); else onBank() }}
      choices={[{ key: 'fix', label: w.elseFix, picture: <EditOutlined /> }, { key: 'bank', label: w.elseBank, hint: w.elseBankHint, picture: <BankOutlined /> }]}
    />
  )
}

/** Which other bank, a few a page. */
export function OtherBank({ onChoose, onBack }: QuestionProps & { onChoose: (b: Bank) => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { after, page, turn } = useTurns(useElder() ? 3 : 6)
  const limit = useElder() ? 3 : 6
  const banks = useBanks(after, limit)
  const items = banks.data?.items ?? []
  return (
    <Ask
      question={w.bankTitle} lead={w.bankLead(page)} help={<p>{w.bankHelp}</p>} onBack={onBack} onChoose={(code) => { const b = items.find((x) => x.code === code); if (b) onChoose(b) }}
      choices={items.map((b) => ({ key: b.code, label: language === 'zh' ? b.nameZh : b.nameEn, picture: <BankOutlined /> }))}
    >
      <Answered query={banks}>{(b) => (b.items.length === 0 && page === 1 ? <Nothing title={w.bankNone}>{w.bankNoneDo}</Nothing> : <Turn {...turn(b.next)} />)}</Answered>
    </Ask>
  )
}
