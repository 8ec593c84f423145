import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { Money } from '@/parts/Money'
import { Facts, Section } from '@/parts/Page'
import { Mark, Status } from '@/parts/Status'
import { common } from './common'
import { PartyName, type S } from './shared'
import { words } from './words'

const riskTone = { low: 'good', medium: 'wait', high: 'bad' } as const

/** How well the bank knows a customer: what that allows, and what is needed to rise. */
export function Level({ party, accountClass }: { party: S['Party']; accountClass: S['PartyClass'] }) {
  const w = useWords(words)
  const c = useWords(common)
  const { data } = useQuery({ queryKey: ['party-levels'], queryFn: ({ signal }) => must(api.GET('/v1/party-levels', { signal })), staleTime: 600_000 })
  const { kyc } = party
  const levels = data?.items ?? []
  const all = levels.at(-1)?.actions ?? []
  const have = levels.find((l) => l.level === kyc.level)?.actions ?? []
  const name = (a: string) => (w as unknown as Record<string, string | undefined>)[a] ?? a
  const limit = (minor: string | undefined) => (minor === undefined ? w.noLimit : <Money minor={minor} />)
  const needs = [
    [w.needNumber, w.needRegistry], [w.needNumber, w.needRegistry, w.needPicture, w.needSecond], [w.needNumber, w.needRegistry, w.needPicture, w.needFace],
  ][kyc.level]
  return (
    <Section title={w.kyc} extra={<span className="lines-side"><strong>{c.levelShort(kyc.level)}</strong>{kyc.overdue && <Status tone="bad">{w.overdue}</Status>}</span>}>
      <Facts facts={[
        { label: w.accountClass, value: accountClass.class ? w.classOf(accountClass.class) : w.classNone },
        ...(accountClass.class ? [{ label: w.balanceMax, value: limit(accountClass.balanceMax) }, { label: w.dayMax, value: limit(accountClass.dayMax) }, { label: w.yearMax, value: limit(accountClass.yearMax) }] : []),
        ...(kyc.risk ? [{ label: w.kycRisk, value: <><Status tone={riskTone[kyc.risk]}>{c[kyc.risk]}</Status> <span className="lines-note">{kyc.riskReason}</span></> }] : []),
        ...(kyc.until ? [{ label: w.kycUntil, value: kyc.until }] : []),
        ...(kyc.by ? [{ label: w.kycBy, value: <PartyName id={kyc.by} plain /> }] : []),
      ]} />
      {all.length > 0 && (
        <div className="rise">
          <ul className="clues" aria-label={w.kycAllows}>
            {all.map((a) => (
              <li key={a} className={have.includes(a) ? undefined : 'note'}>
                <Mark tone={have.includes(a) ? 'good' : 'idle'} /> {name(a)}<span className="unseen">{have.includes(a) ? w.kycAllows : w.kycLacks}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="rise">
        {needs ? <><h3>{w.kycRise(kyc.level + 1)}</h3><ul className="levels">{needs.map((n) => <li key={n}><Mark tone="info" /><span>{n}</span></li>)}</ul></> : <p className="note">{w.kycTop}</p>}
      </div>
    </Section>
  )
}
