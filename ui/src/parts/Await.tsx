import type { ReactNode } from 'react'
import { ErrorView } from './ErrorView'
import { Loading } from './Loading'

interface Readable<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/**
 * Shows what a query brought, or that it is under way, or why it failed. Data that is there stays while it is read again.
 *
 *     <Await query={account}>{(a) => <Facts …/>}</Await>
 */
export function Await<T>({ query, children, rows }: { query: Readable<T>; children: (data: T) => ReactNode; rows?: number }) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isPending) return <Loading rows={rows} />
  return <ErrorView error={query.error} retry={() => { void query.refetch() }} />
}
