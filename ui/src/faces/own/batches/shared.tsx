import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { Status } from '@/parts/Status'
import { wordOf } from '../words'
import { batchTone, lineTone, type Batch, type Line } from './stand'
import { words } from './words'

export const batchKeys = { all: ['batches'] as const, one: (id: string) => ['batches', 'one', id] as const, lines: (id: string) => ['batches', 'lines', id] as const }

export function BatchState({ batch }: { batch: Batch }) {
  const w = useWords(words)
  return <Status tone={batchTone[batch.state] ?? 'info'}>{batch.state === 'running' ? w.running1 : wordOf(w, batch.state)}</Status>
}

export function LineState({ line }: { line: Line }) {
  const w = useWords(words)
  const own: Record<string, string> = { faulty: w.faultyLine, doubtful: w.doubtfulLine, waiting: w.waitingLine }
  return <Status tone={lineTone[line.state] ?? 'info'}>{own[line.state] ?? wordOf(w, line.state)}</Status>
}

/** The state in which batches wait for what this hat does. */
export function useDuty(): 'uploaded' | 'checked' | undefined {
  const may = useMay()
  return may('payment.check') ? 'uploaded' : may('payment.approve') ? 'checked' : undefined
}

/** Batches that wait for this hat, the latest first. Also for the start page. */
export function useWaitingBatches() {
  const duty = useDuty()
  return useQuery({
    queryKey: ['batches', 'waiting', duty], enabled: duty !== undefined,
    queryFn: ({ signal }) => must(api.GET('/v1/batches', { params: { query: { state: duty, limit: 50 } }, signal })).then((p) => p.items),
  })
}
