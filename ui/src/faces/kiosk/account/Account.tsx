import { SwapOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useParams } from 'wouter'
import { useWords } from '@/app/i18n'
import { Money } from '@/parts/Money'
import { Answered, Ask, Known, Nothing } from '../Ask'
import { useAccounts } from '../calls'
import { useHomeBack } from '../home'
import { digitsOf, tailOf } from '../say'
import { useWays, type Hat } from '../visit'
import { words } from '../words'

/** What an account holds. The amount can be covered, and is read aloud only when asked for. */
export default function Account() {
  return <Known>{(hat) => <Balance hat={hat} />}</Known>
}

function Balance({ hat }: { hat: Hat }) {
  const w = useWords(words)
  const { id } = useParams<{ id: string }>()
  const { go, goFresh } = useWays()
  const back = useHomeBack()
  const [covered, setCovered] = useState(false)
  const accounts = useAccounts(hat)
  const a = accounts.data?.items.find((x) => x.account === id)
  const currency = a?.currency ?? 'CNY'
  const amount = (minor: string) => (covered ? <span className="kiosk-covered">{w.hidden}</span> : <Money minor={minor} currency={currency} size="hero" />)
  const say = (label: string, minor: string) => `${label}: ${minor.startsWith('-') ? '-' : ''}${w.money(digitsOf(minor, currency))}`
  const booked = a?.booked ?? '0'
  const apart = a?.available !== undefined && a.available !== booked
  return (
    <Ask
      question={w.accountTitle} help={<p>{w.accountHelp}</p>} onBack={back} spoken={w.accountSpoken}
      secret={a && [say(w.booked, booked), apart ? say(w.available, a.available ?? '0') : ''].filter(Boolean).join('. ')}
      onChoose={(key) => { if (key === 'postings') go(`/accounts/${id}/postings`); else goFresh('/accounts') }}
      choices={a && [
        { key: 'postings', label: w.postings, hint: w.postingsHint, picture: <UnorderedListOutlined /> },
        ...((accounts.data?.items.length ?? 0) > 1 ? [{ key: 'other', label: w.otherAccount, picture: <SwapOutlined /> }] : []),
      ]}
    >
      <Answered query={accounts}>
        {() => !a ? <Nothing title={w.noAccounts}>{w.noAccountsDo}</Nothing> : (
          <section className="kiosk-card">
            <p className="kiosk-card-name"><strong>{a.name}</strong> <span className="figures">{w.tail(tailOf(a.number ?? ''))}</span></p>
            <dl className="kiosk-balance">
              {apart && <div><dt>{w.available}</dt><dd>{amount(a.available ?? '0')}</dd></div>}
              <div><dt>{w.booked}</dt><dd>{amount(booked)}</dd></div>
            </dl>
            <button type="button" className="kiosk-button" aria-pressed={covered} onClick={() => { setCovered(!covered) }}>{covered ? w.show : w.hide}</button>
          </section>
        )}
      </Answered>
    </Ask>
  )
}
