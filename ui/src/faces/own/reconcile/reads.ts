import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useMay } from '@/app/session'
import type { Statement } from './balance'

/** The statements that this hat has to answer: open ones, overdue ones, and those whose dispute the bank has answered. */
export function useDueStatements() {
  const may = useMay()
  return useQuery({
    queryKey: ['reconcile', 'due'], enabled: may('reconcile.confirm'),
    queryFn: async ({ signal }): Promise<Statement[]> => {
      const states = ['overdue', 'open', 'answered'] as const
      const pages = await Promise.all(states.map((state) => must(api.GET('/v1/reconcile/statements', { params: { query: { state, limit: 100 } }, signal }))))
      return pages.flatMap((p) => p.items)
    },
  })
}
