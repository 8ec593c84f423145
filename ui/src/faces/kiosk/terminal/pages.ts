import { page } from '@/app/routes'

export const pages = [
  page('/setup', () => import('./Setup')),
  page('/bye', () => import('./Bye')),
]
