import { RightOutlined } from '@ant-design/icons'
import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { wordOf } from '../words'
import { useRestraints } from './deposits'
import { words } from './deposit.words'
import '../own.css'

/** Who has ordered what about the party's money (冻结). */
export default function Restraints() {
  const w = useWords(words)
  const list = useRestraints()
  return (
    <Page title={w.restraints} lead={w.restraintsLead} width="read">
      <Section flush>
        <Await query={list}>
          {(all) => all.length === 0 ? <Empty title={w.noRestraints}>{w.noRestraintsText}</Empty> : (
            <ul className="choices choices-flush account-list">
              {all.map((r) => (
                <li key={r.id}>
                  <Link href={`/restraints/${r.id}`}>
                    <span className="choice-text"><strong>{wordOf(w, `rk_${r.kind}`)} · {r.authority}</strong><span>{r.document}</span><span className="account-tags"><Status tone={r.state === 'ended' ? 'idle' : r.waiting ? 'wait' : 'bad'}>{r.state === 'ended' ? w.rs_ended : r.waiting ? w.rs_waiting : w.rs_in_force}</Status><span>{w.until} {formatInstant(r.until, 'date')}</span></span></span>
                    <span className="account-money">{r.whole ? w.whole : <Money minor={r.ordered} currency={r.currency ?? 'CNY'} size="large" />}</span>
                    <RightOutlined aria-hidden="true" />
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Await>
      </Section>
    </Page>
  )
}
