export { ownPages as pages } from '@/faces/own/pages'
