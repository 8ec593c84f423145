import { firmPages, ownerPages, ownPages } from '@/faces/own/pages'

export const pages = [...firmPages, ...ownPages, ...ownerPages]
