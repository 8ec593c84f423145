package ledger

import (
	"encoding/binary"
	"errors"

	"tonghui/base/money"
)

// The packed form of an entry's postings, the column ledger_entries.postings: a count, then for each posting
//
//	account    varint
//	amount     varint, zigzag, debit positive
//	sequence   uvarint
//	balance    varint, zigzag, the account's balance after it, debit positive
//	previous   uvarint, this entry's id minus that of the account's entry before it; 0 at the first
//
// One row an entry, however many postings it has, is the cheapest form to write; docs/ledger-layout.md has the
// figures.
func packPostings(b []byte, e *Entry) []byte {
	b = binary.AppendUvarint(b, uint64(len(e.Postings)))
	for i := range e.Postings {
		p := &e.Postings[i]
		b = binary.AppendUvarint(b, uint64(p.Account))
		b = binary.AppendVarint(b, int64(p.Amount))
		b = binary.AppendUvarint(b, uint64(p.Sequence))
		b = binary.AppendVarint(b, int64(p.Balance))
		var back uint64
		if p.previous != 0 {
			back = uint64(e.ID - p.previous)
		}
		b = binary.AppendUvarint(b, back)
	}
	return b
}

var errPostings = errors.New("ledger: an entry's postings are damaged")

// UnpackPostings reads the packed form of an entry with this id into e.Postings.
func UnpackPostings(e *Entry, b []byte) error {
	r := unpacker{b: b}
	n := r.uvarint()
	if r.bad || n < 2 || n > MaxPostings {
		return errPostings
	}
	if uint64(cap(e.Postings)) < n {
		e.Postings = make([]Posting, n)
	}
	e.Postings = e.Postings[:n]
	clear(e.Postings)
	for i := range e.Postings {
		p := &e.Postings[i]
		p.Account = AccountID(r.uvarint())
		p.Amount = money.Amount(r.varint())
		p.Sequence = int64(r.uvarint())
		p.Balance = money.Amount(r.varint())
		if back := r.uvarint(); back != 0 {
			p.previous = e.ID - EntryID(back)
		}
	}
	if r.bad || len(r.b) != 0 {
		return errPostings
	}
	return nil
}
