import { page } from '@/app/routes'

export const pages = [
  page('/cards', () => import('./Cards')),
  page('/cards/:id', () => import('./Services')),
  page('/cards/:id/activate', () => import('./Activate')),
  page('/cards/:id/pin', () => import('./ChangePin')),
  page('/cards/:id/freeze', () => import('./Freeze')),
  page('/cards/:id/loss', () => import('./Loss')),
  page('/cards/:id/limits', () => import('./Limits')),
  page('/cards/:id/replace', () => import('./Replace')),
]
