import { page } from '@/app/routes'

export const pages = [
  page('/screening/hits', () => import('./Hits')),
  page('/screening/hits/:id', () => import('./Hit')),
  page('/screening/lists', () => import('./Lists')),
  page('/screening/lists/:id', () => import('./List')),
  page('/screening/versions/:id', () => import('./Version')),
  page('/screening/try', () => import('./Try')),
  page('/screening/runs', () => import('./Runs')),
]
