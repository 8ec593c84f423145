import App from 'antd/es/app'
import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { choices, FormDialog, keyed, text, type S } from '@/faces/ops/parties/shared'
import { formatPoints, useRules, type Rule } from '@/faces/people/points/points'
import { formatMoney } from '@/parts/amount'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Ways } from './Ways'
import { words } from './words'

/** How points are earned: dated rules; a change is a new one. */
export default function Rules() {
  const w = useWords(words)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const rules = useRules()
  const [adding, setAdding] = useState(false)
  const [today] = useState(() => formatInstant(new Date(), 'date'))
  const add = useWrite((body: S['PointsSetRuleInBody'], { key }) => must(api.POST('/v1/points/rules', { params: { header: keyed(key) }, body })), { refresh: [['points']] })
  const kindOf = (k: string) => (k === 'card' ? w.card : k === 'payment' ? w.payment : k)
  const cap = (n: number | undefined) => (n ? formatPoints(n) : w.none)
  const columns: Column<Rule>[] = [
    { key: 'name', title: w.nameZh, always: true, phone: 'title', wrap: true, render: (r) => (language === 'zh' ? r.nameZh : r.nameEn), csv: (r) => r.nameZh },
    { key: 'state', title: w.state, render: (r) => (r.until < today ? <Status tone="idle">{w.over}</Status> : r.from > today ? <Status tone="wait">{w.coming}</Status> : <Status tone="good">{w.inForce}</Status>) },
    { key: 'kind', title: w.kind, render: (r) => kindOf(r.kind), csv: (r) => kindOf(r.kind) },
    { key: 'category', title: w.category, phone: 'hide', render: (r) => r.category ?? w.anyCategory, csv: (r) => r.category ?? '' },
    { key: 'from', title: w.from, render: (r) => r.from, csv: (r) => r.from },
    { key: 'until', title: w.until, render: (r) => r.until, csv: (r) => r.until },
    { key: 'each', title: w.per, align: 'end', render: (r) => (r.per ? formatMoney(r.per) : w.times(String(r.multiplierBp / 10_000))), csv: (r) => r.per ?? '' },
    { key: 'day', title: w.capDay, align: 'end', render: (r) => cap(r.capDay), csv: (r) => String(r.capDay ?? '') },
    { key: 'month', title: w.capMonth, align: 'end', render: (r) => cap(r.capMonth), csv: (r) => String(r.capMonth ?? '') },
    { key: 'valid', title: w.valid, align: 'end', render: (r) => (r.validMonths ? w.months(r.validMonths) : '—'), csv: (r) => String(r.validMonths ?? '') },
    { key: 'code', title: w.code, spare: true, render: (r) => r.code, csv: (r) => r.code },
  ]
  const number = (v: unknown) => (typeof v === 'number' ? v : undefined)
  const given = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
  return (
    <Page title={w.title} lead={w.rulesLead} action={<Button type="primary" onClick={() => { setAdding(true) }}>{w.addRule}</Button>}>
      <Ways at="rules" />
      <Section flush>
        <TableView
          id="ops.points.rules" caption={w.rules} columns={columns} rows={rules.data} error={rules.error} retry={() => { void rules.refetch() }} rowKey={(r) => r.id} rowName={(r) => r.nameZh} empty={<Empty title={w.rulesEmpty} />}
        />
      </Section>
      {adding && (
        <FormDialog
          title={w.addRule} lead={w.rulesLead} submit={w.save} onClose={() => { setAdding(false) }} initial={{ kind: 'card', from: today, multiplier: 1, validMonths: 24 }}
          schema={{ type: 'object', required: ['code', 'nameZh', 'nameEn', 'kind', 'from', 'until'], properties: {
            code: text(w.code, { pattern: '^[A-Z0-9_-]{1,24}$', maxLength: 24 }), nameZh: text(w.nameZh, { maxLength: 60 }), nameEn: text(w.nameEn, { maxLength: 60 }), kind: choices(w.kind, [['card', w.card], ['payment', w.payment]]),
            category: text(w.category, { description: w.categoryHint, pattern: '^[0-9]{4}$' }), from: { type: 'string', format: 'date', title: w.from }, until: { type: 'string', format: 'date', title: w.until },
            per: { type: 'string', format: 'money', title: w.per, description: w.perHint, 'x-minimum': '1' }, multiplier: { type: 'number', title: w.multiplier, description: w.multiplierHint, minimum: 0.1, maximum: 100 },
            capDay: { type: 'integer', title: w.capDay, minimum: 0 }, capMonth: { type: 'integer', title: w.capMonth, minimum: 0 }, validMonths: { type: 'integer', title: w.valid, minimum: 0, maximum: 120 },
          } }}
          onSubmit={async (v) => {
            await add.mutateAsync({
              code: String(v.code), nameZh: String(v.nameZh), nameEn: String(v.nameEn), kind: String(v.kind), from: String(v.from), until: String(v.until), category: given(v.category), per: given(v.per),
              multiplierBp: Math.round((number(v.multiplier) ?? 1) * 10_000), capDay: number(v.capDay), capMonth: number(v.capMonth), validMonths: number(v.validMonths),
            })
            void message.success(w.saved)
          }}
        />
      )}
    </Page>
  )
}
