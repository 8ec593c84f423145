import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { plainMoney, symbolOf, toMinor } from '@/parts/amount'
import { Money } from '@/parts/Money'
import { Ask } from '../Ask'
import { digits, Pad, Typed } from '../Pad'
import { digitsOf } from '../say'
import { amountFlaw, keepAmount, type Draft } from './draft'
import type { QuestionProps } from './Whom'
import { words } from './words'

/** What the check of the name said, as it is shown and read. */
export function useChecked(d: Draft): string {
  const w = useWords(words)
  if (d.to.by === 'phone') return w.checkedPhone
  if (d.close) return w.checkedClose
  return d.match?.result === 'unchecked' ? w.checkedElse : w.checked
}

/** How much. */
export function HowMuch({ draft: d, onTyped, onBack }: QuestionProps & { draft: Draft; onTyped: (minor: string) => void }) {
  const w = useWords(words)
  const currency = d.from?.currency ?? 'CNY'
  const available = d.from?.available ?? '0'
  const [typed, setTyped] = useState(d.amount ? plainMoney(d.amount, currency).replace(/\.00$/, '') : '')
  const [tried, setTried] = useState(false)
  const flaw = amountFlaw(typed, available, currency)
  const checked = useChecked(d)
  const next = () => { setTried(true); const minor = toMinor(typed, currency); if (!flaw && minor) onTyped(minor) }
  const [whole = '', fraction] = typed.split('.')
  const shown = typed === '' ? '' : symbolOf(currency) + (whole || '0').replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`)
  return (
    <Ask
      question={w.amountTitle} help={<p>{w.amountHelp}</p>} onBack={onBack} trouble={tried && flaw ? <p>{flaw === 'short' ? w.amountShort : w.amountBad}</p> : undefined} spoken={checked}
      secret={[w.amountTo(d.to.name), `${w.available}: ${w.yuan(digitsOf(available, currency))}`].join('. ')}
    >
      <p className="kiosk-to"><strong>{w.amountTo(d.to.name)}</strong> <span className="kiosk-soft">{checked}</span></p>
      <Typed label={w.amount} groups={[shown]} said={typed ? w.yuan(typed) : w.nothing} />
      <p className="kiosk-soft">{w.available} <Money minor={available} currency={currency} /></p>
      <Pad label={w.amount} keys={digits} extra="." value={typed} most={15} done={w.next} onDone={next} onChange={(v) => { if (keepAmount(v)) { setTyped(v); setTried(false) } }} />
    </Ask>
  )
}
