import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react'
import { Route, Switch } from 'wouter'
import { Loading } from '@/parts/Loading'
import { NotFound } from '@/parts/NotFound'

/** One page of a face. `path` lies within the face and may name parameters: `/accounts/:id`. */
export interface PageRoute {
  path: string
  page: LazyExoticComponent<ComponentType>
}

/**
 * Declares a page that loads when it is opened. A room's folder in a face holds `pages.ts`:
 *
 *     // faces/ops/ledger/pages.ts
 *     export const pages = [page('/ledger/accounts', () => import('./Accounts')), …]
 *
 * and each page file has a default export, which reads its parameters with wouter's `useParams`.
 */
export function page(path: string, load: () => Promise<{ default: ComponentType }>): PageRoute {
  return { path, page: lazy(load) }
}

/** What a room's folder in a face exports from `pages.ts`; the face finds it by itself. */
export interface Room {
  pages: PageRoute[]
}

/** Shows the page whose path fits; the first one wins, in the order of the folders' names. */
export function Pages({ found, start }: { found: Record<string, Room>; start: PageRoute }) {
  const all = [start, ...Object.keys(found).sort().flatMap((k) => found[k]?.pages ?? [])]
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        {all.map(({ path, page: P }) => (
          <Route key={path} path={path}><P /></Route>
        ))}
        <Route><NotFound /></Route>
      </Switch>
    </Suspense>
  )
}
