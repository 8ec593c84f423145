import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useWords } from '@/app/i18n'
import { FieldFrame } from '@/parts/FieldFrame'
import { dateIn } from './dates'
import { words } from './party/words'
import { common } from './words'

export interface End {
  how: '3' | '12' | 'date' | 'open'
  date: string
}

/** The date that a choice means; empty for no end. */
export const endDate = (e: End, now = new Date()): string => (e.how === 'open' ? '' : e.how === 'date' ? e.date : dateIn({ months: Number(e.how) }, now))

/** Until when: some usual spans, a date of one's own, and no end where that may be. */
export function Ends({ label, hint, value, onChange, open, fault }: { label: string; hint?: string; value: End; onChange: (e: End) => void; /** The word for no end; absent where there must be one. */ open?: string; fault?: string }) {
  const w = useWords(words)
  const c = useWords(common)
  return (
    <>
      <fieldset className="field">
        <legend className="field-label">{label}</legend>
        {hint && <p className="field-hint">{hint}</p>}
        <Radio.Group
          value={value.how} onChange={(e) => { onChange({ ...value, how: e.target.value as End['how'] }) }}
          options={[...(['3', '12'] as const).map((m) => ({ value: m, label: `${w.months(Number(m))}（${dateIn({ months: Number(m) })}）` })), { value: 'date', label: w.otherDate }, ...(open ? [{ value: 'open', label: open }] : [])]}
        />
      </fieldset>
      {value.how === 'date' && (
        <FieldFrame label={w.until} hint={c.dateHint} error={fault}>
          {(a) => <Input {...a} className="short figures" inputMode="numeric" maxLength={10} value={value.date} onChange={(e) => { onChange({ ...value, date: e.target.value }) }} />}
        </FieldFrame>
      )}
    </>
  )
}
