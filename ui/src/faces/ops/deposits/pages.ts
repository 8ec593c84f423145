import { page } from '@/app/routes'

export const pages = [
  page('/accounts', () => import('./Accounts')),
  page('/accounts/open', () => import('./Open')),
  page('/accounts/:id', () => import('./Deposit')),
  page('/accounts/:id/passbook', () => import('./Passbook')),
]
