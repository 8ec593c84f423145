import { page } from '@/app/routes'

export const pages = [
  page('/collect', () => import('./Collections')),
  page('/collect/codes', () => import('./Codes')),
  page('/collect/codes/new', () => import('./NewCode')),
  page('/collect/codes/:id', () => import('./Code')),
  page('/collect/charge', () => import('./Charge')),
  page('/collect/collections/:id', () => import('./Collection')),
]
