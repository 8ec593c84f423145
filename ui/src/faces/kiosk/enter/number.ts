/** The numbers of the bank's cards have 19 digits; the tokens of test cards 16 characters, with letters. */
export const longest = 19
const token = 16

/** How many characters are missing; 0 when it can be a card's number. */
export function lacking(typed: string): number {
  if (typed.length === token || typed.length === longest) return 0
  return (/[A-Z]/.test(typed) && typed.length < token ? token : longest) - typed.length
}
