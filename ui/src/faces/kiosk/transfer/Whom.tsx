import { CreditCardOutlined, HistoryOutlined, MobileOutlined, SwapOutlined, UserOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { nameOf, useProductNames } from '@/faces/own/accounts/names'
import { Answered, Ask, Nothing, useElder } from '../Ask'
import { maskName, tailOf } from '../say'
import type { Hat } from '../visit'
import { usePayees, type Purse, type Saved } from './draft'
import { words } from './words'

export interface QuestionProps {
  onBack: () => void
}

/** From which account, if there are several. */
export function From({ purses, onChoose, onBack }: QuestionProps & { purses: Purse[]; onChoose: (p: Purse) => void }) {
  const w = useWords(words)
  return <Accounts title={w.fromTitle} help={w.fromHelp} purses={purses} onChoose={onChoose} onBack={onBack} />
}

/** Into which other account of her own. */
export function Own({ purses, onChoose, onBack }: QuestionProps & { purses: Purse[]; onChoose: (p: Purse) => void }) {
  const w = useWords(words)
  return <Accounts title={w.ownTitle} help={w.fromHelp} purses={purses} onChoose={onChoose} onBack={onBack} />
}

function Accounts({ title, help, purses, onChoose, onBack }: QuestionProps & { title: string; help: string; purses: Purse[]; onChoose: (p: Purse) => void }) {
  const w = useWords(words)
  const productName = useProductNames()
  return (
    <Ask
      question={title} help={<p>{help}</p>} onBack={onBack} onChoose={(id) => { const p = purses.find((x) => x.id === id); if (p) onChoose(p) }}
      choices={purses.map((p, i) => ({ key: p.id, label: nameOf(p, productName), hint: w.tail(tailOf(p.number)), picture: <CreditCardOutlined />, spoken: w.nth(i + 1) }))}
    />
  )
}

export type Way = 'phone' | 'account' | 'recent' | 'own'

/** By what she knows of the payee. */
export function Whom({ hat, own, onChoose, onBack }: QuestionProps & { hat: Hat; own: boolean; onChoose: (way: Way) => void }) {
  const w = useWords(words)
  const payees = usePayees(hat)
  return (
    <Ask
      question={w.whomTitle} help={<p>{w.whomHelp}</p>} onBack={onBack} onChoose={(k) => { onChoose(k as Way) }}
      choices={[
        ...(payees.data?.length ? [{ key: 'recent', label: w.recent, hint: w.recentHint, picture: <HistoryOutlined /> }] : []),
        { key: 'phone', label: w.byPhone, hint: w.byPhoneHint, picture: <MobileOutlined /> },
        { key: 'account', label: w.byAccount, hint: w.byAccountHint, picture: <CreditCardOutlined /> },
        ...(own ? [{ key: 'own', label: w.own, hint: w.ownHint, picture: <SwapOutlined /> }] : []),
      ]}
    />
  )
}

/** Somebody whom she paid or saved before: a few a page. */
export function Recent({ hat, onChoose, onBack }: QuestionProps & { hat: Hat; onChoose: (p: Saved) => void }) {
  const w = useWords(words)
  const limit = useElder() ? 2 : 4
  const payees = usePayees(hat)
  const [first, setFirst] = useState(0)
  const all = payees.data ?? []
  const shown = all.slice(first, first + limit)
  return (
    <Ask
      question={w.recentTitle} help={<p>{w.recentHelp}</p>} onBack={onBack} onChoose={(i) => { const p = all[Number(i)]; if (p) onChoose(p) }}
      secret={shown.map((p, i) => [w.nthPayee(i + 1), p.name, w.tail([...tailOf(p.account ?? '')].join(' '))].join(', ')).join('. ') || undefined}
      choices={shown.map((p, i) => ({
        key: String(first + i), label: p.label ?? maskName(p.name), hint: [p.bankName ?? w.thisBank, w.tail(tailOf(p.account ?? ''))].join(' · '), picture: <UserOutlined />, spoken: w.nthPayee(i + 1),
      }))}
    >
      <Answered query={payees}>{(p) => (p.length === 0 ? <Nothing title={w.recentNone}>{w.recentNoneDo}</Nothing> : null)}</Answered>
      {all.length > limit && (
        <div className="kiosk-turn">
          <button type="button" className="kiosk-button" disabled={first === 0} onClick={() => { setFirst(Math.max(0, first - limit)) }}>{w.later}</button>
          <button type="button" className="kiosk-button" disabled={first + limit >= all.length} onClick={() => { setFirst(first + limit) }}>{w.earlier}</button>
        </div>
      )}
    </Ask>
  )
}
