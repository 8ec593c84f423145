import { page } from '@/app/routes'

/** Statements of balances of businesses and agencies. */
export const reconcilePages = [
  page('/reconcile', () => import('./Statements')),
  page('/reconcile/:id', () => import('./Statement')),
]
