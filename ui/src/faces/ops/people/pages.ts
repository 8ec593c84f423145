import { page } from '@/app/routes'

export const pages = [
  page('/users', () => import('./Users')),
  page('/users/:person', () => import('./User')),
  page('/staff', () => import('./Staff')),
  page('/staff/:id', () => import('./Member')),
  page('/roles', () => import('./Roles')),
  page('/terminals', () => import('./Terminals')),
]
