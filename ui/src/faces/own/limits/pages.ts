import { page } from '@/app/routes'

/** An organisation's limits: before the page of the same path that people have. */
export const limitPages = [
  page('/payments/limits', () => import('./Limits')),
  page('/payments/limits/:person', () => import('./Person')),
]
