import type { Language } from '@/app/preferences'

/** Checks of document numbers for the person at the desk: which part is wrong, before anything is sent. The bank checks again (base/ident). */

const says = {
  length: { zh: (n: number, have: number) => `身份号码应为 18 位，现为 ${n === have ? n : have} 位。请核对。`, en: (_n: number, have: number) => `The identity number has 18 characters; this one has ${have}. Check it.` },
  old: { zh: '这是已于 2013 年停用的 15 位旧号码，请填写现行身份证上的 18 位号码。', en: 'This is a 15-digit number of the first generation, void since 2013. Enter the 18 characters of the present card.' },
  charset: { zh: '身份号码只能是数字，末位可为 X。请核对。', en: 'The identity number holds digits only, and X as its last character. Check it.' },
  region: { zh: (part: string) => `前 6 位 ${part}（地区）无效。请核对。`, en: (part: string) => `The first six digits, ${part}, are not a region of China. Check them.` },
  birth: { zh: (part: string) => `第 7 至 14 位 ${part}（出生日期）不是真实日期。请核对。`, en: (part: string) => `Digits 7 to 14, ${part}, are not a real date of birth. Check them.` },
  check: { zh: (last: string) => `末位校验码 ${last} 与前 17 位不符，可能有数字写错或顺序颠倒。请对照证件核对。`, en: (last: string) => `The last character, ${last}, does not fit the 17 before it: a digit is wrong or exchanged. Compare it with the card.` },
  creditLength: { zh: (have: number) => `统一社会信用代码应为 18 位，现为 ${have} 位。请核对。`, en: (have: number) => `The credit code has 18 characters; this one has ${have}. Check it.` },
  creditCharset: { zh: (at: number, ch: string) => `第 ${at} 位 ${ch} 不能出现在统一社会信用代码中（不含 I、O、S、V、Z）。请核对。`, en: (at: number, ch: string) => `Character ${at}, ${ch}, never stands in a credit code (no I, O, S, V, Z). Check it.` },
  creditCheck: { zh: (last: string) => `末位校验码 ${last} 与前 17 位不符，可能有字符写错或顺序颠倒。请对照执照核对。`, en: (last: string) => `The last character, ${last}, does not fit the 17 before it: one is wrong or exchanged. Compare it with the licence.` },
  phone: { zh: (have: number) => `手机号应为 11 位、以 1 开头，现为 ${have} 位。请核对。`, en: (have: number) => `A mobile phone has 11 digits and begins with 1; this one has ${have}. Check it.` },
}

/** Without spaces and hyphens, in capitals, full-width forms put right. */
export const tidy = (text: string) => text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()

const provinces = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '))
const citizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const creditCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY'

const sum = (text: string, value: (ch: string) => number, weights: readonly number[]) => [...text].reduce((n, ch, i) => n + value(ch) * (weights[i] ?? 0), 0)

function citizenFlaw(n: string, language: Language): string | undefined {
  if (/^\d{15}$/.test(n)) return says.old[language]
  if (n.length !== 18) return says.length[language](18, n.length)
  if (!/^\d{17}[\dX]$/.test(n)) return says.charset[language]
  if (!provinces.has(n.slice(0, 2))) return says.region[language](n.slice(0, 6))
  const birth = birthOf(n)
  if (!birth) return says.birth[language](n.slice(6, 14))
  return '10X98765432'.charAt(sum(n.slice(0, 17), Number, citizenWeights) % 11) === n[17] ? undefined : says.check[language](n.slice(17))
}

function creditFlaw(n: string, language: Language): string | undefined {
  if (n.length !== 18) return says.creditLength[language](n.length)
  const bad = [...n].findIndex((ch) => !creditCharacters.includes(ch))
  if (bad >= 0) return says.creditCharset[language](bad + 1, n.charAt(bad))
  const weights = Array.from({ length: 17 }, (_, i) => Number(3n ** BigInt(i) % 31n))
  const check = (31 - (sum(n.slice(0, 17), (ch) => creditCharacters.indexOf(ch), weights) % 31)) % 31
  return creditCharacters.charAt(check) === n[17] ? undefined : says.creditCheck[language](n.slice(17))
}

/** The date of birth in an identity number: 1990-03-07; undefined where there is none. */
export function birthOf(number: string): string | undefined {
  const text = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const d = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(d.getTime()) && d.toISOString().startsWith(text) && Number(number.slice(6, 8)) >= 18 ? text : undefined
}

/** What is wrong with a number, and in which part of it; undefined if nothing is. */
export function identityFlaw(kind: string, text: string, language: Language): string | undefined {
  const n = tidy(text)
  if (kind === 'citizen_id') return citizenFlaw(n, language)
  if (kind === 'credit_code') return creditFlaw(n, language)
  if (kind === 'phone') {
    const digits = n.replace(/^\+86/, '')
    return /^1\d{10}$/.test(digits) ? undefined : says.phone[language](digits.length)
  }
  return undefined
}

/** A number in its groups, easy to compare with a card: 110101 19900307 152 7. */
export function spaced(kind: string, text: string): string {
  const n = tidy(text)
  if (kind === 'citizen_id' && n.length === 18) return [n.slice(0, 6), n.slice(6, 14), n.slice(14)].join(' ')
  if (kind === 'credit_code' && n.length === 18) return [n.slice(0, 2), n.slice(2, 8), n.slice(8, 17), n.slice(17)].join(' ')
  if (kind === 'phone' && n.length === 11) return [n.slice(0, 3), n.slice(3, 7), n.slice(7)].join(' ')
  return n
}
