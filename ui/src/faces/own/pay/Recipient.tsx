import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useEffect, useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { AccountNo } from '@/parts/AccountNo'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Status } from '@/parts/Status'
import { bare, byPhone, checkable, fromSaved, nobody, payeeFault, pickable, sentPayee, type Payee } from './payee'
import { useBanks, usePayees, type Match } from './reads'
import { words } from './words'

/** A value that has stayed the same for a moment: nobody asks the bank at every key. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const t = setTimeout(() => { setSettled(value) }, ms)
    return () => { clearTimeout(t) }
  }, [value, ms])
  return settled
}

/** What the bank says of a payee while she is typed. */
export function useCheck(payee: Payee): { match?: Match; checking: boolean; failed: boolean } {
  const asked = JSON.stringify(checkable(payee) ? sentPayee(payee) : null)
  const settled = useSettled(asked, payee.known ? 0 : 500)
  const check = useQuery({
    queryKey: ['payee-check', settled], enabled: settled !== 'null', staleTime: 60_000, gcTime: 60_000, retry: false,
    queryFn: ({ signal }) => must(api.POST('/v1/payment/payees/check', { body: JSON.parse(settled) as ReturnType<typeof sentPayee>, signal })),
  })
  const current = settled === asked && asked !== 'null'
  return { match: current ? check.data : undefined, checking: asked !== 'null' && (!current || check.isFetching), failed: current && check.isError }
}

export interface RecipientProps {
  value: Payee
  onChange: (p: Payee) => void
  check: ReturnType<typeof useCheck>
  close: boolean
  onClose: (ok: boolean) => void
  tried: boolean
  /** Only account and name: for a payee who is to be saved. */
  plain?: boolean
  /** Somebody known was chosen: the next thing to fill in may take the focus. */
  onPicked?: () => void
}

const shownAtOnce = 4

/** Who is to be paid: one press for somebody known, or a number with a name, checked while it is typed. */
export function Recipient({ value, onChange, check, close, onClose, tried, plain, onPicked }: RecipientProps) {
  const w = useWords(words)
  const payees = usePayees()
  const [all, setAll] = useState(false)
  const elsewhere = value.elsewhere === true
  const known = pickable(payees.data ?? [])
  const phone = byPhone(value) && !plain
  const fault = tried ? payeeFault(value) : undefined
  const type = (change: Partial<Payee>) => { onClose(false); onChange({ ...value, ...change, known: false }) }
  return (
    <>
      {!plain && !value.known && known.length > 0 && (
        <div className="field">
          <p className="field-label">{w.recent}</p>
          <div className="pay-picks">
            {known.slice(0, all ? 60 : shownAtOnce).map((s) => {
              return (
                <button key={s.id ?? `${s.account ?? ''}.${s.bank ?? ''}`} type="button" className="pay-pick" aria-label={w.recentLabel(s.label || s.name, (s.account ?? '').slice(-4))} onClick={() => { onClose(false); onChange(fromSaved(s)); onPicked?.() }}>
                  <strong>{s.label || s.name}</strong>
                  <span>{s.bankName ?? w.bankHere} <span className="figures">{(s.account ?? '').slice(-4)}</span></span>
                </button>
              )
            })}
            {known.length > shownAtOnce && !all && <Button type="link" onClick={() => { setAll(true) }}>{w.moreRecent(known.length)}</Button>}
          </div>
        </div>
      )}
      {value.known ? (
        <div className="pay-chosen">
          <span><strong>{value.name}</strong><AccountNo value={value.number} /></span>
          <Button type="link" onClick={() => { onClose(false); onChange(nobody) }}>{w.newPayee}</Button>
        </div>
      ) : (
        <>
          <FieldFrame label={plain ? w.accountNumber : w.number} hint={elsewhere || plain ? undefined : w.numberHint} error={fault === 'numberMissing' || fault === 'numberBad' ? w[fault] : undefined}>
            {(a) => <Input {...a} className="figures" inputMode="numeric" autoComplete="off" maxLength={40} value={value.number} onChange={(e) => { type({ number: e.target.value }) }} onBlur={() => { if (bare(value.number) !== value.number) type({ number: bare(value.number) }) }} />}
          </FieldFrame>
          {!phone && (plain || elsewhere || fault === 'nameMissing' || bare(value.number) !== '') && (
            <FieldFrame label={w.name} hint={w.nameHint} error={fault === 'nameMissing' ? w.nameMissing : undefined}>
              {(a) => <Input {...a} autoComplete="off" maxLength={100} value={value.name} onChange={(e) => { type({ name: e.target.value }) }} />}
            </FieldFrame>
          )}
          <Checkbox checked={elsewhere} onChange={(e) => { type({ elsewhere: e.target.checked, bank: '' }) }}>{w.otherBank}</Checkbox>
          {elsewhere && <BankField value={value.bank} onChange={(bank) => { type({ bank }) }} fault={tried && !value.bank ? w.bankMissing : undefined} />}
        </>
      )}
      <Said check={check} close={close} onClose={onClose} phone={phone} />
    </>
  )
}

/** The outcome of the check; what is only close has to be confirmed. */
function Said({ check, close, onClose, phone }: Pick<RecipientProps, 'check' | 'close' | 'onClose'> & { phone: boolean }) {
  const w = useWords(words)
  const { match, checking, failed } = check
  const bad = match?.result === 'no_match' || match?.result === 'no_account'
  return (
    <>
      <div className="pay-said" role="status">
        {checking ? <Status tone="busy">{w.checking}</Status> : failed ? <Status tone="wait">{w.checkFailed}</Status> : match && (
          phone && !bad ? <Status tone="good">{w.phoneTo(match.name ?? '', match.number ?? '')}</Status>
            : match.result === 'match' ? <Status tone="good">{w.match}</Status>
              : match.result === 'unchecked' ? <span className="soft">{w.unchecked}</span>
                : match.result === 'close' ? <Status tone="wait">{w.close}</Status>
                  : <span className="field-error">{w[match.result]}</span>
        )}
      </div>
      {match?.result === 'close' && !phone && (
        <div className="pay-close">
          <p>{w.closeDo}</p>
          <Checkbox checked={close} onChange={(e) => { onClose(e.target.checked) }}>{w.closeOk}</Checkbox>
        </div>
      )}
    </>
  )
}

/** A bank of the directory, found by its name or code. */
export function BankField({ value, onChange, fault }: { value: string; onChange: (code: string) => void; fault?: string }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { banks, loading, error } = useBanks(true)
  return (
    <FieldFrame label={w.bank} error={fault}>
      {(a) => (
        <>
          <Select
            {...a} loading={loading} placeholder={loading ? w.bankLoading : w.chooseBank} value={value || undefined} notFoundContent={w.noBank} virtual
            showSearch={{ filterOption: (typed, o) => `${String(o?.label ?? '')} ${String(o?.find ?? '')}`.toLowerCase().includes(typed.trim().toLowerCase()) }}
            options={(banks ?? []).map((b) => ({ value: b.code, label: `${language === 'zh' ? b.nameZh : b.nameEn} ${b.code}`, find: `${b.nameZh} ${b.nameEn}` }))}
            onChange={(v: string) => { onChange(v) }}
          />
          {error && <ErrorView small error={error} />}
        </>
      )}
    </FieldFrame>
  )
}
