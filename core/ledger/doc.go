// Package ledger is the heart of the bank: accounts, entries, holds, freezes, balances, statements, days.
//
// Words: an account (账户) belongs to a general-ledger code (科目) and a branch (机构); an entry (分录) has
// two or more postings (记账) that sum to zero in each currency; a hold (预授权) reserves money that a later
// entry captures; a freeze (冻结) takes money out of reach; a bank date (会计日期) is open, closing or closed.
//
// The sign convention, written once: inside the ledger a debit (借) is positive and a credit (贷) negative, so
// the postings of an entry sum to zero. What a reader sees of an account is its normal side: assets and
// expenses show debit minus credit, liabilities, equity and income credit minus debit. Floors,
// ceilings, holds and freezes speak of the normal side: a deposit of 100 yuan has a balance of +100.
//
// One process or many: on SQLite one writer has the accounts in memory; where many processes write (MariaDB, TiDB), each commit
// group locks the balance rows it decides on and forgets them at its end. An account on which nothing is decided may be
// buffered (缓冲记账): postings wait beside its balance row and are folded in later.
//
// Invariants:
//   - Entries never change; a correction is a reversal. Every entry sums to zero per currency.
//   - A posting is idempotent by (kind, reference): the same again answers the same entry, another body under
//     the same reference is refused.
//   - What an account may spend is one row: available = booked − held − frozen − floor. Limits are enforced in
//     the posting itself, never by callers.
//   - The running balance stands in every posting; balances are re-derived from postings by Check.
//   - An account's balance row is its one lock; ids of entries rise along each account's sequence, on every engine.
//   - Nothing books into a closed day; the totals per code always equal the sum of their accounts.
package ledger
