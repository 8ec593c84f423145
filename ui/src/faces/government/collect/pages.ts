/** An agency collects as a business does. */
export { pages } from '@/faces/business/collect/pages'
