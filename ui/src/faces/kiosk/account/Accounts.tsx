import { CreditCardOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { Answered, Ask, Known, Nothing } from '../Ask'
import { useAccounts } from '../calls'
import { spelled, tailOf } from '../say'
import { useWays, type Hat } from '../visit'
import { words } from '../words'
import { useHomeBack } from '../home'

/** Which account. */
export default function Accounts() {
  return <Known>{(hat) => <Which hat={hat} />}</Known>
}

function Which({ hat }: { hat: Hat }) {
  const w = useWords(words)
  const { go } = useWays()
  const back = useHomeBack()
  const accounts = useAccounts(hat)
  const items = accounts.data?.items ?? []
  const secret = items.map((a, i) => `${w.nthAccount(i + 1)}, ${a.name ?? ''}, ${w.tail(spelled(tailOf(a.number ?? '')))}`).join('. ')
  return (
    <Ask
      question={w.whichAccount} help={<p>{w.accountsHelp}</p>} secret={items.length > 0 ? secret : undefined} onBack={back}
      onChoose={(id) => { go(`/accounts/${id}`) }}
      choices={items.map((a, i) => ({
        key: a.account, picture: <CreditCardOutlined />, spoken: w.nthAccount(i + 1), label: a.name ?? w.nthAccount(i + 1),
        hint: [w.tail(tailOf(a.number ?? '')), w.currency(a.currency ?? 'CNY'), a.relation === 'joint' ? w.joint : '', a.closed ? w.closed : ''].filter(Boolean).join(' · '),
      }))}
    >
      <Answered query={accounts}>{(d) => (d.items.length === 0 ? <Nothing title={w.noAccounts}>{w.noAccountsDo}</Nothing> : null)}</Answered>
    </Ask>
  )
}
