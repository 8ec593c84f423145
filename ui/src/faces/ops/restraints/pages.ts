import { page } from '@/app/routes'

export const pages = [
  page('/restraints', () => import('./Restraints')),
  page('/restraints/new', () => import('./Register')),
  page('/restraints/accounts/:id', () => import('./Mark')),
  page('/restraints/:id', () => import('./Restraint')),
]
