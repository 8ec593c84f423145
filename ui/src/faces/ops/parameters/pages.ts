import { page } from '@/app/routes'

export const pages = [page('/parameters', () => import('./Parameters')), page('/parameters/:name', () => import('./Parameter'))]
