import { page } from '@/app/routes'

export const pages = [
  page('/cards', () => import('./Cards')),
  page('/cards/:id', () => import('./Card')),
  page('/cards/:id/activate', () => import('./Activate')),
  page('/cards/:id/pin', () => import('./Pin')),
  page('/cards/:id/limits', () => import('./Limits')),
]
