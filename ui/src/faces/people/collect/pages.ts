import { page } from '@/app/routes'

/** Getting paid and paying by code. */
export const pages = [
  page('/collect', () => import('./Collect')),
  page('/collect/pay', () => import('./Pay')),
  page('/collect/pass', () => import('./Pass')),
  page('/collect/asks', () => import('./Asks')),
  page('/collect/collections', () => import('./Collections')),
  page('/collect/collections/:id', () => import('./Collection')),
]
