import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { Loading } from '@/parts/Loading'
import { Money } from '@/parts/Money'
import { Facts, Section } from '@/parts/Page'
import { Party } from '@/parts/Party'
import { Receipt } from '@/parts/Receipt'
import { Status } from '@/parts/Status'
import { Steps } from '@/parts/Steps'
import { Time } from '@/parts/Time'
import { Happenings } from './Thing'
import { forbidden, problem } from './samples'
import { words } from './words'

const reveal = () => Promise.resolve('110112199003071526')

/** Words, numbers and states. */
export function Small() {
  const w = useWords(words)
  const steps = [w.s1, w.s2, w.s3, w.s4].map((title) => ({ key: title, title }))
  return (
    <>
      <Section title={w.money}>
        <Facts facts={[
          { label: w.balance, value: <Money minor="98765432109876" size="hero" /> },
          { label: w.net, value: <Money minor="-98765432109876" size="large" /> },
          { label: w.income, value: <Money minor="128050" plus /> },
          { label: w.amount, value: <><Money minor="500" side="debit" /> · <Money minor="500" side="credit" /></> },
          { label: 'JPY · KWD · USD', value: <><Money minor="1200000" currency="JPY" /> · <Money minor="1234567" currency="KWD" /> · <Money minor="-5" currency="USD" /></> },
        ]} />
      </Section>
      <Section title={w.account}>
        <Facts facts={[
          { label: w.account, value: <AccountNo value="6222021234560188" /> },
          { label: w.account, value: <AccountNo value="6222021234560188" full copy />, change: <a href="#main">{w.change}</a> },
          { label: w.day, value: <Time at="2026-11-23T09:05:07+08:00" precision="second" relative /> },
        ]} />
      </Section>
      <Section title={w.party}>
        <div className="design-row">
          <Party name={w.name} sort="person" idMasked="110112********1526" reveal={reveal} />
          <Party name={w.longName} sort="business" idMasked="9115************3X" link={(n) => <a href="#main">{n}</a>} />
          <Party name={w.agency} sort="agency" />
        </div>
      </Section>
      <Section title={w.status}>
        <div className="design-row">
          {(['good', 'busy', 'wait', 'bad', 'idle', 'info'] as const).map((t) => <Status key={t} tone={t}>{w[t]}</Status>)}
        </div>
      </Section>
      <Section title={w.steps}><Steps steps={steps} current={1} /></Section>
      <Section title={w.timeline}><Happenings /></Section>
      <Section title={w.states}>
        <div className="design-grid">
          <Loading />
          <Empty title={w.empty}>{w.emptyWhy}</Empty>
          <ErrorView error={problem} retry={() => undefined} />
          <ErrorView error={forbidden} />
          <ErrorView error={new TypeError('fetch')} retry={() => undefined} />
          <ErrorView error={problem} small />
        </div>
      </Section>
      <Section title={w.receipt}>
        <Receipt
          title={w.transferDone} number="20261123001188" facts={[
            { label: w.payee, value: w.longName }, { label: w.amount, value: <Money minor="98765432109876" size="large" /> }]}
          next={[{ when: w.when1, what: w.what1 }, { when: w.when2, what: w.what2 }]}
        />
      </Section>
    </>
  )
}
