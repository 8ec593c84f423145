/**
 * Amounts as the bank writes them: decimal strings of minor units ("-128050" is −1,280.50 CNY). They stay strings and
 * BigInts; a float would lose a cent above 90 trillion and look right below.
 */

/** Digits after the point (ISO 4217); all others have two. */
const exponents: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, BHD: 3, KWD: 3, OMR: 3, TND: 3, JOD: 3, IQD: 3 }
export const exponentOf = (currency: string): number => exponents[currency] ?? 2

const symbols: Record<string, string> = { CNY: '¥', USD: 'US$', EUR: '€', GBP: '£', HKD: 'HK$', JPY: 'JP¥', MOP: 'MOP$', TWD: 'NT$', AUD: 'A$', SGD: 'S$' }
export const symbolOf = (currency: string): string => symbols[currency] ?? currency + '\u2009'

/** The true minus sign. */
export const minus = '\u2212'

export interface Amount {
  negative: boolean
  zero: boolean
  symbol: string
  /** With thousands separators. */
  whole: string
  /** Digits after the point; empty if the currency has none. */
  fraction: string
}

/** Takes an amount apart for display. Throws on what is no integer: a wrong amount must never look right. */
export function takeApart(minor: string | bigint, currency = 'CNY'): Amount {
  const n = typeof minor === 'bigint' ? minor : parseMinor(minor)
  const places = exponentOf(currency)
  const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0')
  const cut = digits.length - places
  return {
    negative: n < 0n,
    zero: n === 0n,
    symbol: symbolOf(currency),
    whole: digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ','),
    fraction: digits.slice(cut),
  }
}

function parseMinor(minor: string): bigint {
  if (!/^-?\d+$/.test(minor)) throw new RangeError(`not an amount in minor units: ${minor}`)
  return BigInt(minor)
}

/** One line of text: `−¥1,280.50`. */
export function formatMoney(minor: string | bigint, currency = 'CNY'): string {
  const a = takeApart(minor, currency)
  return (a.negative ? minus : '') + a.symbol + a.whole + (a.fraction && '.' + a.fraction)
}

/** For a file: `-1280.50`, as spreadsheets read it. */
export function plainMoney(minor: string | bigint, currency = 'CNY'): string {
  const a = takeApart(minor, currency)
  return (a.negative ? '-' : '') + a.whole.replaceAll(',', '') + (a.fraction && '.' + a.fraction)
}

/** What somebody typed (`1,280.5`, `￥１２８０`, `−3`) in minor units, or undefined if that is no amount. */
export function toMinor(typed: string, currency = 'CNY'): string | undefined {
  const text = typed.normalize('NFKC').replace(/[\s,¥$€£\u2009]/g, '').replace(minus, '-')
  const m = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text)
  if (!m) return undefined
  const [, sign = '', whole = '', fraction = ''] = m
  const places = exponentOf(currency)
  if (fraction.length > places) return undefined
  const n = BigInt(whole + fraction.padEnd(places, '0'))
  return (sign && n !== 0n ? '-' : '') + n.toString()
}

/** The sum of amounts of one currency. */
export function sumMinor(amounts: readonly string[]): string {
  return amounts.reduce((sum, a) => sum + parseMinor(a), 0n).toString()
}

/** For drawing only: the amount in whole units, rounded as floats are. */
export function forDrawing(minor: string, currency = 'CNY'): number {
  return Number(parseMinor(minor)) / 10 ** exponentOf(currency)
}
