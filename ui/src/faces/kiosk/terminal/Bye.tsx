import { CreditCardOutlined, IdcardOutlined, CheckCircleOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { useWords } from '@/app/i18n'
import { languages, prefer } from '@/app/preferences'
import { sizes } from '@/app/theme'
import { KioskQuestion } from '@/parts/KioskQuestion'
import { Time } from '@/parts/Time'
import { forget } from '@/parts/visit'
import { useTerminal } from '../calls'
import { words } from '../words'

/** How long the last page stays; in seconds. */
const stays = 12

function toStart() {
  forget()
  location.replace('/kiosk')
}

/** The receipt of a visit: what to take along, and that everything was cleared. It knows nothing of who was here. */
export default function Bye() {
  const w = useWords(words)
  const terminal = useTerminal()
  const [said] = useState(() => new URLSearchParams(location.search))
  const [at] = useState(() => new Date())
  const [left, setLeft] = useState(stays)
  const by = said.get('by')
  useEffect(() => {
    // She leaves in the language and the size in which she was here.
    prefer({
      language: languages.find((l) => l === said.get('language')) ?? 'zh', size: sizes.find((s) => s === said.get('size')) ?? 'normal',
      theme: said.get('theme') === 'dark' ? 'dark' : 'light',
    })
    const t = setInterval(() => { setLeft((n) => n - 1) }, 1000)
    return () => { clearInterval(t) }
  }, [said])
  useEffect(() => { if (left <= 0) toStart() }, [left])
  return (
    <KioskQuestion
      question={by === 'card' ? w.byeCard : by === 'document' ? w.byeDocument : w.byePlain}
      lead={said.has('idle') ? w.byeIdle : undefined} help={<p>{w.byeHelp}</p>} onEnd={toStart} spoken={w.byeWiped}
    >
      <div className="kiosk-bye">
        <span className="kiosk-bye-picture" aria-hidden="true">{by === 'card' ? <CreditCardOutlined /> : by === 'document' ? <IdcardOutlined /> : <CheckCircleOutlined />}</span>
        <p className="kiosk-bye-wiped">{w.byeWiped}</p>
        <dl className="kiosk-facts">
          <div><dt>{w.byeAt}</dt><dd><Time at={at} /></dd></div>
          {terminal.data && <div><dt>{w.byeTerminal}</dt><dd>{terminal.data.code}</dd></div>}
        </dl>
        <button type="button" className="kiosk-main-button" onClick={toStart}>{w.byeAgain}</button>
        <p className="kiosk-soft">{w.byeSoon(Math.max(0, left))}</p>
      </div>
    </KioskQuestion>
  )
}
