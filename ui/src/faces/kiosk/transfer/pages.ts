import { page } from '@/app/routes'

export const pages = [page('/transfer', () => import('./Transfer'))]
