import { page } from '@/app/routes'

export const pages = [
  page('/parties', () => import('./Search')),
  page('/parties/new', () => import('./Register')),
  page('/parties/:id', () => import('./View')),
  page('/party-duplicates', () => import('./Duplicates')),
  page('/party-duplicates/:id', () => import('./Pair')),
]
