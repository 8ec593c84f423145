import { BankOutlined, DesktopOutlined, RightOutlined, ShopOutlined, TeamOutlined, UserOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { ErrorView } from '@/parts/ErrorView'
import { Loading } from '@/parts/Loading'
import { words as partWords } from '@/parts/words'
import { useWords } from './i18n'
import { faces, type Face } from './palette'
import { faceOfHat, useSession, useWear } from './session'
import { ChooseHat } from './signin/ChooseHat'
import { Plain } from './signin/Frame'
import { words } from './signin/words'
import './signin/signin.css'

const pictures: Record<Face, ReactNode> = {
  people: <UserOutlined />, business: <ShopOutlined />, government: <BankOutlined />, kiosk: <DesktopOutlined />, ops: <TeamOutlined />,
}

/** The way in: as whom, for somebody signed in; else which face, which then asks for a sign-in. */
export default function Choose() {
  const w = useWords(words)
  const p = useWords(partWords)
  const session = useSession()
  const wear = useWear()
  const [, go] = useLocation()
  if (session.isPending) return <Loading whole />
  if (session.error) return <Plain title={w.chooseFace}><ErrorView error={session.error} retry={() => { void session.refetch() }} /></Plain>
  if (session.data) return <ChooseHat session={session.data} onChoose={(h) => { void wear(h.id).then(() => { go(`/${faceOfHat(h)}`) }) }} />
  return (
    <Plain title={w.chooseFace} lead={w.chooseFaceLead}>
      <ul className="choices">
        {faces.map((f) => (
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
