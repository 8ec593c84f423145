import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { maskAccount } from '@/parts/AccountNo'
import { Status, type Tone } from '@/parts/Status'
import type { S } from '@/faces/own/reads'
import { words } from './words'
import './collect.css'

export type Code = S['CollectCode']
export type Collected = S['Collection']

export const collectKeys = { all: ['collect'] as const, codes: ['collect', 'codes'] as const, collections: ['collect', 'collections'] as const, days: ['collect', 'days'] as const }

const tones: Record<Code['state'], Tone> = { open: 'good', paid: 'good', stopped: 'idle', expired: 'idle' }

export function CodeState({ code }: { code: Code }) {
  const w = useWords(words)
  if (code.state === 'open' && code.once) return <Status tone="wait">{w.openBill}</Status>
  return <Status tone={tones[code.state]}>{w[code.state]}</Status>
}

/** The three places of the room. */
export function Tabs({ at }: { at: 'records' | 'codes' | 'charge' }) {
  const w = useWords(words)
  const may = useMay()
  const here = (x: typeof at) => (x === at ? 'page' as const : undefined)
  return (
    <nav className="tabs" aria-label={w.tabs}>
      <Link href="/collect" aria-current={here('records')}>{w.records}</Link>
      <Link href="/collect/codes" aria-current={here('codes')}>{w.codes}</Link>
      {may('collect.make') && <Link href="/collect/charge" aria-current={here('charge')}>{w.charge}</Link>}
    </nav>
  )
}

/** The accounts that may be credited, as choices. */
export const accountOptions = (accounts: readonly S['PartyHeldAccount'][]) =>
  accounts.filter((a) => !a.closed).map((a) => ({ value: a.account, label: `${a.name ?? ''} ${maskAccount(a.number ?? '')}`.trim() }))

/** A bill's number that a person can read out: date and four random characters of an alphabet without twins. */
export function billNumber(now: Date, random: (n: number) => Uint8Array = (n) => crypto.getRandomValues(new Uint8Array(n))): string {
  const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
  const stamp = now.toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return `${stamp}-${[...random(6)].map((b) => letters[b % letters.length]).join('')}`
}
