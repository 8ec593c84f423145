import Button from 'antd/es/button'
import { useWords } from '@/app/i18n'
import { AccountNo } from '@/parts/AccountNo'
import { Money } from '@/parts/Money'
import { Facts, Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Timeline } from '@/parts/Timeline'
import { Transfers } from './Tables'
import { words } from './words'

export function Happenings() {
  const w = useWords(words)
  return (
    <Timeline items={[
      { key: '1', at: '2026-11-23T15:12:00+08:00', title: w.t1, detail: w.t1d, by: w.by1, tone: 'good' },
      { key: '2', at: '2026-11-22T10:40:00+08:00', title: w.t2, detail: w.t2d, by: w.by1, tone: 'bad' },
      { key: '3', at: '2026-11-20T09:05:00+08:00', title: w.t3, by: w.by2, tone: 'idle' },
    ]} />
  )
}

/** A thing: facts on the left, timeline on the right. */
export function Thing() {
  const w = useWords(words)
  return (
    <Page
      title={w.treasury} state={<Status tone="good">{w.good}</Status>} crumbs={[{ title: w.account, href: '/accounts' }]}
      action={<><Button type="primary">{w.main}</Button><Button>{w.second}</Button></>}
      aside={<Section title={w.timeline}><Happenings /></Section>}
    >
      <Section>
        <Facts facts={[
          { label: w.balance, value: <Money minor="98765432109876" size="hero" /> }, { label: w.account, value: <AccountNo value="6222021234560188" copy /> },
          { label: w.kind, value: w.kindName }, { label: w.branch, value: w.branchName }, { label: w.opened, value: '2026-03-02' }, { label: w.payer, value: w.longName },
        ]} />
      </Section>
      <Section title={w.table} flush><Transfers /></Section>
    </Page>
  )
}
