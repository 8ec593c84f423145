// Package layout is the trial that settled how the ledger stores its postings (分录): four layouts of the same
// transfers on the embedded database, written by one writer and read by others, measured by cmd/layouttrial.
// Nothing of the running bank imports it; it stays as the evidence for docs/ledger-layout.md.
//
// Words:
//   - a Transfer (entry, 记账凭证) has two or more legs that sum to zero;
//   - a Posting is what one leg did to its account: the account's next sequence and its balance after it;
//   - the head of an account is the transfer of its newest posting, kept in the balance row;
//   - a segment (段) packs consecutive postings of one account into one row.
//
// Invariants, tested for every layout against the same histories: an account's sequences are 1, 2, 3 … without a gap;
// each line's balance is the one before plus its amount; a page shows the account's newest posting at once, however the
// by-account side is built; the balance as of a date equals the sum of the amounts dated up to it.
//
// Readings are measured after the posting: what layout B keeps in memory and the greatest distance of value dates are not
// guarded against a reader beside the writer.
package layout
