import { usePreferences } from '@/app/preferences'
import { useProducts, type Deposit } from './deposits'

/** The name of a product in the person's language; its code where the bank no longer offers it. */
export function useProductNames(): (code: string) => string {
  const { language } = usePreferences()
  const { data } = useProducts()
  return (code) => {
    const p = data?.find((x) => x.code === code)
    return (p && (language === 'zh' ? p.nameZh : p.nameEn)) ?? code
  }
}

/** What an account is called: as its owner calls it, else by its product. */
export const nameOf = (d: Pick<Deposit, 'title' | 'product'>, productName: (code: string) => string) => d.title ?? productName(d.product)
