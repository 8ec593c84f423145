import { page } from '@/app/routes'

export const pages = [
  page('/dayend', () => import('./DayEnd')),
  page('/dayend/:date', () => import('./RunPage')),
]
