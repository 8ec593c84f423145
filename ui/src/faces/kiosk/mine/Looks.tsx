import { useWords } from '@/app/i18n'
import type { components } from '@/api/schema'
import { Time } from '@/parts/Time'
import { Answered, Ask, Known, Nothing, Turn, useElder, useTurns } from '../Ask'
import { useLooks } from '../calls'
import { useHomeBack } from '../home'
import type { Hat } from '../visit'
import { words } from '../words'

type Look = components['schemas']['PartyDisclosure']

/** Who looked at her data in the clear, when and why. */
export default function Looks() {
  return <Known>{(hat) => <Seen hat={hat} />}</Known>
}

function Seen({ hat }: { hat: Hat }) {
  const w = useWords(words)
  const limit = useElder() ? 2 : 4
  const { after, page, turn } = useTurns(limit)
  const back = useHomeBack()
  const looks = useLooks(hat, after, limit)
  const items = looks.data?.items ?? []
  const by = (l: Look) => l.own ? w.bySelf
    : l.hatKind === 'staff' ? w.byStaff : l.hatKind === 'client' || l.hatKind === 'bank' ? w.byProgram : l.hatKind === 'agent' ? w.byAgent : w.byOther
  const fields = (l: Look) => (l.fields ?? []).map((f) => w.fields(f)).join(w.and)
  const secret = items.map((l) => [l.at.slice(0, 10), by(l), l.own ? '' : l.name, w.saw + fields(l), w.because, l.reason].filter(Boolean).join(', ')).join('. ')
  return (
    <Ask
      question={w.looksTitle} lead={w.looksLead} help={<p>{w.looksHelp}</p>} onBack={back}
      spoken={w.looksSpoken(items.length)} secret={items.length > 0 ? secret : undefined}
    >
      <Answered query={looks}>
        {(d) => d.items.length === 0 && page === 1 ? <Nothing title={w.noLooks}>{w.noLooksDo}</Nothing> : (
          <>
            <ul className="kiosk-lines">
              {d.items.map((l) => (
                <li key={l.id}>
                  <span className="kiosk-line-what">
                    <span><strong>{by(l)}{!l.own && l.name ? ` ${l.name}` : ''}</strong> {w.saw} {fields(l)}</span>
                    <span>{w.because} <q>{l.reason}</q></span>
                    <span className="kiosk-soft"><Time at={l.at} /></span>
                  </span>
                </li>
              ))}
            </ul>
            <Turn {...turn(d.next)} />
          </>
        )}
      </Answered>
    </Ask>
  )
}
