import Checkbox from 'antd/es/checkbox'
import Radio from 'antd/es/radio'
import { useWords } from '@/app/i18n'
import { maskAccount } from '@/parts/AccountNo'
import { useAccounts, type S } from '../reads'
import { wordOf } from '../words'
import { words } from './words'

/** What an agent is to be allowed, as it is chosen: kinds of things, and which accounts. */
export interface Pick {
  permissions: string[]
  which: 'all' | 'some'
  accounts: string[]
}

/** What may be given to an agent at all; the bank refuses anything else. */
export const givable = ['ledger.read', 'party.read', 'mandate.read'] as const

/** The items that a choice means; none while it is not whole. */
export function itemsOf(p: Pick): S['AuthItem'][] {
  const some = p.permissions.includes('ledger.read') && p.which === 'some'
  if (some && p.accounts.length === 0) return []
  return p.permissions.flatMap((permission): S['AuthItem'][] => (permission === 'ledger.read' && some ? p.accounts.map((a) => ({ permission, object: `ledger.account/${a}` })) : [{ permission }]))
}

/** The choice that items mean. */
export function pickOf(items: readonly S['AuthItem'][]): Pick {
  const accounts = items.filter((i) => i.permission === 'ledger.read' && i.object).map((i) => i.object?.split('/')[1] ?? '')
  return { permissions: [...new Set(items.map((i) => i.permission))], which: accounts.length > 0 && !items.some((i) => i.permission === 'ledger.read' && !i.object) ? 'some' : 'all', accounts }
}

/** What somebody may do for the party. */
export function ItemChoice({ value, onChange, tried }: { value: Pick; onChange: (p: Pick) => void; tried: boolean }) {
  const w = useWords(words)
  const accounts = useAccounts()
  const none = tried && value.permissions.length === 0
  const ledger = value.permissions.includes('ledger.read')
  const noAccount = tried && ledger && value.which === 'some' && value.accounts.length === 0
  return (
    <>
      <fieldset className={none ? 'field field-bad' : 'field'}>
        <legend className="field-label">{w.what}</legend>
        <p className="field-hint">{w.itemsHint}</p>
        {none && <p className="field-error" role="alert">{w.itemsMissing}</p>}
        <Checkbox.Group className="check-list" value={value.permissions} onChange={(permissions) => { onChange({ ...value, permissions }) }} options={givable.map((g) => ({ value: g, label: wordOf(w, g) }))} />
      </fieldset>
      {ledger && (
        <fieldset className={noAccount ? 'field field-bad' : 'field'}>
          <legend className="field-label">{w.whichAccounts}</legend>
          {noAccount && <p className="field-error" role="alert">{w.someMissing}</p>}
          <Radio.Group value={value.which} onChange={(e) => { onChange({ ...value, which: e.target.value as Pick['which'] }) }} options={[{ value: 'all', label: w.every }, { value: 'some', label: w.some }]} />
          {value.which === 'some' && (
            <Checkbox.Group className="check-list check-inner" value={value.accounts} onChange={(a) => { onChange({ ...value, accounts: a }) }} options={(accounts.data ?? []).filter((a) => !a.closed).map((a) => ({ value: a.account, label: `${a.name ?? ''} ${maskAccount(a.number ?? '')}` }))} />
          )}
        </fieldset>
      )}
    </>
  )
}
