import type { Match, Saved } from './reads'

/** Whom a payment goes to, as it is typed. */
export interface Payee {
  /** Account, card or mobile number. */
  number: string
  name: string
  /** 行号 of another bank; empty for this one. */
  bank: string
  /** She is at another bank, chosen or not. */
  elsewhere?: boolean
  /** A payee whom the payer has chosen from the list, and not typed. */
  known?: boolean
}

export const nobody: Payee = { number: '', name: '', bank: '' }

/** What is left of a number that was pasted with blanks and hyphens, or typed in full-width figures. */
export const bare = (typed: string) => typed.normalize('NFKC').replace(/[\s-]/g, '')

/** Whether a number is a mobile number of the mainland; everything else is an account or a card. */
export const isPhone = (number: string) => /^(\+?86)?1[3-9]\d{9}$/.test(bare(number))

/** Whether she is named by a phone number alone. */
export const byPhone = (p: Payee) => isPhone(p.number) && !p.bank && !p.elsewhere

/** The payee as the bank takes it. */
export function sentPayee(p: Payee): { account?: string; phone?: string; name?: string; bank?: string } {
  const name = p.name.trim()
  if (byPhone(p)) return { phone: bare(p.number), ...(name && { name }) }
  return { account: bare(p.number), name, ...(p.bank && { bank: p.bank }) }
}

/** Whether there is enough to ask the bank whether name and number belong together. */
export function checkable(p: Payee): boolean {
  if (p.elsewhere && !p.bank) return false
  if (byPhone(p)) return true
  return /^\d{8,32}$/.test(bare(p.number)) && p.name.trim().length > 1
}

/** What is still to be filled in. */
export function payeeFault(p: Payee): 'numberMissing' | 'numberBad' | 'nameMissing' | 'bankMissing' | undefined {
  const n = bare(p.number)
  if (n === '') return 'numberMissing'
  if (!/^\+?\d{8,32}$/.test(n)) return 'numberBad'
  if (!byPhone(p) && p.name.trim() === '') return 'nameMissing'
  return p.elsewhere && !p.bank ? 'bankMissing' : undefined
}

/** Whether a payment may go out on what the check said; what is only close must be confirmed. */
export function passes(m: Match | undefined, close: boolean): boolean {
  if (!m) return true // not answered in time: the bank looks again with the payment
  return m.result === 'match' || m.result === 'unchecked' || (m.result === 'close' && close)
}

/** Whom the payer can pick with one press: saved ones first, as the bank answers, then those whom she paid lately. */
export const pickable = (all: readonly Saved[]) => all.filter((s) => s.account && s.name)

export const fromSaved = (s: Saved): Payee => ({ number: s.account ?? '', name: s.name, bank: s.bank ?? '', elsewhere: !!s.bank, known: true })
