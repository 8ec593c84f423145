import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { choices, FormDialog, keyed, PartyName, Proposed, useMay, why, type S } from '@/faces/ops/parties/shared'
import { plainMoney } from '@/parts/amount'
import type { Column } from '@/parts/DataTable'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { codeText, definitionText } from './codes'
import { words } from './words'
import './clearing.css'

export type Transfer = S['ClearingTransfer']
export type Message = S['ClearingMessage']
export type Recall = S['ClearingRecall']

export const transferTones: Record<Transfer['state'], Tone> = { pending: 'wait', accepted: 'busy', settled: 'good', rejected: 'bad', waiting: 'wait' }
export const messageTones: Record<Message['state'], Tone> = { queued: 'busy', held: 'wait', sent: 'good', refused: 'bad', taken: 'good', unmatched: 'bad' }
export const recallTones: Record<Recall['state'], Tone> = { open: 'wait', pending: 'busy', granted: 'good', refused: 'bad' }

/** How often a page with something under way is read anew, in milliseconds. */
export const pace = 5_000

/** The pages of the clearing, beside each other. */
export function Ways() {
  const w = useWords(words)
  const [at] = useLocation()
  const ways = [
    ['/clearing', w.overview], ['/clearing/transfers', w.transfers], ['/clearing/messages', w.messages], ['/clearing/recalls', w.recalls], ['/clearing/items', w.items],
    ['/clearing/breaks', w.breaks], ['/clearing/statements', w.statements], ['/clearing/participants', w.participants],
  ] as const
  return (
    <nav className="ways" aria-label={w.ways}>
      {ways.map(([href, title]) => <Link key={href} href={href} aria-current={at === href ? 'page' : undefined}>{title}</Link>)}
    </nav>
  )
}

/** Names of banks by their code: of the directory of banks, and of who takes part in the clearing. */
export function useBanks(): (code: string) => string {
  const { language } = usePreferences()
  const banks = useQuery({ queryKey: ['payment', 'banks'], queryFn: ({ signal }) => must(api.GET('/v1/payment/banks', { params: { query: { limit: 500 } }, signal })), staleTime: 300_000 })
  const part = useParticipants()
  return (code) => {
    const b = banks.data?.items.find((x) => x.code === code)
    if (b) return language === 'zh' ? b.nameZh : b.nameEn
    return part.data?.items.find((x) => x.code === code)?.name ?? code
  }
}

export function useParticipants() {
  return useQuery({ queryKey: ['clearing', 'participants'], queryFn: ({ signal }) => must(api.GET('/v1/clearing/participants', { signal })), staleTime: 60_000 })
}

/** A filter in the address; its first choice is the usual one and leaves no trace. */
export function useFilter() {
  const [search, setSearch] = useSearchParams()
  const set = (name: string, value: string | undefined) => {
    setSearch((old) => {
      const next = new URLSearchParams(old)
      if (value) next.set(name, value)
      else next.delete(name)
      return next
    }, { replace: true })
  }
  return [search, set] as const
}

/** Who did something, of an actor as the bank writes it: person/role/client. */
export function Who({ actor }: { actor: string }) {
  const person = actor.split('/')[0] ?? ''
  return /^\d{10,}$/.test(person) ? <PartyName id={person} /> : <>{actor}</>
}

/** A payment's UETR, leading to its page. It is long: the beginning names it well enough among others. */
export function Uetr({ uetr, whole }: { uetr: string; whole?: boolean }) {
  return <Link className="uetr figures" href={`/clearing/payments/${uetr}`} title={uetr}>{whole ? uetr : uetr.slice(0, 13) + '…'}</Link>
}

export function TransferState({ of }: { of: Transfer }) {
  const w = useWords(words)
  return <Status tone={transferTones[of.state]}>{w[of.state]}</Status>
}

export function MessageState({ of }: { of: Message }) {
  const w = useWords(words)
  return <Status tone={messageTones[of.state]}>{w[`m_${of.state}`]}</Status>
}

export function RecallState({ of }: { of: Recall }) {
  const w = useWords(words)
  return <Status tone={recallTones[of.state]}>{w[`r_${of.state}`]}</Status>
}

/** What a message is: its name in words, and the standard's identifier beside it. */
export function MessageKind({ of: { definition } }: { of: { definition: string } }) {
  const { language } = usePreferences()
  const said = definitionText(definition, language)
  return <>{said}{said !== definition && <> <span className="figures definition">{definition.slice(0, 8)}</span></>}</>
}

