import { page } from '@/app/routes'
import { approvalPages } from './approvals/pages'
import { batchPages } from './batches/pages'
import { limitPages } from './limits/pages'
import { payPages } from './pay/pages'
import { reconcilePages } from './reconcile/pages'

/** What a person sees to wherever she is signed in: her own sign-in. Also for the face of the bank's staff. */
export const securityPages = [
  page('/security', () => import('./security/Security')),
  page('/security/password', () => import('./security/Password')),
  page('/security/codes', () => import('./security/Codes')),
]

/** The pages that people, businesses and agencies have alike. */
export const ownPages = [
  page('/accounts', () => import('./accounts/Accounts')),
  page('/accounts/open', () => import('./accounts/Open')),
  page('/accounts/:id', () => import('./accounts/Account')),
  page('/accounts/:id/withdraw', () => import('./accounts/Withdraw')),
  page('/restraints', () => import('./accounts/Restraints')),
  page('/restraints/:id', () => import('./accounts/Restraint')),
  ...payPages,
  page('/profile', () => import('./party/Profile')),
  page('/disclosures', () => import('./party/Disclosures')),
  page('/consents', () => import('./party/Consents')),
  page('/consents/new', () => import('./party/GiveConsent')),
  page('/mandates', () => import('./mandates/Mandates')),
  page('/mandates/new', () => import('./mandates/Authorise')),
  page('/mandates/:id', () => import('./mandates/Mandate')),
  ...securityPages,
]

/** Who stands behind a business. */
export const ownerPages = [page('/owners', () => import('./party/Owners'))]

/** What only organisations have. They come before the others: an organisation's limits stand where a person's do. */
export const firmPages = [...batchPages, ...approvalPages, ...reconcilePages, ...limitPages]
