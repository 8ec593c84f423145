// Package pkdd99 reads a bank in the format of the PKDD'99 discovery challenge into the ledger, and proves it
// against that bank's own figures.
//
// The challenge (Petr Berka and Marta Sochorova, 1999) published the anonymised records of a Czech bank from 1993 to
// 1998 as eight files with semicolons: accounts, clients, rights over accounts, permanent orders, loans, cards,
// districts, and transactions with the balance after each.
//
// Words: a record is one line of a file; the register (登记簿) keeps what is no money (clients, orders, loans, cards)
// until the rooms for it exist; a contra account (对方科目账户) stands for the other side of a transaction: cash,
// another bank, interest, fees; the reconciliation (对账) compares the ledger's balances with the recorded ones.
//
// Invariants:
//   - Every transaction is booked by the ledger's public verbs, on its own bank date, days in order.
//   - Importing again adds nothing; an import that was killed goes on where it stopped and ends with the same books.
//   - A record that can't be taken whole is refused with its line and the reason, and leaves no trace. Nothing is
//     guessed: a line without its end is refused even if what is there could be read.
//   - Birth numbers stand in a table of their own, ready to be encrypted. No log, refusal or report holds one.
//   - Memory doesn't grow with the transactions: one day of them and one small row an account are held.
package pkdd99
