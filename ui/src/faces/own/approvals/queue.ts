import type { components } from '@/api/schema'
import type { Tone } from '@/parts/Status'

export type Approval = components['schemas']['Approval']

/** The item after this one in a queue; the first again behind the last; undefined when nothing else waits. */
export function nextOf(queue: readonly { id: string }[], id: string): string | undefined {
  const at = queue.findIndex((h) => h.id === id)
  const rest = [...queue.slice(at + 1), ...queue.slice(0, Math.max(0, at))].filter((h) => h.id !== id)
  return rest[0]?.id
}

/** Tones of a proposal's states. */
export const proposalTone: Record<Approval['state'], Tone> = {
  open: 'wait', approved: 'good', returned: 'info', refused: 'bad', withdrawn: 'idle', expired: 'idle',
}

/** Where the object of a proposal is shown on a face; undefined for what has no page or doesn't exist yet. */
export function pageOf(face: string, object: string): string | undefined {
  const [kind = '', id] = object.split('/')
  const rooms: Record<string, string> = face === 'ops'
    ? { 'party.party': '/parties', 'parameter.value': '/parameters', 'mandate.staff': '/staff', 'client.client': '/clients', 'screening.version': '/screening/versions' }
    : { 'standing.order': '/standing-orders', 'account.account': '/accounts' }
  const room = rooms[kind]
  return room && id && id !== 'new' ? `${room}/${id}` : undefined
}

/** A payment or a standing order: it changes nothing that is there, it says what is to be done. */
export const isOrder = (a: Approval): boolean => a.kind.startsWith('payment.') || a.kind === 'standing.make'
