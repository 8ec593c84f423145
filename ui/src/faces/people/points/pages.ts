import { page } from '@/app/routes'

export const pages = [
  page('/points', () => import('./Points')),
  page('/points/items', () => import('./Items')),
  page('/points/items/:code', () => import('./Redeem')),
  page('/points/orders', () => import('./Orders')),
  page('/points/entries', () => import('./Entries')),
]
