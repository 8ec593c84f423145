import { page } from '@/app/routes'

// The named ones first: the path of one card would take their names for an id.
export const pages = [
  page('/cards', () => import('./Desk')),
  page('/cards/issue', () => import('./Issue')),
  page('/cards/acquirers', () => import('./Acquirers')),
  page('/cards/:id', () => import('./Card')),
]
