import { page } from '@/app/routes'

export const pages = [
  page('/audit/records', () => import('./Records')),
  page('/audit/records/:id', () => import('./Record')),
  page('/audit/looked', () => import('./Looked')),
]
