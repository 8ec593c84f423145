import { DeleteOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { Facts, Section, type Fact } from '@/parts/Page'
import { Revealed } from '@/parts/Party'
import { Time } from '@/parts/Time'
import { Confirm } from './changes'
import { common } from './common'
import { keyed, useBranches, useMay, type S } from './shared'
import { words } from './words'

/** Opens protected values for a reason; the bank keeps who looked and why, and the person concerned can read it. */
export function useReveal(party: string) {
  return useWrite(({ field, reason }: { field: string; reason: string }) =>
    must(api.POST('/v1/parties/{id}/reveal', { params: { path: { id: party } }, body: { fields: [field], reason } })),
  { refresh: [['parties', party, 'view'], ['parties', party, 'disclosures']] })
}

/** Who it is, masked. */
export function Profile({ party, writes }: { party: S['Party']; writes: boolean }) {
  const w = useWords(words)
  const c = useWords(common)
  const may = useMay()
  const { nameOf } = useBranches()
  const reveal = useReveal(party.id)
  const [removing, setRemoving] = useState<{ value: S['PartyMasked']; of: 'identifiers' | 'contacts' }>()
  const opens = (field: string) => (may('party.reveal') ? async (reason: string) => (await reveal.mutateAsync({ field, reason })).items[0]?.value ?? '' : undefined)
  const remove = useWrite(({ value, of }: { value: string; of: 'identifiers' | 'contacts' }, { key }) =>
    of === 'identifiers'
      ? must(api.DELETE('/v1/parties/{id}/identifiers/{value}', { params: { path: { id: party.id, value }, header: keyed(key) } }))
      : must(api.DELETE('/v1/parties/{id}/contacts/{value}', { params: { path: { id: party.id, value }, header: keyed(key) } })),
  { refresh: [['parties', party.id]] })
  const valueFacts = (values: S['PartyMasked'][], of: 'identifiers' | 'contacts'): Fact[] => values.map((v) => ({
    label: c[v.kind as 'phone'],
    value: (
      <>
        <Revealed masked={v.shown} reveal={opens(v.id)} title={w.revealOf(c[v.kind as 'phone'])} />
        {writes && <button type="button" className="icon-button" aria-label={`${w.valueRemoved} ${c[v.kind as 'phone']}`} title={w.valueRemoved} onClick={() => { setRemoving({ value: v, of }) }}><DeleteOutlined /></button>}
        {v.expires && <span className="lines-note"> {w.validUntil(v.expires)}</span>}
      </>
    ),
  }))
  const facts: Fact[] = [
    ...(party.latinName ? [{ label: w.latinName, value: party.latinName }] : []),
    ...(party.birth ? [{ label: c.birth, value: <Revealed masked={party.birth} reveal={opens('birth')} title={w.revealBirth} /> }] : []),
    ...(party.gender ? [{ label: w.gender, value: c[party.gender] }] : []),
    ...(party.nationality && party.sort === 'person' ? [{ label: w.nationality, value: party.nationality }] : []),
    ...(party.formerNames?.length ? [{ label: w.formerNames, value: party.formerNames.join(c.and) }] : []),
    ...valueFacts(party.identifiers, 'identifiers'),
    ...valueFacts(party.contacts, 'contacts'),
    ...(party.identifiers.length === 0 ? [{ label: w.identifiers, value: <span className="note">{w.noIdentifiers}</span> }] : []),
    ...(party.contacts.length === 0 ? [{ label: w.contacts, value: <span className="note">{w.noContacts}</span> }] : []),
    { label: c.branch, value: nameOf(party.branch) },
    { label: w.registeredAt, value: <Time at={party.registeredAt} /> },
  ]
  return (
    <Section title={w.profile}>
      <Facts facts={facts.map((f, i) => (facts.findIndex((g) => g.label === f.label) === i ? f : { ...f, label: `${f.label} ${facts.slice(0, i + 1).filter((g) => g.label === f.label).length}` }))} />
      {removing && (
        <Confirm
          title={c.colon(w.valueRemoved, removing.value.shown)} text={w.removeValueText} act={c.remove} danger onClose={() => { setRemoving(undefined) }}
          onConfirm={() => remove.mutateAsync({ value: removing.value.id, of: removing.of })}
        />
      )}
    </Section>
  )
}
