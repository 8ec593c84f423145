import { page } from '@/app/routes'

export const pages = [
  page('/accounts', () => import('./Accounts')),
  page('/accounts/:id', () => import('./Account')),
  page('/accounts/:id/postings', () => import('./Postings')),
]
