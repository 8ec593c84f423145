import { page } from '@/app/routes'

export const pages = [
  page('/suspense', () => import('./Suspense')),
  page('/suspense/:id', () => import('./Item')),
]
