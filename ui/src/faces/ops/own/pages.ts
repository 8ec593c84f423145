/** A member of staff's own ways to sign in, her sessions and devices: the pages that the other faces have too. */
export { securityPages as pages } from '@/faces/own/pages'
