import { QueryClient, useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useRef } from 'react'
import { useStepUp } from '@/parts/StepUp'
import { identity, newKey } from './client'
import { problemOf, type Problem } from './problem'

/** What the pages know of the bank. A refusal is final; a lost answer is asked for again, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => problemOf(error).status === 0 && count < 2,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})

// A session that the bank no longer knows is read again: the shell then leads to sign-in.
identity.lost = () => { void queryClient.invalidateQueries({ queryKey: ['session'] }) }

/** What a write is given beside its input. */
export interface Attempt {
  /** Put it into the call: `headers: { 'Idempotency-Key': attempt.key }`. It stays the same until an answer came. */
  key: string
}

/**
 * A write. The idempotency key stays the same while the outcome is unknown (no answer, step-up asked for), so that a
 * second click books nothing twice; after success or a refusal the next one gets a new key. If the bank wants a fresh
 * proof of who is there, the dialog opens and the write goes out again.
 *
 *     const close = useWrite((id: string, { key }) =>
 *       must(api.POST('/v1/ledger/accounts/{id}/close', { params: { path: { id }, header: { 'Idempotency-Key': key } } })),
 *       { refresh: [['ledger', 'accounts']] })
 *     <Button loading={close.isPending} onClick={() => close.mutate(id)}>…
 */
export function useWrite<In, Out>(
  write: (input: In, attempt: Attempt) => Promise<Out>,
  options: { /** Query keys that are read again afterwards. */ refresh?: readonly (readonly unknown[])[] } = {},
): UseMutationResult<Out, Problem, In> {
  const stepUp = useStepUp()
  const client = useQueryClient()
  const key = useRef('')
  return useMutation<Out, Problem, In>({
    mutationFn: async (input) => {
      key.current ||= newKey()
      const attempt = { key: key.current }
      try {
        const out = await write(input, attempt).catch(async (error: unknown) => {
          const problem = problemOf(error)
          if (!problem.wantsStepUp) throw problem
          await stepUp()
          return write(input, { key: newKey() })
        })
        key.current = ''
        return out
      } catch (error) {
        const problem = problemOf(error)
        if (problem.status !== 0) key.current = ''
        throw problem
      }
    },
    onSuccess: () => Promise.all((options.refresh ?? []).map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] }))),
  })
}
