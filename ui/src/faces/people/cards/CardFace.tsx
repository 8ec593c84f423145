import { useWords } from '@/app/i18n'
import { Logo } from '@/parts/Logo'
import { words as parts } from '@/parts/words'
import { cardNo, isOver, monthOf, type CardOf } from './card'
import { words } from './words'
import './cards.css'

/** A card as it lies on the table: two strokes of the canal, a chip, the masked number. Its state is written beside it, too. */
export function CardFace({ card: c, holder }: { card: CardOf; holder: string }) {
  const w = useWords(words)
  const p = useWords(parts)
  return (
    <div className="card-face" role="img" data-quiet={isOver(c) || c.state === 'lost' || c.state === 'frozen' || c.state === 'issued' || undefined} aria-label={w.faceOf(w[c.state], cardNo(c.number))}>
      <svg className="card-canal" viewBox="0 0 340 214" preserveAspectRatio="none" aria-hidden="true">
        <path d="M-10 150C60 150 70 96 150 96s110 40 200 8M-10 190c80 0 110-44 190-44s110 24 170 4" fill="none" stroke="currentColor" strokeWidth="26" />
      </svg>
      <div className="card-line"><span className="card-bank"><Logo size={24} />{p.bank}</span><span>{w[c.kind]}</span></div>
      <span className="card-chip" />
      <span className="card-number figures">{cardNo(c.number)}</span>
      <div className="card-line card-foot">
        <span className="card-holder">{holder}</span>
        <span className="card-until"><small>{w.until}</small><span className="figures">{monthOf(c.expiresOn)}</span></span>
      </div>
      {c.state !== 'active' && <span className="card-state">{w[c.state]}</span>}
    </div>
  )
}
