// Package report makes the bank's reports at any closed bank date: trial balance (试算平衡表), balance sheet (资产负债表) and income
// statement (利润表), of the whole bank or a branch with those below it; deposits by product; large movements (大额交易); dormant
// accounts (久悬账户).
//
// Words: a table is a report as rows and columns with headings in both languages, a sheet for each currency; a movement is what a
// customer took in or paid out on a bank date, in cash or by transfer, summed over her accounts; a digest is the SHA-256 of a report's
// content, which stands under its exported form.
//
// The financial reports are sums of the general ledger's daily totals and read no posting. Products and movements are computed once,
// when the date closes, and kept.
//
// Invariants:
//   - Only closed dates are reported on, so that a report never changes.
//   - Over the whole bank, assets equal liabilities, equity and the profit not yet transferred, in each currency; a branch's books tie
//     with what it owes to the others (系统内往来).
//   - Deposits by product sum to what the general ledger has under their code.
//   - An income statement leaves out the year-end transfer, which would make a year's last date look empty.
package report
