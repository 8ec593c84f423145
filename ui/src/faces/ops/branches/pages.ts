import { page } from '@/app/routes'

export const pages = [page('/branches', () => import('./Branches')), page('/branches/:code', () => import('./Branch'))]
