import { ownerPages, ownPages } from '@/faces/own/pages'

export const pages = [...ownPages, ...ownerPages]
