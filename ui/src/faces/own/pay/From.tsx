import Select from 'antd/es/select'
import { useWords } from '@/app/i18n'
import { maskAccount } from '@/parts/AccountNo'
import { FieldFrame } from '@/parts/FieldFrame'
import { formatMoney } from '@/parts/amount'
import { nameOf, useProductNames } from '../accounts/names'
import { paysOut, useDeposits, type Deposit } from '../accounts/deposits'
import { useAccounts } from '../reads'
import { words } from './words'

/** An account to pay from or into. */
export interface Purse {
  id: string
  number: string
  currency: string
  label: string
  available?: string
  deposit: Deposit
}

/** The accounts from which the party may pay, the fullest first. */
export function usePurses(): { purses?: Purse[]; isPending: boolean; error: unknown } {
  const deposits = useDeposits()
  const held = useAccounts()
  const productName = useProductNames()
  const purses = deposits.data?.filter(paysOut).map((d): Purse => ({
    id: d.id, number: d.number, currency: d.currency, label: nameOf(d, productName), deposit: d,
    available: held.data?.find((h) => h.account === d.id)?.available ?? d.booked,
  })).sort((a, b) => (BigInt(b.available ?? '0') > BigInt(a.available ?? '0') ? 1 : -1))
  return { purses, isPending: deposits.isPending, error: deposits.error }
}

/** One of her accounts, with what it has. */
export function PurseField({ label, hint, purses, value, onChange, fault, without }: { label: string; hint?: string; purses: readonly Purse[]; value: string; onChange: (id: string) => void; fault?: string; /** An account that is not offered. */ without?: string }) {
  const w = useWords(words)
  return (
    <FieldFrame label={label} hint={hint} error={fault}>
      {(a) => (
        <Select
          {...a} value={value || undefined} onChange={(v: string) => { onChange(v) }}
          options={purses.filter((p) => p.id !== without).map((p) => ({ value: p.id, label: `${p.label} ${maskAccount(p.number).slice(-4)}${p.available !== undefined ? ` · ${w.available} ${formatMoney(p.available, p.currency)}` : ''}` }))}
        />
      )}
    </FieldFrame>
  )
}
