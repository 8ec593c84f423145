import { page } from '@/app/routes'

export const pages = [
  page('/reports', () => import('./Reports')),
  page('/reports/products', () => import('./Products')),
  page('/reports/large-movements', () => import('./Large')),
  page('/reports/dormant', () => import('./Dormant')),
  page('/reports/:form', () => import('./Statement')),
]
