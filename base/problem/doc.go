// Package problem is the one error type of the bank.
//
// Words: a Problem has a Kind (what class of thing went wrong, a dozen in all), a Code (a stable machine
// word such as "ledger.account_frozen"), a sentence in Chinese and in English that says what is wrong and
// what to do, and perhaps a Cause that only operators see.
//
// Invariants: anything that is not a Problem is Internal: it is logged for the operator and never shown.
// The mapping of kinds to HTTP status stands in one table (RFC 9457, Problem Details for HTTP APIs).
// Sentences never hold a full identity, card or account-holder number.
package problem
