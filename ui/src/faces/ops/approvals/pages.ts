/** The bank's staff decide as firms and agencies do. */
export { approvalPages as pages } from '@/faces/own/approvals/pages'
