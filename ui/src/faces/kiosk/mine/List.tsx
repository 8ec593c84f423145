import { useWords } from '@/app/i18n'
import type { components } from '@/api/schema'
import { formatInstant } from '@/parts/instant'
import { Answered, Ask, Known, Nothing, Turn, useElder, useTurns } from '../Ask'
import { useRights } from '../calls'
import { useHomeBack } from '../home'
import type { Hat } from '../visit'
import { words } from '../words'

type Right = components['schemas']['Mandate']

/** Authorisations of one direction. */
export function RightsList({ which }: { which: 'mine' | 'acting' }) {
  return <Known>{(hat) => <List hat={hat} which={which} />}</Known>
}

function List({ hat, which }: { hat: Hat; which: 'mine' | 'acting' }) {
  const w = useWords(words)
  const mine = which === 'mine'
  const limit = useElder() ? 2 : 4
  const { after, page, turn } = useTurns(limit)
  const back = useHomeBack()
  const rights = useRights(hat, mine ? 'mandates' : 'acting', after, limit)
  const items = rights.data?.items ?? []
  const name = (r: Right) => (mine ? r.personName : r.forName) ?? ''
  const until = (r: Right) => (r.state === 'coming' ? w.coming : r.until ? w.until(formatInstant(r.until, 'date')) : w.noEnd)
  const secret = items.map((r) => [name(r), w.basis(r.basis), r.title, until(r)].filter(Boolean).join(', ')).join('. ')
  return (
    <Ask
      question={mine ? w.mine : w.acting} help={<p>{w.rightsHelp}</p>} onBack={back} spoken={w.rightsSpoken(items.length)}
      secret={items.length > 0 ? secret : undefined}
    >
      <Answered query={rights}>
        {(d) => d.items.length === 0 && page === 1
          ? <Nothing title={mine ? w.noMine : w.noActing}>{mine ? w.noMineDo : w.noActingDo}</Nothing>
          : (
              <>
                <ul className="kiosk-lines">
                  {d.items.map((r) => (
                    <li key={r.id}>
                      <span className="kiosk-line-what">
                        <strong>{name(r)}</strong>
                        <span>{[w.basis(r.basis), r.title].filter(Boolean).join(' · ')}</span>
                        <span className="kiosk-soft">{until(r)}</span>
                      </span>
                    </li>
                  ))}
                </ul>
                {mine && <p className="kiosk-soft">{w.stopRight}</p>}
                <Turn {...turn(d.next)} />
              </>
            )}
      </Answered>
    </Ask>
  )
}
