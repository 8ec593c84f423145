import { takeApart } from '@/parts/amount'

/** A name where others may look on: the first character of a Chinese name is covered, of others all but the first word's first letter. */
export function maskName(name: string): string {
  const chars = [...name]
  if (chars.length < 2) return name
  if (/^\p{Script=Han}/u.test(name)) return '*' + chars.slice(1).join('')
  return name.split(' ').map((part) => part.charAt(0) + '*'.repeat(Math.max(0, [...part].length - 1))).join(' ')
}

/** The digits of an amount for reading aloud: no separators, no sign of a currency. */
export function digitsOf(minor: string, currency: string): string {
  const a = takeApart(minor, currency)
  return a.whole.replaceAll(',', '') + (/[1-9]/.test(a.fraction) ? `.${a.fraction}` : '')
}

/** The last digits of an account number, one by one, as a voice should say them. */
export const tailOf = (number: string) => number.slice(-4)
export const spelled = (text: string) => [...text].join(' ')
