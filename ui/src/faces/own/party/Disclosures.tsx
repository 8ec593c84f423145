import { useEffect, useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { useMe } from '@/app/session'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { formatInstant } from '@/parts/instant'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { keys, useLooks, useParty, type S } from '../reads'
import { markSeen, newLooks } from '../seen'
import { common, useWhose, wordOf } from '../words'
import { words } from './words'

type Look = S['PartyDisclosure']

/** Who looked at the party's protected data, when, at what, and why. */
export default function Disclosures() {
  const w = useWords(words)
  const c = useWords(common)
  const id = useParty()
  const { people } = useWhose()
  const { language } = usePreferences()
  const { person: me } = useMe()
  const looks = useLooks(50)
  // What was new when the page opened stays marked while it is read.
  const [before] = useState(() => new Map<string, boolean>())
  for (const l of newLooks(id, looks.data ?? [])) if (!before.has(l.id)) before.set(l.id, l.person !== me)
  useEffect(() => { if (looks.data) markSeen(id, looks.data) }, [id, looks.data])
  const list = (l: Look) => l.fields.map((f) => wordOf(c, f)).join(language === 'zh' ? '、' : ', ')
  const who = (l: Look) => (l.person === me ? w.own : (l.name ?? wordOf(c, l.hatKind)))
  const columns: Column<Look>[] = [
    { key: 'who', title: w.who, always: true, phone: 'title', render: (l) => <>{who(l)} {before.get(l.id) && <Status tone="info">{w.fresh}</Status>}</>, csv: who },
    { key: 'as', title: w.as, render: (l) => wordOf(c, l.hatKind), csv: (l) => wordOf(c, l.hatKind) },
    { key: 'what', title: w.what, wrap: true, render: list, csv: list },
    { key: 'why', title: w.why, wrap: true, render: (l) => l.reason, csv: (l) => l.reason },
    { key: 'at', title: c.at, render: (l) => <Time at={l.at} />, csv: (l) => formatInstant(l.at, 'second') },
  ]
  return (
    <Page title={people ? w.looksPeople : w.looksOrg} lead={w.looksLead}>
      <Section flush>
        <DataTable
          id="own.disclosures" caption={people ? w.looksPeople : w.looksOrg} columns={columns} rowKey={(l) => l.id} rowName={who} queryKey={keys.disclosures(id)}
          load={(after, signal) => must(api.GET('/v1/parties/{id}/disclosures', { params: { path: { id }, query: { after, limit: 50 } }, signal }))}
          empty={<Empty title={w.noLooks}>{w.noLooksText}</Empty>}
        />
      </Section>
      <p className="soft">{w.doubt}</p>
    </Page>
  )
}
