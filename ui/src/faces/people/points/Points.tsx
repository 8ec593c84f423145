import Button from 'antd/es/button'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMay } from '@/app/session'
import { useParty } from '@/faces/own/reads'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { byEnd, formatPoints, rulesOn, usePoints, useRules, type Rule } from './points'
import { Tabs } from './Tabs'
import { words } from './words'

/** How many dates are shown before the rest is asked for. */
const few = 4

/** How many points there are, when they end, and how more are earned. */
export default function Points() {
  const w = useWords(words)
  const may = useMay()
  const [, go] = useLocation()
  const points = usePoints(useParty())
  const rules = useRules()
  const [all, setAll] = useState(false)
  const [today] = useState(() => formatInstant(new Date(), 'date'))
  const [soon] = useState(() => formatInstant(new Date(Date.now() + 92 * 86_400_000), 'date'))
  return (
    <Page title={w.title} width="read" action={may('points.redeem') && (points.data?.balance ?? 0) > 0 && <Button type="primary" onClick={() => { go('/points/items') }}>{w.redeem}</Button>}>
      <Tabs at="overview" />
      <Section>
        <Await query={points} rows={2}>
          {(p) => {
            const first = byEnd(p.batches)[0]
            return (
              <div className="points-hero">
                <span className="soft">{w.balance}</span>
                <span className="points-figure">{formatPoints(p.balance)}<small>{w.unit}</small></span>
                {p.balance < 0 && <p className="soft">{w.owed(formatPoints(-p.balance))}</p>}
                {first && first.on <= soon && <p>{w.endsFirst(formatPoints(first.points), first.on)}</p>}
              </div>
            )
          }}
        </Await>
      </Section>
      {points.data && (
        <Section title={w.batches} extra={points.data.batches.length > 0 && <span className="soft">{w.first}</span>} flush>
          {(() => {
            const ends = byEnd(points.data.batches)
            if (ends.length === 0) return <Empty title={w.batchesNone}>{w.batchesNoneText}</Empty>
            return (
              <>
                <ul className="points-lines">
                  {(all ? ends : ends.slice(0, few)).map((e) => <li key={e.on}><span>{w.batchEnds(e.on)}</span><span className="figures">{w.ofPoints(formatPoints(e.points))}</span></li>)}
                </ul>
                {ends.length > few && <p className="list-foot"><button type="button" className="link-button" aria-expanded={all} onClick={() => { setAll(!all) }}>{all ? w.fewer : w.moreBatches(ends.length - few)}</button></p>}
              </>
            )
          })()}
        </Section>
      )}
      <Section title={w.rules} flush>
        <Await query={rules} rows={2}>
          {(r) => {
            const now = rulesOn(r, today)
            if (now.length === 0) return <p className="points-note">{w.rulesNone}</p>
            return <><ul className="points-lines">{now.map((one) => <RuleLine key={one.id} rule={one} />)}</ul><p className="points-note">{w.rulesNote}</p></>
          }}
        </Await>
      </Section>
    </Page>
  )
}

/** Far ends are no end. */
const forEver = '2090-01-01'

function RuleLine({ rule: r }: { rule: Rule }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const more = [
    r.capDay ? w.capDay(formatPoints(r.capDay)) : '', r.capMonth ? w.capMonth(formatPoints(r.capMonth)) : '', r.validMonths ? w.valid(r.validMonths) : '', r.until < forEver ? w.until(r.until) : '',
  ].filter(Boolean).join(language === 'zh' ? '，' : ', ')
  return (
    <li>
      <span className="points-text"><strong>{language === 'zh' ? r.nameZh : r.nameEn}</strong>{more && <span>{more}</span>}</span>
      <span>{r.per ? w.ruleOf(formatMoney(r.per)) : w.ruleBonus(String(r.multiplierBp / 10_000))}</span>
    </li>
  )
}
