import { page } from '@/app/routes'

export const pages = [
  page('/products', () => import('./Products')),
  page('/products/tariff', () => import('./Tariff')),
  page('/products/tariff/:item', () => import('./TariffItem')),
  page('/products/:code', () => import('./ProductPage')),
  page('/interest/rates', () => import('./Rates')),
  page('/interest/rates/:code', () => import('./Rate')),
]
