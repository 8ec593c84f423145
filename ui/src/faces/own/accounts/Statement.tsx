import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { headersFor } from '@/api/client'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { save } from '@/parts/csv'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { formatInstant, isDate } from '@/parts/instant'
import { monthAt } from '../dates'
import type { S } from '../reads'
import { common } from '../words'
import { words } from './words'

type Format = 'csv' | 'camt053' | 'jsonl'
const endings: Record<Format, string> = { csv: 'csv', camt053: 'xml', jsonl: 'jsonl' }

/** Reads a statement under the tab's hat; a plain link could not name it. */
async function statementOf(id: string, query: Record<string, string>): Promise<Blob> {
  const response = await fetch(`/v1/ledger/accounts/${encodeURIComponent(id)}/statement?${new URLSearchParams(query).toString()}`, { credentials: 'same-origin', headers: headersFor('GET') })
    .catch((e: unknown) => { throw problemOf(e) })
  if (!response.ok) throw problemOf(await response.json().catch(() => undefined), response.status)
  return response.blob()
}

/** Which period and which format, then the file. */
export function Statement({ account, onClose }: { account: S['LedgerAccount']; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const { language } = usePreferences()
  const [period, setPeriod] = useState<'this' | 'last' | 'year' | 'custom'>('this')
  const [custom, setCustom] = useState(() => monthAt(0))
  const [format, setFormat] = useState<Format>('csv')
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<unknown>()
  const today = formatInstant(new Date(), 'date')
  const range = period === 'custom' ? custom : period === 'year' ? { from: `${today.slice(0, 4)}-01-01`, to: today } : monthAt(period === 'last' ? -1 : 0)
  const badFrom = !isDate(range.from)
  const badTo = !isDate(range.to)
  const order = !badFrom && !badTo && range.from > range.to
  const get = async () => {
    setTried(true)
    if (badFrom || badTo || order) return
    setBusy(true)
    setError(undefined)
    try {
      const file = await statementOf(account.id, { ...range, format, ...(format === 'csv' && { lang: language, bom: 'true' }) })
      save(`${account.number} ${range.from} ${range.to}.${endings[format]}`, file)
      onClose()
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={w.statement} onCancel={onClose} destroyOnHidden footer={<><Button onClick={onClose}>{c.cancel}</Button><Button type="primary" loading={busy} onClick={() => { void get() }}>{w.download}</Button></>}>
      <div className="dialog-form">
        <p className="soft">{w.statementWhy}</p>
        <fieldset className="field">
          <legend className="field-label">{w.period}</legend>
          <Radio.Group value={period} onChange={(e) => { setPeriod(e.target.value as typeof period); setTried(false) }} options={[{ value: 'this', label: w.thisMonth }, { value: 'last', label: w.lastMonth }, { value: 'year', label: w.thisYear }, { value: 'custom', label: w.custom }]} />
        </fieldset>
        {period === 'custom' && (
          <>
            <FieldFrame label={w.from} hint={c.dateHint} error={tried && badFrom ? c.dateBad : tried && order ? w.periodBad : undefined}>
              {(a) => <Input {...a} className="short figures" inputMode="numeric" maxLength={10} value={custom.from} onChange={(e) => { setCustom({ ...custom, from: e.target.value }) }} />}
            </FieldFrame>
            <FieldFrame label={w.to} hint={c.dateHint} error={tried && badTo ? c.dateBad : undefined}>
              {(a) => <Input {...a} className="short figures" inputMode="numeric" maxLength={10} value={custom.to} onChange={(e) => { setCustom({ ...custom, to: e.target.value }) }} />}
            </FieldFrame>
          </>
        )}
        <fieldset className="field">
          <legend className="field-label">{w.format}</legend>
          <Radio.Group value={format} onChange={(e) => { setFormat(e.target.value as Format) }} options={(['csv', 'camt053', 'jsonl'] as const).map((f) => ({ value: f, label: w[f] }))} />
        </fieldset>
        {error !== undefined && <ErrorView small error={error} />}
      </div>
    </Modal>
  )
}
