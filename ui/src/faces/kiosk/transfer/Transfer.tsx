import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { Answered, Ask, Known, Nothing } from '../Ask'
import { useHomeBack } from '../home'
import { useWays, type Hat } from '../visit'
import { HowMuch } from './Amount'
import { fresh, usePurses, type Draft, type Match, type Order, type Purse, type To } from './draft'
import { Close, Elsewhere, Name, OtherBank } from './Name'
import { AccountNumber, Phone } from './Number'
import { Asked, Paid, Sure } from './Sure'
import { From, Own, Recent, Whom } from './Whom'
import { words } from './words'

type Step = 'from' | 'whom' | 'recent' | 'own' | 'phone' | 'account' | 'name' | 'close' | 'elsewhere' | 'bank' | 'amount' | 'sure' | 'done'

/** A transfer: one question after the other, and back by the same way. Nothing of it is in the address or kept anywhere. */
export default function Transfer() {
  return <Known>{(hat) => <Begin hat={hat} />}</Known>
}

function Begin({ hat }: { hat: Hat }) {
  const w = useWords(words)
  const back = useHomeBack()
  const purses = usePurses(hat)
  const [round, setRound] = useState(0)
  if (purses.data && purses.data.length > 0) return <Questions key={round} hat={hat} purses={purses.data} onAnew={() => { setRound(round + 1) }} />
  return (
    <Ask question={w.fromTitle} help={<p>{w.fromHelp}</p>} onBack={back}>
      <Answered query={purses}>{() => <Nothing title={w.noFrom}>{w.noFromDo}</Nothing>}</Answered>
    </Ask>
  )
}

function Questions({ hat, purses, onAnew }: { hat: Hat; purses: Purse[]; onAnew: () => void }) {
  const home = useHomeBack()
  const { goFresh } = useWays()
  const client = useQueryClient()
  const only = purses.length === 1 ? purses[0] : undefined
  const [draft, setDraft] = useState<Draft>(() => ({ ...fresh(), from: only }))
  const [steps, setSteps] = useState<Step[]>([only ? 'whom' : 'from'])
  const [order, setOrder] = useState<Order>()
  const at = steps.at(-1) ?? 'whom'
  const go = (step: Step) => { setSteps((s) => (s.includes(step) ? s.slice(0, s.indexOf(step) + 1) : [...s, step])) }
  const back = () => { if (steps.length > 1) setSteps((s) => s.slice(0, -1)); else home() }
  /** Whom else: what was found out about the one before no longer counts, and it is another payment. */
  const put = (to: To, more: Partial<Draft> = {}) => { setDraft((d) => ({ ...d, to, match: undefined, close: undefined, reference: crypto.randomUUID(), ...more })) }
  const found = (m: Match, to: To) => {
    put({ ...to, bankName: to.bankName ?? (to.bank ? undefined : m.bank) }, { match: m })
    go(m.result === 'close' ? 'close' : m.result === 'no_account' ? 'elsewhere' : 'amount')
  }
  const paid = (o: Order) => {
    setOrder(o)
    void client.invalidateQueries({ queryKey: ['kiosk'] })
    setSteps(['done'])
  }
  const leave = () => { goFresh('/home') }
  switch (at) {
    case 'from':
      return <From purses={purses} onBack={back} onChoose={(from) => { setDraft((d) => ({ ...d, from })); go('whom') }} />
    case 'whom':
      return <Whom hat={hat} own={purses.length > 1} onBack={back} onChoose={go} />
    case 'recent':
      return (
        <Recent
          hat={hat} onBack={back}
          onChoose={(p) => { put({ by: 'account', number: p.account ?? '', name: p.name, bank: p.bank, bankName: p.bankName }, { match: { result: p.bank ? 'unchecked' : 'match' } }); go('amount') }}
        />
      )
    case 'own':
      return (
        <Own
          purses={purses.filter((p) => p.id !== draft.from?.id)} onBack={back}
          onChoose={(p) => { put({ by: 'account', number: p.number, name: hat.forName ?? p.name }, { match: { result: 'match' } }); go('amount') }}
        />
      )
    case 'phone':
      return <Phone was={draft.to.by === 'phone' ? draft.to.number : ''} onBack={back} onFound={found} />
    case 'account':
      return <AccountNumber was={draft.to.by === 'account' ? draft.to.number : ''} onBack={back} onTyped={(number) => { put({ by: 'account', number, name: draft.to.by === 'account' ? draft.to.name : '' }); go('name') }} />
    case 'name':
      return <Name to={draft.to} onBack={back} onFound={found} />
    case 'close':
      return <Close to={draft.to} onBack={back} onFix={back} onGo={() => { setDraft((d) => ({ ...d, close: true })); go('amount') }} />
    case 'elsewhere':
      return <Elsewhere onBack={back} onFix={() => { go('account') }} onBank={() => { go('bank') }} />
    case 'bank':
      return <OtherBank onBack={back} onChoose={(b) => { put({ ...draft.to, bank: b.code, bankName: b.nameZh }, { match: { result: 'unchecked' } }); go('amount') }} />
    case 'amount':
      return <HowMuch draft={draft} onBack={back} onTyped={(amount) => { setDraft((d) => ({ ...d, amount, reference: crypto.randomUUID() })); go('sure') }} />
    case 'sure':
      return <Sure draft={draft} onBack={back} onAmount={back} onStop={leave} onPaid={paid} />
    case 'done':
      if (!order) return null
      return order.state === 'settled' || order.state === 'sent'
        ? <Paid order={order} onMore={onAnew} onHome={leave} />
        : <Asked order={order} onPaid={setOrder} onHome={leave} />
  }
}
