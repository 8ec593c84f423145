import { page } from '@/app/routes'

/** Proposals and their decisions: alike for the bank's staff, firms and agencies. */
export const approvalPages = [
  page('/approvals', () => import('./Approvals')),
  page('/approvals/own/:id', () => import('./Own')),
  page('/approvals/:id', () => import('./Proposal')),
]
