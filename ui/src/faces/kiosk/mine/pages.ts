import { page } from '@/app/routes'

export const pages = [
  page('/looks', () => import('./Looks')),
  page('/rights', () => import('./Rights')),
  page('/rights/mine', () => import('./Mine')),
  page('/rights/acting', () => import('./Acting')),
]
