import { page } from '@/app/routes'

export const pages = [
  page('/approvals', () => import('./Approvals')),
  page('/approvals/own/:id', () => import('./Own')),
  page('/approvals/:id', () => import('./Proposal')),
]
