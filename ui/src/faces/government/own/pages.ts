import { firmPages, ownPages } from '@/faces/own/pages'

export const pages = [...firmPages, ...ownPages]
