// Package clearing plays the clearing house (清算所) of docs/clearing-protocol.md, and behind it some banks with customers, so
// that a bank can be tried against the rest of the world. It is a process of its own and shares nothing with the bank.
//
// Words: a House holds a settlement account (清算账户) for each participant (参与行); a payment settles at once (RTP, 实时) or in
// a window (场次) by its net (DNS, 批量轧差), within the net debit cap (净借记限额); a played bank (模拟行) answers by rules that
// its customers' account numbers show.
//
// Invariants:
//   - Money neither appears nor vanishes: the sum of the balances never changes, each settlement's entries sum to zero, and an
//     account's entries sum to its balance. A balance never falls below zero.
//   - A payment has one fate: ACSC or RJCT, never both, never twice; the payee's bank alone decides what was forwarded.
//   - What was answered with 202 is on disk. The same BizMsgIdr with the same bytes does nothing again.
//   - What is to be sent is written together with the fact that causes it, and is sent until the receiver has taken it.
package clearing
