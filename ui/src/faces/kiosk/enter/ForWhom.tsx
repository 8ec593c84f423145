import { TeamOutlined, UserOutlined } from '@ant-design/icons'
import { Redirect } from 'wouter'
import { useWords } from '@/app/i18n'
import { formatInstant } from '@/parts/instant'
import { Ask, Nothing } from '../Ask'
import { wear } from '../calls'
import { maskName } from '../say'
import { change, current, hatsHere, useVisit, useWays } from '../visit'
import { words } from '../words'

/** For whom she is here, if she may act for somebody. For another person there are accounts only. */
export default function ForWhom() {
  const w = useWords(words)
  const { goFresh } = useWays()
  const { who } = useVisit()
  if (!who) return <Redirect to="/" replace />
  const hats = hatsHere(who)
  if (hats.length === 0)
    return <Ask question={w.noRight} help={<p>{w.noRightDo}</p>} spoken={w.noRightDo}><Nothing title={w.noRight}>{w.noRightDo}</Nothing></Ask>
  return (
    <Ask
      question={w.forTitle} lead={w.forLead} help={<p>{w.forHelp}</p>}
      onChoose={(id) => {
        const h = hats.find((x) => x.id === id)
        if (!h) return
        wear(h)
        if (h.kind !== 'self') change({ goal: undefined })
        goFresh(`/${current().goal ?? 'home'}`)
      }}
      choices={hats.map((h, i) => h.kind === 'self'
        ? { key: h.id, label: w.self, picture: <UserOutlined /> }
        : {
            key: h.id, label: maskName(h.forName ?? ''), hint: h.until ? w.until(formatInstant(h.until, 'date')) : undefined, picture: <TeamOutlined />,
            spoken: w.forSpoken(i),
          })}
    />
  )
}
