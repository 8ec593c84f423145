import { page } from '@/app/routes'

export const pages = [
  page('/reconcile', () => import('./Desk')),
  page('/reconcile/:id', () => import('./Statement')),
]
