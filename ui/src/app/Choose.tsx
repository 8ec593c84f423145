import { BankOutlined, DesktopOutlined, RightOutlined, ShopOutlined, TeamOutlined, UserOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { words as partWords } from '@/parts/words'
import { useWords } from './i18n'
import { faces, type Face } from './palette'
import { useSession } from './session'
import { Plain } from './signin/Frame'
import { words } from './signin/words'

const pictures: Record<Face, ReactNode> = {
  people: <UserOutlined />, business: <ShopOutlined />, government: <BankOutlined />, kiosk: <DesktopOutlined />, ops: <TeamOutlined />,
}

/** The way into a face: those where one's hats work, or all of them before signing in. */
export default function Choose() {
  const w = useWords(words)
  const p = useWords(partWords)
  const { data } = useSession()
  const open = data ? faces.filter((f) => data.faces.includes(f)) : faces
  return (
    <Plain title={w.chooseFace} lead={w.chooseFaceLead}>
      <ul className="choices">
        {open.map((f) => (
          <li key={f}>
            <Link href={`/${f}`} className={`choice-${f}`}>
              <span className="choice-picture" aria-hidden="true">{pictures[f]}</span>
              <span className="choice-text"><strong>{p[f]}</strong><span>{w[`${f}Text`]}</span></span>
              <RightOutlined aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </Plain>
  )
}
