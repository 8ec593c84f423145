import { RightOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { faceOfHat, type Hat, type Session } from '@/app/session'
import { words as partWords } from '@/parts/words'
import { Plain } from './Frame'
import { words } from './words'

/** As whom to begin, one line a hat. */
export function ChooseHat({ session, onChoose }: { session: Session; onChoose: (hat: Hat) => void }) {
  const w = useWords(words)
  const p = useWords(partWords)
  return (
    <Plain title={w.choose} lead={w.chooseLead}>
      <ul className="choices">
        {session.hats.map((h) => (
          <li key={h.id}>
            <button type="button" onClick={() => { onChoose(h) }}>
              <span className="choice-text">
                <strong>{h.kind === 'self' ? session.name : h.forName || h.branch}</strong>
                <span>{h.kind === 'self' ? w.self : h.title} · {p[faceOfHat(h)]}</span>
              </span>
              <RightOutlined aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </Plain>
  )
}
