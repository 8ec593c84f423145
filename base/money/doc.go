// Package money is sums of money, exact to the minor unit.
//
// Words: an Amount (金额) is a whole number of minor units (最小货币单位, fen 分 for CNY); a Currency (币种) is an
// ISO 4217 code; Money is both together; a Rate (利率/费率) is an exact decimal such as 3.45 %.
//
// Invariants:
//   - No floating point. Every operation is checked; overflow is the problem money.overflow, never a wrap.
//   - Two currencies never mix in one sum.
//   - Allocation gives away every minor unit: the parts always sum to the whole.
//   - One rounding rule, stated at Round: half away from zero (四舍五入), once, at the end of a computation.
//   - Display form, machine form, JSON form and Chinese voucher form (大写金额) each parse back to the same value.
package money
