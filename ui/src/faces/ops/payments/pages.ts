import { page } from '@/app/routes'

export const pages = [
  page('/payments', () => import('./Orders')),
  page('/payments/:id', () => import('./Order')),
]
