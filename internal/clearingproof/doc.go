// Package clearingproof proves that no payment between banks is lost or made twice, whatever dies and when (支付链路证明).
//
// A bank (store, ledger, a small room of orders and the clearing connector) and the clearing house are real processes with
// databases of their own. Thousands of payments go both ways under the house's faults while either process is killed by
// SIGKILL at random moments. In the end both sides are asked for their books: what the house settled is what the bank posted,
// none twice, none lost.
package clearingproof
