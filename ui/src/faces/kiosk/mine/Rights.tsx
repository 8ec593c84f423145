import { TeamOutlined, UserSwitchOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { Ask, Known } from '../Ask'
import { useHomeBack } from '../home'
import { useWays } from '../visit'
import { words } from '../words'

/** Which authorisations. */
export default function Rights() {
  const w = useWords(words)
  const { go } = useWays()
  const back = useHomeBack()
  return (
    <Known>
      {() => (
        <Ask
          question={w.rightsTitle} help={<p>{w.rightsHelp}</p>} onBack={back} onChoose={(key) => { go(`/rights/${key}`) }}
          choices={[
            { key: 'mine', label: w.mine, hint: w.mineHint, picture: <TeamOutlined /> },
            { key: 'acting', label: w.acting, hint: w.actingHint, picture: <UserSwitchOutlined /> },
          ]}
        />
      )}
    </Known>
  )
}
