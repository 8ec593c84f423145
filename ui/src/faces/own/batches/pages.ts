import { page } from '@/app/routes'

/** Paying many at once, for businesses and agencies. */
export const batchPages = [
  page('/batches', () => import('./Batches')),
  page('/batches/new', () => import('./Upload')),
  page('/batches/:id', () => import('./Batch')),
]
