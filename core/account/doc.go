// Package account is the deposit accounts (存款账户) of the bank: what is offered, to whom it was opened, and what may be done with it.
//
// Words: a product (产品) is a dated promise to all: kind, currencies, who may hold it, limits, rate; an account is one that somebody
// holds, and is a ledger account under the same id; a tariff (收费标准) is what services cost, dated and public; dormant (久悬) is
// an account that its owner has left alone; a notice (通知) announces a withdrawal; a condition (划款条件) stands between custody
// or escrow money and its beneficiary; a channel (渠道) is from where an order comes: counter, app, kiosk, card, batch, cash.
//
// Invariants:
//   - Versions of products and tariff items never change and never begin before today; two people stand behind each.
//   - An account and its ledger account are opened and closed in one update; what it may spend the ledger decides in the posting.
//   - A firm has one basic account (基本存款账户), which is the last of its settlement accounts to be closed.
//   - Money of time and notice deposits leaves by Withdraw or at maturity; custody and escrow money by Release to its beneficiary,
//     once every condition is met; from a dormant account nothing leaves, whoever posts.
//   - A zero-balance account (零余额账户) stands at zero at the end of each day: Steps sweep it against its treasury account.
//   - Every verb that moves money is idempotent by its reference, and all its postings sum to zero.
//
// Interest, restraints, cards and standing orders live in other rooms: this one asks Interest, and each of them through OnClose
// before it closes an account.
package account
