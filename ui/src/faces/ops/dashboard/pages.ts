import { page } from '@/app/routes'

export const pages = [page('/dashboard', () => import('./Dashboard'))]
