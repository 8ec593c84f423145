// Package interest is what deposits earn (存款计息): rates as dated rows, daily accrual beside live traffic, settlement by the quarter.
//
// Words: a rate (利率) is a code's percentage a year from a day on, by tiers of the balance (分档); a night is a value date whose
// closing balance earns 1/360 of it; to accrue (计提) is to book what was earned into the general ledger; to settle (结息) is to
// credit it to the accounts; a pool is what is accrued together: a product in a branch and currency; a plan is how an account
// earns: demand (活期), time (整存整取) or notice (通知存款).
//
// Invariants:
//   - What an account has earned is exact: minor units × millionths × days in 128 bits, rounded half up once, when it is paid.
//   - It follows from the ledger alone: balances at value dates, the rates of each night. Check re-derives it.
//   - A posting valued in the past, or a corrected rate, changes what was earned by just the difference, with the next accrual.
//   - After an accrual the payable account of each pool holds what its accounts have earned, to half a minor unit.
//   - A rate never changes for a day that has begun, except by a correction, and never by one person alone.
//
// An account that doesn't move costs nothing: its row holds a balance since a date, and what it has earned since is computed
// when somebody asks. Only accounts that moved on a bank date are written at its end; see account.go.
package interest
