// Package collect takes money by codes (收款): a shop shows one, or a customer does.
//
// Words: a code (收款码) is shown by who is to be paid, printed once for any amount or made for one bill; a pass (付款码) is shown by
// who pays, good for a minute and once; a collection (收款记录) is one payment by either; a refund (退款) gives back of it; an
// ask (待确认收款) is a charge of a pass that its owner must confirm, because it is above what goes without.
//
// The text of a code is the merchant-presented form of EMV QRCPS (EMVCo Merchant-Presented Mode, version 1.1), which wallets of
// many countries read: this bank's codes stand in template 26 under the name cn.tonghui. A code without that template is another
// bank's or wallet's, and is told apart from one that is damaged.
//
// Invariants:
//   - A code for one bill is paid at most once, a pass is charged at most once.
//   - The refunds of a collection never exceed it, whoever gives them at once.
//   - What a payer gives to printed codes in a day stays within the bank's limit (静态条码限额).
//   - Money moves through core/payment only: a collection or refund and its order stand or fall together.
package collect
