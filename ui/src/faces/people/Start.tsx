import { Link } from 'wouter'
import { useFace } from '@/app/frame'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { pictureOf } from '@/parts/menu'
import { Page, Section } from '@/parts/Page'
import { words } from './words'

/** The start: where this hat can go. Rooms put what needs her today above it. */
export default function Start() {
  const w = useWords(words)
  const { language } = usePreferences()
  const face = useFace()
  const { name, hat, menu } = useMe()
  return (
    <Page title={w.welcome(hat.kind === 'self' ? name : hat.forName || name)} lead={w.lead} width="read">
      <Section title={w.where} flush>
        <ul className="choices choices-flush">
          {menu.filter((m) => m.face === face && m.path !== '/').map((m) => (
            <li key={m.path}>
              <Link href={m.path}><span className="choice-picture" aria-hidden="true">{pictureOf(m.path)}</span><span className="choice-text"><strong>{m[language]}</strong></span></Link>
            </li>
          ))}
        </ul>
      </Section>
    </Page>
  )
}
