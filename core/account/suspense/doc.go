// Package suspense keeps account of money that has no home (挂账): what came in for nobody the bank knows, what a returned payment
// brought back, what is missing in a till. Each such sum is an item, and somebody has to find its home.
//
// Words: an item (挂账) lies in a suspense account of its branch, a payable (其他应付款, 2241) when the bank owes it, a receivable
// (其他应收款, 1221) when it is owed; it is cleared (销账) by booking it where it belongs, in parts if need be, or returned (退回) to where
// it came from; its age (账龄) in days falls into a bucket: up to 1, 3, 7, 30, 90 days, or more.
//
// Invariants:
//   - What is left of the open items in an account is what the ledger says that it holds.
//   - An object is parked once for each code; asked again, the same item is answered.
//   - Clearing beyond the bank's threshold takes two people.
//   - No item is cleared beyond what is left of it; a clearing shown again books nothing.
package suspense
