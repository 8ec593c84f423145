import { page } from '@/app/routes'

export const pages = [page('/clients', () => import('./Clients')), page('/clients/:id', () => import('./Client'))]
