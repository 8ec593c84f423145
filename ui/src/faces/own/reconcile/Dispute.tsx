import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { asDate, MoneyInput } from '@/parts/fields'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Section } from '@/parts/Page'
import { keyed, type S } from '../reads'
import { common } from '../words'
import { adjust, countable, faultsOf, sides, type Draft, type Side, type Statement } from './balance'
import { AdjustedTable } from './parts'
import { words } from './words'

/** The holder's books differ: their balance, the entries that one side lacks, and at each key whether both sides meet. */
export function Dispute({ statement: s, onBack }: { statement: Statement; onBack: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const [book, setBook] = useState(s.bookBalance ?? '')
  const [drafts, setDrafts] = useState<Draft[]>(() => (s.items ?? []).map((i, n) => ({ key: n, side: i.side, amount: i.amount, date: i.date, text: i.text })))
  const [note, setNote] = useState(s.note ?? '')
  const [tried, setTried] = useState(false)
  const send = useWrite((body: S['ReconcileDisputeInBody'], { key }) => must(api.POST('/v1/reconcile/statements/{id}/dispute', { params: { path: { id: s.id }, header: keyed(key) }, body })), { refresh: [['reconcile']] })
  const known = /^-?\d+$/.test(book)
  const counted = countable(drafts)
  const gap = known ? adjust(s.balance, book, counted).gap : undefined
  const same = known && book === s.balance && drafts.length === 0
  const longNote = [...note].length > 500
  const change = (key: number, more: Partial<Draft>) => { setDrafts(drafts.map((d) => (d.key === key ? { ...d, ...more } : d))) }
  const submit = () => {
    setTried(true)
    if (!known || same || longNote || drafts.some((d) => faultsOf(d, s.asOf).length > 0)) return
    const items = drafts.flatMap((d) => (d.side ? [{ side: d.side, amount: d.amount, date: d.date, text: d.text.trim() }] : []))
    send.mutate({ bookBalance: book, items, note: note.trim() || undefined })
  }
  return (
    <Section title={w.disputeTitle}>
      <form noValidate className="task-step" onSubmit={(e) => { e.preventDefault(); if (!send.isPending) submit() }}>
        <p className="soft">{w.disputeLead}</p>
        <FieldFrame label={w.book} error={tried && !known ? w.bookBad : undefined}>
          {(control) => <MoneyInput control={control} value={book} onChange={(v) => { setBook(v ?? '') }} />}
        </FieldFrame>
        <fieldset className="draft-list">
          <legend className="field-label">{w.items}</legend>
          {drafts.length === 0 && <p className="soft">{w.noItems}</p>}
          {drafts.map((d, n) => {
            const faults = tried ? faultsOf(d, s.asOf) : []
            return (
              <div className="draft" key={d.key} role="group" aria-label={w.item(n + 1)}>
                <FieldFrame label={w.side} error={faults.includes('side') ? w.sideBad : undefined}>
                  {(control) => <Select {...control} value={d.side} options={sides.map((x) => ({ value: x, label: w[x] }))} onChange={(v: Side) => { change(d.key, { side: v }) }} />}
                </FieldFrame>
                <FieldFrame label={w.amount} error={faults.includes('amount') ? w.amountBad : undefined}>
                  {(control) => <MoneyInput control={control} value={d.amount} onChange={(v) => { change(d.key, { amount: v ?? '' }) }} />}
                </FieldFrame>
                <FieldFrame label={w.date} error={faults.includes('date') ? w.dateBad : undefined}>
                  {(control) => <Input {...control} className="short figures" inputMode="numeric" placeholder={s.asOf} maxLength={10} value={d.date} onChange={(e) => { change(d.key, { date: asDate(e.target.value) }) }} />}
                </FieldFrame>
                <FieldFrame label={w.text} error={faults.includes('text') ? w.textBad : undefined}>
                  {(control) => <Input {...control} value={d.text} onChange={(e) => { change(d.key, { text: e.target.value }) }} />}
                </FieldFrame>
                <Button className="draft-remove" type="text" icon={<DeleteOutlined />} aria-label={w.removeItem(n + 1)} onClick={() => { setDrafts(drafts.filter((x) => x.key !== d.key)) }} />
              </div>
            )
          })}
          {drafts.length < 60 && <Button icon={<PlusOutlined />} onClick={() => { setDrafts([...drafts, { key: Math.max(-1, ...drafts.map((d) => d.key)) + 1, amount: '', date: s.asOf, text: '' }]) }}>{w.addItem}</Button>}
        </fieldset>
        <AdjustedTable bank={s.balance} firm={known ? book : undefined} items={drafts.flatMap((d) => countable([d]).map((x) => ({ ...x, text: d.text })))} />
        {same && <p className="decide-warn">{w.same}</p>}
        {gap !== undefined && gap !== '0' && <p className="soft">{w.gapText}</p>}
        <FieldFrame label={w.note} optional hint={w.noteHint} error={longNote ? w.noteBad : undefined}>
          {(control) => <Input.TextArea {...control} rows={3} value={note} onChange={(e) => { setNote(e.target.value) }} />}
        </FieldFrame>
        {send.error && <ErrorView small error={send.error} />}
        <div className="form-foot">
          <Button type="primary" htmlType="submit" disabled={same} loading={send.isPending}>{gap === '0' ? w.sendExplained : w.sendDisputed}</Button>
          <Button onClick={onBack}>{c.back}</Button>
        </div>
      </form>
    </Section>
  )
}
