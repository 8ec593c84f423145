import { page } from '@/app/routes'

export const pages = [
  page('/points', () => import('./Deliveries')),
  page('/points/items', () => import('./Items')),
  page('/points/rules', () => import('./Rules')),
]
