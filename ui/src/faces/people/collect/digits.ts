/** 18 digits in groups that can be read out: 4 4 4 6. */
export const passGroups = (number: string) => number.replace(/^(\d{4})(\d{4})(\d{4})(\d+)$/, '$1\u2009$2\u2009$3\u2009$4')

/** Whole seconds until a moment, never below zero. */
export const secondsLeft = (until: string, now: number) => Math.max(0, Math.ceil((Date.parse(until) - now) / 1000))

/** What can still be given back of a collection. */
export const leftToRefund = (c: { amount: string; refunded: string }) => (BigInt(c.amount) - BigInt(c.refunded)).toString()
