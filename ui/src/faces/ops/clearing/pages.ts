import { page } from '@/app/routes'

export const pages = [
  page('/clearing', () => import('./Desk')),
  page('/clearing/transfers', () => import('./Transfers')),
  page('/clearing/payments/:uetr', () => import('./Payment')),
  page('/clearing/messages', () => import('./Messages')),
  page('/clearing/messages/:id', () => import('./Message')),
  page('/clearing/recalls', () => import('./Recalls')),
  page('/clearing/items', () => import('./Items')),
  page('/clearing/breaks', () => import('./Breaks')),
  page('/clearing/statements', () => import('./Statements')),
  page('/clearing/participants', () => import('./Participants')),
]
