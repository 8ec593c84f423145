import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useEffect, useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { Copy } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Facts, Page, Section, type Fact } from '@/parts/Page'
import { Reason, Revealed } from '@/parts/Party'
import { Status } from '@/parts/Status'
import { words as partWords } from '@/parts/words'
import { useParty, useProfile, type S } from '../reads'
import { common, useWhose, wordOf } from '../words'
import { useReveal } from './reveal'
import { words } from './words'

/** What the bank knows about the party, masked. */
export default function Profile() {
  const w = useWords(words)
  const { people } = useWhose()
  const profile = useProfile()
  const p = profile.data
  return (
    <Page title={w.profile} lead={w.profileLead} width="read" state={p && p.status !== 'active' && <Status tone="idle">{w[p.status]}</Status>}>
      <Await query={profile}>
        {(got) => (
          <>
            <Personal party={got} />
            <Values title={w.identifiers} values={got.identifiers} />
            <Values title={w.contacts} values={got.contacts} none={w.noContacts} />
            <Level standing={got.kyc} />
            <Documents />
            <p className="soft">{people ? w.changeWhere : w.changeWhereOrg}</p>
          </>
        )}
      </Await>
    </Page>
  )
}

function Personal({ party: p }: { party: S['Party'] }) {
  const w = useWords(words)
  const c = useWords(common)
  const { people } = useWhose()
  const may = useMay()
  const reveal = useReveal()
  const facts: Fact[] = [
    { label: people ? w.name : w.orgName, value: <strong className="fact-wide">{p.name}</strong> },
    { label: w.id, value: <><span className="figures fact-wide">{p.id}</span> <Copy text={p.id} label={w.id} /><br /><span className="soft">{people ? w.idWhy : w.orgIdWhy}</span></> },
    ...(p.latinName ? [{ label: w.latin, value: p.latinName }] : []),
    ...(p.birth ? [{ label: c.birth, value: <Revealed masked={p.birth} title={w.revealTitle} reveal={may('party.reveal') ? async (r) => (await reveal('birth')(r)).value ?? '' : undefined} /> }] : []),
    ...(p.gender ? [{ label: w.gender, value: w[p.gender] }] : []),
    ...(p.nationality ? [{ label: w.nationality, value: p.nationality }] : []),
    ...(p.formerNames?.length ? [{ label: w.former, value: p.formerNames.join('、') }] : []),
  ]
  return <Section title={w.personal}><div className="own-facts"><Facts facts={facts} /></div></Section>
}

/** Identity documents or contacts: each masked, each opening for a reason. */
function Values({ title, values, none }: { title: string; values: S['PartyMasked'][]; none?: string }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const reveal = useReveal()
  return (
    <Section title={title} flush={values.length > 0}>
      {values.length === 0 ? <p className="soft">{none}</p> : (
        <ul className="own-lines">
          {values.map((v) => (
            <li key={v.id}>
              <span className="soft">{wordOf(c, v.kind)}</span>
              <Revealed masked={v.shown} title={w.revealTitle} reveal={may('party.reveal') ? async (r) => (await reveal(v.id)(r)).value ?? '' : undefined} />
              <span className="soft">{v.expires ? w.expires(v.expires) : w.since(formatInstant(v.since, 'date'))}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** How well the bank knows the party, until when, and what that allows. */
function Level({ standing }: { standing: S['Party']['kyc'] }) {
  const w = useWords(words)
  const levels = useQuery({ queryKey: ['levels'], staleTime: 300_000, queryFn: ({ signal }) => must(api.GET('/v1/party-levels', { signal })) })
  const rule = levels.data?.items.find((l) => l.level === standing.level)?.accountClass
  const limit = (minor?: string) => (minor ? <Money minor={minor} /> : w.noLimit)
  const facts: Fact[] = [
    { label: w.level, value: <strong>{w.levelN(standing.level)}</strong> },
    ...(standing.overdue ? [{ label: w.levelUntil, value: <Status tone="bad">{w.levelOver}</Status> }] : standing.until ? [{ label: w.levelUntil, value: standing.until }] : []),
    ...(rule?.class ? [{ label: w.account, value: w.classN(rule.class) }, { label: w.dayMax, value: limit(rule.dayMax) }, { label: w.yearMax, value: limit(rule.yearMax) }, ...(rule.balanceMax ? [{ label: w.balanceMax, value: limit(rule.balanceMax) }] : [])] : []),
  ]
  return <Section title={w.level}><div className="own-facts"><Facts facts={facts} /></div></Section>
}

/** Pictures of documents that the bank keeps. */
function Documents() {
  const w = useWords(words)
  const c = useWords(common)
  const id = useParty()
  const may = useMay()
  const list = useQuery({
    queryKey: ['party', id, 'documents'], queryFn: ({ signal }) => must(api.GET('/v1/parties/{id}/documents', { params: { path: { id } }, signal })).then((a) => a.items),
  })
  const [asking, setAsking] = useState<S['PartyDocument']>()
  return (
    <Section title={w.documents} flush={(list.data?.length ?? 0) > 0}>
      <Await query={list} rows={2}>
        {(all) => (all.length === 0 ? <p className="soft">{w.noDocuments}</p> : (
          <ul className="own-lines">
            {all.map((d) => (
              <li key={d.id}>
                <span>{wordOf(c, d.kind)}</span>
                <span className="soft">{w.since(formatInstant(d.since, 'date'))} · {w.sizeKB(String(Math.max(1, Math.round(d.size / 1024))))}</span>
                {may('party.reveal') && <Button size="small" onClick={() => { setAsking(d) }}>{w.viewPicture}</Button>}
              </li>
            ))}
          </ul>
        ))}
      </Await>
      {asking && <Picture document={asking} onClose={() => { setAsking(undefined) }} />}
    </Section>
  )
}

/** A picture for a reason. It is shown from memory and gone when the dialog closes. */
function Picture({ document: d, onClose }: { document: S['PartyDocument']; onClose: () => void }) {
  const w = useWords(words)
  const c = useWords(common)
  const p = useWords(partWords)
  const reveal = useReveal()
  const [url, setUrl] = useState('')
  useEffect(() => () => { if (url) URL.revokeObjectURL(url) }, [url])
  const title = wordOf(c, d.kind)
  if (!url) {
    return (
      <Reason
        title={w.revealTitle} text={p.revealWhy} act={p.reveal} onCancel={onClose}
        onReason={async (reason) => {
          const got = await reveal(d.id)(reason)
          const bytes = Uint8Array.from(atob(got.data ?? ''), (x) => x.charCodeAt(0))
          setUrl(URL.createObjectURL(new Blob([bytes], { type: got.media ?? d.media })))
        }}
      />
    )
  }
  return (
    <Modal open title={title} footer={null} onCancel={onClose} width={720}>
      {d.media === 'application/pdf' ? <iframe className="own-frame" src={url} title={title} /> : <img className="own-picture" src={url} alt={title} />}
    </Modal>
  )
}
