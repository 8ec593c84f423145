import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { formatInstant } from '@/parts/instant'
import { Facts, Page } from '@/parts/Page'
import { Receipt } from '@/parts/Receipt'
import { endFault, endOfDay } from '../dates'
import { endDate, Ends, type End } from '../Ends'
import { keyed, keys, useParty, useRoles, type S } from '../reads'
import { Task } from '../Task'
import { common, useWhose, wordOf } from '../words'
import { ItemChoice, itemsOf, type Pick } from './ItemChoice'
import { useDoes, useJoin, type Right } from './shared'
import { words } from './words'

/** Lets somebody act: who, what (or in which duty), until when, the whole once more, and the receipt. */
export default function Authorise() {
  const w = useWords(words)
  const c = useWords(common)
  const { person } = useMe()
  const { people } = useWhose()
  const party = useParty()
  const does = useDoes()
  const join = useJoin()
  const { nameOf } = useRoles()
  const [, go] = useLocation()
  const [at, setAt] = useState(0)
  const [who, setWho] = useState('')
  const [pick, setPick] = useState<Pick>({ permissions: ['party.read', 'ledger.read'], which: 'all', accounts: [] })
  const [roles, setRoles] = useState<string[]>([])
  const [job, setJob] = useState('')
  const [end, setEnd] = useState<End>({ how: people ? '12' : 'open', date: '' })
  const [tried, setTried] = useState(false)
  const [done, setDone] = useState<Right>()
  const give = useWrite(
    async (body: S['MandateGiveMandateInBody'], { key }) => {
      const given = await must(api.POST('/v1/parties/{id}/mandates', { params: { path: { id: party }, header: keyed(key) }, body }))
      // The answer names the person by number only; the receipt is for eyes. It stands without the name too.
      return must(api.GET('/v1/mandates/{id}', { params: { path: { id: given.id } } })).catch(() => given)
    },
    { refresh: [keys.mandates(party)] },
  )
  const id = who.normalize('NFKC').replace(/\s/g, '')
  const whoFault = !/^\d{10,19}$/.test(id) ? w.whoBad : id === (people ? party : person) ? w.whoSelf : undefined
  const items = itemsOf(pick)
  const fault = end.how === 'date' ? endFault(end.date) : undefined
  const until = endDate(end)
  const whole = [!whoFault, people ? items.length > 0 : roles.length > 0, !fault, true]
  const next = () => {
    setTried(true)
    if (!whole[at]) return
    setTried(false)
    if (at < 3) { setAt(at + 1); return }
    give.mutate(
      { person: id, until: until ? endOfDay(until) : undefined, ...(people ? { basis: 'agent', items } : { basis: 'employee', roles, title: job.trim() || undefined }) },
      { onSuccess: setDone },
    )
  }
  const crumbs = [{ title: people ? w.title : w.titleOrg, href: '/mandates' }]
  const title = people ? w.give : w.giveOrg
  if (done) {
    const name = done.personName ?? done.person
    return (
      <Page title={title} width="read" crumbs={crumbs}>
        <Receipt
          title={people ? w.done : w.doneOrg} number={done.id} action={<Link href="/mandates">{people ? w.toAll : w.toAllOrg}</Link>}
          facts={[{ label: c.person, value: name }, { label: people ? w.what : w.roles, value: join(does(done)) }, { label: c.until, value: done.until ? formatInstant(done.until) : c.noEnd }]}
          next={[{ when: w.doneWhen, what: people ? w.doneNext(name) : w.doneNextOrg(name) }, ...(done.until ? [{ when: formatInstant(done.until, 'date'), what: w.doneEnd }] : [])]}
        />
      </Page>
    )
  }
  const change = (step: number) => <button type="button" className="link-button" onClick={() => { setAt(step) }}>{c.change}</button>
  const draft: Right = { id: '', for: party, person: id, basis: people ? 'agent' : 'employee', roles, items: people ? items : undefined, from: '', state: 'in_force', version: 0 }
  return (
    <Page title={title} width="read" crumbs={crumbs}>
      <Task
        steps={[{ key: 'who', title: w.who }, { key: 'what', title: people ? w.items : w.rolesStep }, { key: 'until', title: w.untilStep }, { key: 'check', title: w.check }]} at={at}
        title={[people ? w.whoQ : w.whoQOrg, people ? w.itemsQ : w.rolesQ, w.untilQ, w.checkQ][at] ?? ''} commit={people ? w.commit : w.commitOrg} busy={give.isPending}
        onNext={next} onBack={() => { if (at === 0) go('/mandates'); else setAt(at - 1) }}
      >
        {at === 0 && (
          <FieldFrame label={w.personId} hint={people ? w.whoHint : w.whoHintOrg} error={tried ? whoFault : undefined}>
            {(a) => <Input {...a} className="short figures" inputMode="numeric" autoComplete="off" maxLength={24} value={who} onChange={(e) => { setWho(e.target.value) }} />}
          </FieldFrame>
        )}
        {at === 1 && (people ? <ItemChoice value={pick} onChange={setPick} tried={tried} /> : <Duties value={roles} onChange={setRoles} job={job} onJob={setJob} tried={tried} />)}
        {at === 2 && <Ends label={w.untilQ} hint={w.untilHint} value={end} onChange={setEnd} open={people ? undefined : c.noEnd} fault={tried && fault ? c[fault] : undefined} />}
        {at === 3 && (
          <>
            <Facts
              facts={[
                { label: w.personId, value: <span className="figures">{id}</span>, change: change(0) },
                { label: people ? w.what : w.roles, value: people ? join(does(draft)) : join(roles.map(nameOf)), change: change(1) },
                ...(!people && job ? [{ label: w.jobTitle, value: job, change: change(1) }] : []),
                { label: c.until, value: until || c.noEnd, change: change(2) },
              ]}
            />
            {people && <p className="soft">{w.limits}</p>}
            {give.error && <ErrorView small error={give.error} />}
          </>
        )}
      </Task>
    </Page>
  )
}

