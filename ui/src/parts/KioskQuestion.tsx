import { ArrowLeftOutlined, CloseOutlined, FontSizeOutlined, GlobalOutlined, QuestionCircleOutlined, SoundOutlined } from '@ant-design/icons'
import Modal from 'antd/es/modal'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { prefer, usePreferences } from '@/app/preferences'
import { sizes } from '@/app/theme'
import { Logo } from './Logo'
import { canRead, readAloud, stopReading } from './speech'
import { words } from './words'

export interface KioskChoice {
  key: string
  label: string
  hint?: string
  picture?: ReactNode
}

export interface KioskQuestionProps {
  question: string
  lead?: string
  choices?: KioskChoice[]
  onChoose?: (key: string) => void
  /** Absent on the first page only; the button then stays, unpressable, at its place. */
  onBack?: () => void
  /** Ends the visit: everything is wiped. */
  onEnd: () => void
  /** What the help says. */
  help: ReactNode
  /** Instead of choices: a number pad, an account. */
  children?: ReactNode
}

/** One question on a terminal, with large choices, and always at the same place: back, help, read aloud, larger, language, end. */
export function KioskQuestion({ question, lead, choices, onChoose, onBack, onEnd, help, children }: KioskQuestionProps) {
  const w = useWords(words)
  const { language, size } = usePreferences()
  const [helping, setHelping] = useState(false)
  const [reading, setReading] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    document.title = question
    return stopReading
  }, [question])
  const read = () => {
    if (reading) { stopReading(); setReading(false); return }
    const pause = language === 'zh' ? '。' : '. '
    const text = [question, lead, ...(choices ?? []).flatMap((c, i) => [`${i + 1}`, c.label, c.hint])].filter(Boolean).join(pause)
    setReading(true)
    readAloud(text, language, () => { setReading(false) })
  }
  const grow = () => { prefer({ size: sizes[(sizes.indexOf(size) + 1) % sizes.length] ?? 'normal' }) }
  return (
    <div className="kiosk">
      <header className="kiosk-bar">
        <Logo size={40} /><span className="brand-name">{w.bank}</span>
        <button type="button" onClick={() => { prefer({ language: language === 'zh' ? 'en' : 'zh' }) }}>
          <GlobalOutlined aria-hidden="true" /><span lang={language === 'zh' ? 'en' : 'zh-CN'}>{language === 'zh' ? 'English' : '中文'}</span>
        </button>
        <button type="button" aria-pressed={size !== 'normal'} onClick={grow}><FontSizeOutlined aria-hidden="true" /><span>{w.larger}</span></button>
        <button type="button" aria-pressed={reading} disabled={!canRead()} title={canRead() ? undefined : w.cantRead} onClick={read}>
          <SoundOutlined aria-hidden="true" /><span>{reading ? w.stopReading : w.readAloud}</span>
        </button>
      </header>
      <main id="main" className="kiosk-main">
        <h1 ref={heading} tabIndex={-1}>{question}</h1>
        {lead && <p className="kiosk-lead">{lead}</p>}
        {choices && (
          <ul className="kiosk-choices">
            {choices.map((c) => (
              <li key={c.key}>
                <button type="button" onClick={() => onChoose?.(c.key)}>
                  {c.picture && <span className="choice-picture" aria-hidden="true">{c.picture}</span>}
                  <span className="choice-text"><strong>{c.label}</strong>{c.hint && <span>{c.hint}</span>}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {children}
      </main>
      <footer className="kiosk-bar kiosk-foot">
        <button type="button" disabled={!onBack} onClick={onBack}><ArrowLeftOutlined aria-hidden="true" /><span>{w.back}</span></button>
        <button type="button" onClick={() => { setHelping(true) }}><QuestionCircleOutlined aria-hidden="true" /><span>{w.help}</span></button>
        <button type="button" className="kiosk-end" onClick={onEnd}><CloseOutlined aria-hidden="true" /><span>{w.end}</span></button>
      </footer>
      <Modal open={helping} title={w.help} onCancel={() => { setHelping(false) }} okText={w.close} onOk={() => { setHelping(false) }} cancelButtonProps={{ hidden: true }}>{help}</Modal>
    </div>
  )
}
