import { page } from '@/app/routes'

export const pages = [
  page('/enter', () => import('./Enter')),
  page('/enter/card', () => import('./Card')),
  page('/enter/pin', () => import('./Pin')),
  page('/enter/locked', () => import('./Locked')),
  page('/enter/document', () => import('./Document')),
  page('/enter/code', () => import('./Code')),
  page('/for', () => import('./ForWhom')),
  page('/home', () => import('./Home')),
]
