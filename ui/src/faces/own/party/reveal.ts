import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { keys, useParty, type S } from '../reads'

/** Shows a protected value of the party for a reason. The view is recorded, so what was read of views is read again. */
export function useReveal(): (field: string) => (reason: string) => Promise<S['PartyRevealed']> {
  const id = useParty()
  const reveal = useWrite(
    ({ field, reason }: { field: string; reason: string }) => must(api.POST('/v1/parties/{id}/reveal', { params: { path: { id } }, body: { fields: [field], reason } })),
    { refresh: [keys.disclosures(id)] },
  )
  return (field) => async (reason) => {
    const [one] = (await reveal.mutateAsync({ field, reason })).items
    if (!one) throw new Error('nothing was revealed')
    return one
  }
}
