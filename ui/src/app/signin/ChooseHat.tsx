import { BankOutlined, RightOutlined, ShopOutlined, SolutionOutlined, TeamOutlined, UserOutlined } from '@ant-design/icons'
import { useState, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { faceOfHat, useSignOut, type Hat, type Session } from '@/app/session'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Status } from '@/parts/Status'
import { words as partWords } from '@/parts/words'
import { Plain } from './Frame'
import { words } from './words'

const pictures: Partial<Record<Hat['kind'], ReactNode>> = {
  self: <UserOutlined />, agent: <SolutionOutlined />, firm: <ShopOutlined />, agency: <BankOutlined />, staff: <TeamOutlined />,
}

/** As whom to begin: one card a hat, with for whom, as what, and where that leads. */
export function ChooseHat({ session, hats = session.hats, onChoose }: { session: Session; hats?: Hat[]; onChoose: (hat: Hat) => void }) {
  const w = useWords(words)
  const p = useWords(partWords)
  const { language } = usePreferences()
  const signOut = useSignOut()
  const [chosen, setChosen] = useState<string>()
  const what = (h: Hat) => (h.kind === 'self' ? w.self : [h.title, ...(h.roleTitles ?? []).map((r) => r[language])].filter(Boolean).join(' · '))
  return (
    <Plain title={w.choose} lead={w.chooseLead} wide>
      {hats.length === 0 && <Empty title={w.none}>{w.noneLead}</Empty>}
      <ul className="choices hat-cards">
        {hats.map((h) => (
          <li key={h.id}>
            <button type="button" className={`choice-${faceOfHat(h)}`} aria-busy={chosen === h.id} disabled={chosen !== undefined} onClick={() => { setChosen(h.id); onChoose(h) }}>
              <span className="choice-picture" aria-hidden="true">{pictures[h.kind]}</span>
              <span className="choice-text">
                <strong>{h.kind === 'self' ? session.name : h.forName || h.branch}</strong>
                <span>{what(h)}</span>
                <span className="hat-card-foot">
                  <span className="hat-face">{p[faceOfHat(h)]}</span>
                  {h.until && <span>{w.until(formatInstant(h.until, 'date'))}</span>}
                  {h.needsMore && <Status tone="wait">{w.needsMore}</Status>}
                </span>
              </span>
              <RightOutlined aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <p className="plain-foot"><button type="button" className="link-button" onClick={() => { void signOut() }}>{w.another}</button></p>
    </Plain>
  )
}
