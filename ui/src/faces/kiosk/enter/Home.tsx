import { CreditCardOutlined, EyeOutlined, SwapOutlined, TeamOutlined, UserSwitchOutlined, WalletOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { Ask, Known } from '../Ask'
import { maskName } from '../say'
import { hatsHere, useVisit, useWays } from '../visit'
import { words } from '../words'

/** What to do next, once it is known who is here. */
export default function Home() {
  const w = useWords(words)
  const { go, goFresh } = useWays()
  const { who } = useVisit()
  return (
    <Known>
      {(hat) => {
        const own = hat.kind === 'self'
        const name = maskName(hat.forName ?? '')
        return (
          <Ask
            question={own ? w.hello(name) : w.helloAgent(name)} questionSpoken={w.helloPlain} lead={w.homeLead} help={<p>{w.homeHelp}</p>}
            onChoose={(key) => { if (key === 'for') goFresh('/for'); else go(`/${key}`) }}
            choices={[
              { key: 'accounts', label: w.accounts, hint: w.accountsHint, picture: <WalletOutlined /> },
              { key: 'transfer', label: w.transfer, hint: w.transferHint, picture: <SwapOutlined /> },
              ...(own
                ? [
                    { key: 'cards', label: w.cards, hint: w.cardsHint, picture: <CreditCardOutlined /> },
                    { key: 'looks', label: w.looks, hint: w.looksHint, picture: <EyeOutlined /> },
                    { key: 'rights', label: w.rights, hint: w.rightsHint, picture: <TeamOutlined /> },
                  ]
                : []),
              ...(who && hatsHere(who).length > 1 ? [{ key: 'for', label: w.change, picture: <UserSwitchOutlined /> }] : []),
            ]}
          />
        )
      }}
    </Known>
  )
}
