import { CreditCardOutlined, DollarOutlined, GlobalOutlined, ShopOutlined, StopOutlined, WifiOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { channels, type Channel, type Limit } from '@/faces/people/cards/card'
import { formatMoney, symbolOf } from '@/parts/amount'
import { Answered, Ask } from '../Ask'
import { digits, Pad, Typed } from '../Pad'
import { Prove, useAct } from '../prove'
import { useWays, type Hat } from '../visit'
import { words as kiosk } from '../words'
import { changed, opened } from './limit'
import { cardsKey, Done, WithCard, type CardOf } from './shared'
import { words } from './words'

/** How much a card may spend: which use, which of its limits, how much. */
export default function Limits() {
  const w = useWords(words)
  return <WithCard question={w.limitsTitle}>{(card, hat) => <Questions card={card} hat={hat} />}</WithCard>
}

const pictures = { pos: <ShopOutlined />, atm: <DollarOutlined />, online: <GlobalOutlined />, contactless: <WifiOutlined /> }

function Questions({ card: c, hat }: { card: CardOf; hat: Hat }) {
  const w = useWords(words)
  const k = useWords(kiosk)
  const { language } = usePreferences()
  const { back, goFresh } = useWays()
  const client = useQueryClient()
  const [channel, setChannel] = useState<Channel>()
  const [which, setWhich] = useState<'day' | 'each'>()
  const [done, setDone] = useState<CardOf>()
  const limits = useQuery({ queryKey: [...cardsKey(hat), c.id, 'limits', c.version], retry: false, queryFn: ({ signal }) => must(api.GET('/v1/card/cards/{id}/limits', { params: { path: { id: c.id } }, signal })) })
  const set = useAct(
    (limit: Limit, key: string) => must(api.PUT('/v1/card/cards/{id}/limits', { params: { path: { id: c.id }, header: { 'Idempotency-Key': key } }, body: { version: c.version, limits: { [channel ?? '']: limit } } })),
    (now) => { setDone(now); void client.invalidateQueries({ queryKey: cardsKey(hat) }) },
  )
  const money = (minor: string) => formatMoney(minor, c.currency).replace(/\.00$/, '')
  const now = (l: Limit | undefined) => (!l || l.each === '0' ? w.off : w.now(money(l.each), money(l.day)))
  if (done && channel) return <Done title={w.limitDone} lead={w.limitLead(w[channel], now(done.limits[channel]))} card={done} />
  if (set.proving) return <Prove {...set.proving} />
  const was = channel && limits.data?.limits[channel]
  const most = channel && limits.data?.most[channel]
  const trouble = set.problem && <><strong>{k.troubled}</strong><p>{set.problem.sentence(language)}</p></>
  if (!channel || !was || !most) {
    return (
      <Ask
        question={w.limitsTitle} help={<p>{w.limitsHelp}</p>} onBack={back ?? (() => { goFresh(`/cards/${c.id}`) })} onChoose={(ch) => { setChannel(ch as Channel) }}
        choices={limits.data && channels.filter((ch) => limits.data.limits[ch]).map((ch) => ({ key: ch, label: w[ch], hint: now(limits.data.limits[ch]), picture: pictures[ch] }))}
      >
        <Answered query={limits}>{() => null}</Answered>
      </Ask>
    )
  }
  if (which) {
    return (
      <HowMuch
        card={c} which={which} was={was} most={most} busy={set.busy} trouble={trouble} money={money} onBack={() => { setWhich(undefined); set.clear() }} onTyped={(l) => { void set.run(l) }} onChange={set.clear}
      />
    )
  }
  const off = was.each === '0'
  return (
    <Ask
      question={w.whichTitle2(w[channel])} lead={now(was)} help={<p>{w.limitsHelp}</p>} onBack={() => { setChannel(undefined); set.clear() }} trouble={trouble}
      onChoose={(key) => {
        if (set.busy) return
        if (key === 'off') void set.run({ each: '0', day: was.day })
        else if (key === 'on') void set.run(opened(was, most))
        else setWhich(key as 'day' | 'each')
      }}
      choices={off
        ? [{ key: 'on', label: w.turnOn, hint: w.now(money(opened(was, most).each), money(opened(was, most).day)), picture: pictures[channel] }]
        : [
            { key: 'day', label: w.day, hint: money(was.day), picture: <CreditCardOutlined /> }, { key: 'each', label: w.each, hint: money(was.each), picture: <CreditCardOutlined /> },
            { key: 'off', label: w.turnOff, hint: w.turnOffHint, picture: <StopOutlined /> },
          ]}
    />
  )
}

interface HowMuchProps {
  card: CardOf
  which: 'day' | 'each'
  was: Limit
  most: Limit
  busy: boolean
  trouble: React.ReactNode
  money: (minor: string) => string
  onBack: () => void
  onChange: () => void
  onTyped: (l: Limit) => void
}

/** Whole yuan: nobody limits a fen. */
function HowMuch({ card: c, which, was, most, busy, trouble, money, onBack, onChange, onTyped }: HowMuchProps) {
  const w = useWords(words)
  const [typed, setTyped] = useState('')
  const [said, setSaid] = useState('')
  const done = () => {
    if (busy) return
    const l = changed(was, most, which, typed === '' ? '' : `${typed}00`)
    if (typeof l === 'string') setSaid({ missing: w.missing, tooMuch: w.tooMuch(money(most[which])), overDay: w.overDay(money(was.day)) }[l])
    else onTyped(l)
  }
  return (
    <Ask
      question={which === 'day' ? w.dayTitle : w.eachTitle} lead={`${w.nowIs(money(was[which]))}${w.most(money(most[which]))}`} help={<p>{w.amountHelp}</p>} onBack={onBack}
      trouble={said ? <p>{said}</p> : trouble}
    >
      <Typed label={w.amount} groups={[typed ? symbolOf(c.currency) + typed.replace(/\B(?=(\d{3})+$)/g, ',') : '']} said={typed ? w.typed(typed) : w.nothing} />
      <Pad label={w.amount} keys={digits} value={typed} most={9} busy={busy} done={w.save} onDone={done} onChange={(v) => { setTyped(v.replace(/^0+/, '')); setSaid(''); onChange() }} />
    </Ask>
  )
}
