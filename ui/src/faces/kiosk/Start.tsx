import { CreditCardOutlined, FontSizeOutlined } from '@ant-design/icons'
import { useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
import { prefer } from '@/app/preferences'
import { KioskQuestion } from '@/parts/KioskQuestion'
import { endVisit } from '@/parts/visit'
import { words } from './words'

/** The terminal's first question. */
export default function Start() {
  const w = useWords(words)
  const [, go] = useLocation()
  return (
    <KioskQuestion
      question={w.question} lead={w.lead} help={<p>{w.help}</p>} onEnd={endVisit}
      choices={[
        { key: 'accounts', label: w.accounts, hint: w.accountsHint, picture: <CreditCardOutlined /> },
        { key: 'elder', label: w.elder, hint: w.elderHint, picture: <FontSizeOutlined /> },
      ]}
      onChoose={(key) => { if (key === 'elder') prefer({ size: 'huge' }); else go('/sign-in') }}
    />
  )
}
