import { ArrowLeftOutlined, BgColorsOutlined, CloseOutlined, FontSizeOutlined, GlobalOutlined, QuestionCircleOutlined, RightOutlined, SoundOutlined } from '@ant-design/icons'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { tag, useWords } from '@/app/i18n'
import { prefer, useMode, usePreferences } from '@/app/preferences'
import { sizes } from '@/app/theme'
import { KioskDialog } from './KioskDialog'
import { kioskWords } from './kioskWords'
import { Logo } from './Logo'
import { readAloud, stopReading } from './speech'

export interface KioskChoice {
  key: string
  label: ReactNode
  hint?: ReactNode
  picture?: ReactNode
  /** What is read aloud in its place: for a label that holds somebody's own data, or is no text. */
  spoken?: string
}

export interface KioskQuestionProps {
  question: string
  lead?: string
  choices?: KioskChoice[]
  onChoose?: (key: string) => void
  /** Absent where nothing lies behind; the button then stays, unpressable, at its place. */
  onBack?: () => void
  /** Ends the visit: everything is wiped. */
  onEnd: () => void
  /** What the help says. */
  help: ReactNode
  /** What is read aloud after question and lead, if the page holds more than choices. */
  spoken?: string
  /** What of the page is the person's own: it is read only after she was asked. */
  secret?: string
  /** The question itself names somebody: this is read in its place. */
  questionSpoken?: string
  /** What went wrong, above all else; it is said at once. */
  trouble?: ReactNode
  /** Beside or instead of choices: a number pad, an account. */
  children?: ReactNode
}

/** What can be read of a page without giving anything away. */
function open(p: KioskQuestionProps, pause: string): string {
  const choices = (p.choices ?? []).flatMap((c, i) => [`${i + 1}`, c.spoken ?? plain(c.label), c.spoken === undefined ? plain(c.hint) : undefined])
  return [p.questionSpoken ?? p.question, p.lead, plain(p.trouble), p.spoken, ...choices].filter(Boolean).join(pause)
}

const plain = (n: ReactNode) => (typeof n === 'string' ? n : undefined)

/** One question on a terminal, with large choices, and always at the same place: back, help, read aloud, larger, contrast, language, end. */
export function KioskQuestion(props: KioskQuestionProps) {
  const { question, lead, choices, onChoose, trouble, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    scrollTo({ top: 0 })
  }, [question])
  const w = useWords(kioskWords)
  useEffect(() => { document.title = `${props.questionSpoken ?? question} · ${w.bank}` }, [props.questionSpoken, question, w.bank])
  return (
    <div className="kiosk">
      <header className="kiosk-head"><Logo size={44} /><span className="brand-name">{w.bank}</span><span className="kiosk-head-what">{w.selfService}</span></header>
      <main id="main" className="kiosk-main">
        <h1 ref={heading} tabIndex={-1}>{question}</h1>
        {lead && <p className="kiosk-lead">{lead}</p>}
        {trouble && <div className="kiosk-trouble" role="alert">{trouble}</div>}
        {children}
        {choices && (
          <ul className="kiosk-choices">
            {choices.map((c) => (
              <li key={c.key}>
                <button type="button" onClick={() => onChoose?.(c.key)}>
                  {c.picture && <span className="choice-picture" aria-hidden="true">{c.picture}</span>}
                  <span className="choice-text"><strong>{c.label}</strong>{c.hint && <span>{c.hint}</span>}</span>
                  <RightOutlined className="choice-mark" aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </main>
      <Tools {...props} />
    </div>
  )
}

/** The bar at the foot, within reach also from a wheelchair. */
function Tools(props: KioskQuestionProps) {
  const { onBack, onEnd, help } = props
  const w = useWords(kioskWords)
  const { language, size } = usePreferences()
  const dark = useMode() === 'dark'
  const [helping, setHelping] = useState(false)
  const reader = useReader(props)
  const largest = size === 'huge'
  const grow = () => { prefer({ size: sizes[(sizes.indexOf(size) + 1) % sizes.length] ?? 'normal' }) }
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <>
      {reader.voiceless && <p className="kiosk-notice" role="status">{w.noVoice}</p>}
      <footer className="kiosk-foot">
        <nav className="kiosk-bar" aria-label={w.tools}>
          <button type="button" disabled={!onBack} onClick={onBack}><ArrowLeftOutlined aria-hidden="true" /><span>{w.back}</span></button>
          <button type="button" onClick={() => { setHelping(true) }}><QuestionCircleOutlined aria-hidden="true" /><span>{w.help}</span></button>
          <button type="button" aria-pressed={reader.reading} onClick={reader.press}><SoundOutlined aria-hidden="true" /><span>{reader.reading ? w.stop : w.read}</span></button>
          <button type="button" onClick={grow}><FontSizeOutlined aria-hidden="true" /><span>{largest ? w.smaller : w.larger}</span></button>
          <button type="button" onClick={() => { prefer({ theme: dark ? 'light' : 'dark' }) }}><BgColorsOutlined aria-hidden="true" /><span>{dark ? w.ordinary : w.contrast}</span></button>
          <button type="button" onClick={() => { prefer({ language: other }) }}>
            <GlobalOutlined aria-hidden="true" /><span lang={tag(other)}>{other === 'en' ? 'English' : '中文'}</span>
          </button>
          <button type="button" className="kiosk-end" onClick={onEnd}><CloseOutlined aria-hidden="true" /><span>{w.end}</span></button>
        </nav>
      </footer>
      {helping && (
        <KioskDialog title={w.helpTitle} onClose={() => { setHelping(false) }} buttons={[{ label: w.close, onPress: () => { setHelping(false) } }]}>
          {help}<p>{w.callStaff}</p>
        </KioskDialog>
      )}
      {reader.asking && (
        <KioskDialog
          title={w.readTitle} onClose={reader.cancel}
          buttons={[{ label: w.readPlain, onPress: () => { reader.read(false) } }, { label: w.readAll, onPress: () => { reader.read(true) } }, { label: w.cancel, onPress: reader.cancel }]}
        >
          <p>{w.readWhy}</p>
        </KioskDialog>
      )}
    </>
  )
}

/** Reading the page aloud: what is private only if it was asked for, on this page, this once. */
function useReader(props: KioskQuestionProps) {
  const { language, size } = usePreferences()
  const [state, setState] = useState<'quiet' | 'asking' | 'reading' | 'voiceless'>('quiet')
  // Another page, another language: silence.
  const [shown, setShown] = useState({ question: props.question, language })
  if (shown.question !== props.question || shown.language !== language) {
    setShown({ question: props.question, language })
    setState('quiet')
  }
  useEffect(() => stopReading, [props.question, language])
  const read = (all: boolean) => {
    setState('reading')
    const pause = language === 'zh' ? '。' : '. '
    const text = open(props, pause) + (all && props.secret ? pause + props.secret : '')
    void readAloud(text, language, () => { setState('quiet') }, size === 'huge').then((able) => { if (!able) setState('voiceless') })
  }
  return {
    reading: state === 'reading', asking: state === 'asking', voiceless: state === 'voiceless', read,
    cancel: () => { setState('quiet') },
    press: () => {
      if (state === 'reading') { stopReading(); setState('quiet'); return }
      if (props.secret) setState('asking')
      else read(false)
    },
  }
}
