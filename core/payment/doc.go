// Package payment moves money between accounts on a customer's order (支付): in the bank at once, to other banks by way of
// the clearing.
//
// Words: an order (支付指令) is what a payer wants paid, and what became of it; a payee (收款人) is named by account number, card
// or phone number, and by a name that is compared with the account's (户名核验); a channel (渠道) is where the order came in;
// a limit (限额) bounds what a payer may pay by order and by day; a rule (规则) may pass, ask or stop; a receipt (电子回单)
// carries a code by which anybody can ask the bank whether it is genuine; a chain (支付链路) is everything that happened
// to one order.
//
// Invariants:
//   - Kind and reference name an order for ever: the same again answers the same order, another content is refused.
//   - An order books at most once, in the update that says so: a proposed or refused one has booked nothing, a rejected or
//     returned one has given back what it took.
//   - What a payer has used of her limits is one row, written in the same update as the order; it never exceeds them.
//   - An order above a firm's threshold is made by one person and decided by another.
//   - A name is compared, and never told, to somebody who doesn't know it.
//
// Other banks: an order debits the payer to the transit account (在途清算) of her branch and is Sent. The clearing books the
// transit account against its own accounts when it settles; here Settle only says so, and Reject and Return bring the money
// from the transit account back to the payer. What comes in (Receive) is taken from the transit account, likewise.
package payment
