// Package reconcile is the agreement of books between the bank and the firms and agencies that hold accounts (银企对账).
//
// Words: a statement (余额对账单) tells what an account held at the end of a month; its holder confirms it (相符), or answers with
// what her own books say and the items that one side has and the other has not (未达账项); if both sides come to the same with
// them (余额调节表), the statement is explained (调节相符), else it is disputed (不符) until the bank has looked into it.
//
// Invariants:
//   - One statement an account and month's end; its balance is the ledger's as of that bank date and never changes.
//   - Explained means exactly: bank's balance + received by the firm − paid by the firm = firm's balance + received by the bank −
//     paid by the bank.
//   - A statement is answered once; a disputed one ends by a resolution of the bank's that says why, and by the holder's consent.
//
// The duty to reconcile at least quarterly, and monthly for important accounts, is that of 银监办发〔2010〕 on 银企对账 [M]; the bank
// states monthly.
package reconcile
