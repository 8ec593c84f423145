import { CreditCardOutlined, IdcardOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { Ask } from '../Ask'
import { useWays } from '../visit'
import { words } from '../words'

/** How she proves who she is. */
export default function Enter() {
  const w = useWords(words)
  const { go } = useWays()
  return (
    <Ask
      question={w.enterTitle} lead={w.enterLead} help={<p>{w.enterHelp}</p>} onChoose={(key) => { go(`/enter/${key}`) }}
      choices={[
        { key: 'card', label: w.byCard, hint: w.byCardHint, picture: <CreditCardOutlined /> },
        { key: 'document', label: w.byDocument, hint: w.byDocumentHint, picture: <IdcardOutlined /> },
      ]}
    />
  )
}