/** The duties of a member. One that excludes another can't be chosen beside it, and says why. */
function Duties({ value, onChange, job, onJob, tried }: { value: string[]; onChange: (roles: string[]) => void; job: string; onJob: (t: string) => void; tried: boolean }) {
  const w = useWords(words)
  const { hat } = useMe()
  const { language } = usePreferences()
  const { items, nameOf } = useRoles()
  const offered = items.filter((r) => r.kinds.includes(hat.kind) && !r.role.endsWith('_head'))
  const none = tried && value.length === 0
  return (
    <>
      <fieldset className={none ? 'field field-bad' : 'field'}>
        <legend className="field-label">{w.roles}</legend>
        <p className="field-hint">{w.rolesHint}</p>
        {none && <p className="field-error" role="alert">{w.rolesMissing}</p>}
        <div className="duties-choice">
          {offered.map((r) => {
            const against = value.find((v) => r.excludes.includes(v))
            const on = value.includes(r.role)
            return (
              <Checkbox key={r.role} checked={on} disabled={!!against && !on} onChange={(e) => { onChange(e.target.checked ? [...value, r.role] : value.filter((v) => v !== r.role)) }}>
                <span className="radio-text">
                  <strong>{r[language]}</strong>
                  <span>{wordOf(w, `r_${r.role.split('_').at(-1) ?? ''}`)}{r.level > 1 && <> · {w.needsTwo}</>}</span>
                  {against && !on && <span className="excluded">{w.excluded(nameOf(against))}</span>}
                </span>
              </Checkbox>
            )
          })}
        </div>
      </fieldset>
      <FieldFrame label={w.jobTitle} hint={w.jobHint} optional>
        {(a) => <Input {...a} maxLength={60} value={job} onChange={(e) => { onJob(e.target.value) }} />}
      </FieldFrame>
    </>
  )
}
