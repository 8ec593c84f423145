import { page } from '@/app/routes'

export const pages = [
  page('/ledger/accounts', () => import('./Accounts')),
  page('/ledger/accounts/:id', () => import('./Account')),
  page('/ledger/entries', () => import('./FindEntry')),
  page('/ledger/entries/:id', () => import('./Entry')),
  page('/ledger/codes', () => import('./Codes')),
  page('/ledger/trial-balance', () => import('./TrialBalance')),
  page('/ledger/days', () => import('./Days')),
]
