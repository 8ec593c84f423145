import { IdcardOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { Ask } from '../Ask'
import { change, useWays } from '../visit'
import { words } from '../words'

/** The card is locked: what that means, and what to do. */
export default function Locked() {
  const w = useWords(words)
  const { go } = useWays()
  return (
    <Ask
      question={w.lockedTitle} lead={w.lockedLead} help={<p>{w.lockedHelp}</p>} spoken={w.lockedDo}
      onChoose={() => { change({ card: '', wrong: 0 }); go('/enter/document') }}
      choices={[{ key: 'document', label: w.byDocument, hint: w.byDocumentHint, picture: <IdcardOutlined /> }]}
    >
      <p className="kiosk-strong">{w.lockedDo}</p>
    </Ask>
  )
}
