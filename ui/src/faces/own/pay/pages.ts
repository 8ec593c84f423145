import { page } from '@/app/routes'

/** Payments of a party: the faces of people, businesses and agencies have them alike. */
export const payPages = [
  page('/payments', () => import('./Payments')),
  page('/payments/new', () => import('./Transfer')),
  page('/payments/payees', () => import('./Payees')),
  page('/payments/phones', () => import('./Phones')),
  page('/payments/limits', () => import('./Limits')),
  page('/payments/:id', () => import('./Payment')),
  page('/payments/:id/receipt', () => import('./PaymentReceipt')),
  page('/standing-orders', () => import('./StandingOrders')),
  page('/standing-orders/new', () => import('./NewStanding')),
  page('/standing-orders/:id', () => import('./Standing')),
]