/** The columns of transfers, for the list and for the desk. */
export function useTransferColumns(): Column<Transfer>[] {
  const w = useWords(words)
  const { language } = usePreferences()
  const bankOf = useBanks()
  return [
    { key: 'at', title: w.madeAt, always: true, render: (r) => <Time at={r.madeAt} precision="second" />, csv: (r) => formatInstant(r.madeAt, 'second') },
    { key: 'side', title: w.side, phone: 'title', render: (r) => `${w[r.side]}${r.kind === 'return' ? ` · ${w.return}` : ''}`, csv: (r) => `${w[r.side]} ${w[r.kind]}` },
    { key: 'bank', title: w.bank, wrap: true, render: (r) => bankOf(r.bank) || w.none, csv: (r) => `${r.bank} ${bankOf(r.bank)}` },
    { key: 'amount', title: w.amount, align: 'end', render: (r) => <Money minor={r.amount} currency={r.currency} />, csv: (r) => plainMoney(r.amount, r.currency) },
    { key: 'state', title: w.state, render: (r) => <TransferState of={r} />, csv: (r) => w[r.state] },
    { key: 'reason', title: w.reason, wrap: true, render: (r) => (r.reason ? codeText(r.reason, language) : w.none), csv: (r) => r.reason ?? '' },
    { key: 'scheme', title: w.scheme, render: (r) => w[r.scheme], csv: (r) => w[r.scheme] },
    { key: 'settled', title: w.settledOn, spare: true, render: (r) => r.settledOn ?? w.none, csv: (r) => r.settledOn ?? '' },
    { key: 'window', title: w.window, spare: true, render: (r) => r.window ?? w.none, csv: (r) => r.window ?? '' },
    { key: 'uetr', title: w.uetrShort, spare: true, phone: 'hide', render: (r) => <Uetr uetr={r.uetr} />, csv: (r) => r.uetr },
    { key: 'reference', title: w.reference, spare: true, render: (r) => <span className="figures">{r.reference}</span>, csv: (r) => r.reference },
  ]
}

/** What is proposed about a transfer or a recall, in the form that it takes. */
export interface Wish {
  act: 'recall' | 'return' | 'answer'
  id: string
  /** Why it can't be granted yet, if so: only an answer knows it. */
  notYet?: string
}

/** The dialog of a proposal about a payment: a reason of the standard and a note; another person decides. */
export function Propose({ wish, codes, onClose }: { wish: Wish; codes: readonly string[]; onClose: () => void }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [made, setMade] = useState<S['Approval']>()
  // A form that was taken closes itself; what was proposed is shown in its place.
  const taken = useRef(false)
  const [granting, setGranting] = useState(!wish.notYet)
  const write = useWrite((v: { code?: string; reason: string }, { key }) => {
    const options = { params: { path: { id: wish.id }, header: keyed(key) }, body: v }
    if (wish.act === 'recall') return must(api.POST('/v1/clearing/transfers/{id}/recall', options))
    if (wish.act === 'return') return must(api.POST('/v1/clearing/transfers/{id}/return', options))
    return must(api.POST('/v1/clearing/recalls/{id}/answer', options))
  }, { refresh: [['clearing'], ['approvals']] })
  if (made) return <Proposed approval={made} onClose={onClose} />
  const says = { recall: [w.recallTitle, w.recallLead], return: [w.returnTitle, w.returnLead], answer: [w.answerTitle, w.answerLead] } as const
  const withCode = wish.act !== 'answer' || !granting
  const code = choices(wish.act === 'answer' ? w.refusal : w.code, codes.map((c) => [c, codeText(c, language)] as const))
  return (
    <FormDialog
      title={says[wish.act][0]} lead={wish.notYet ?? says[wish.act][1]} submit={w.propose} onClose={() => { if (!taken.current) onClose() }}
      onChange={(v) => { if (wish.act === 'answer') setGranting(v.how === 'grant') }}
      initial={wish.act === 'answer' ? { how: wish.notYet ? 'refuse' : 'grant' } : undefined}
      schema={{
        type: 'object', required: ['reason', ...(withCode ? ['code'] : [])],
        properties: {
          ...(wish.act === 'answer' && !wish.notYet ? { how: choices(w.answerHow, [['grant', w.grant], ['refuse', w.refuseRecall]]) } : {}),
          ...(withCode ? { code } : {}),
          reason: why(w.note, w.noteHint),
        },
      }}
      onSubmit={async (v) => {
        taken.current = true
        setMade(await write.mutateAsync({ reason: (v.reason as string).trim(), ...(withCode ? { code: v.code as string } : {}) }).catch((e: unknown) => { taken.current = false; throw e }))
      }}
    />
  )
}

export { codeText, useMay }
