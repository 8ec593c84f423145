package account

import (
	"context"

	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// LinesPerPage is how many lines a page of the bank's passbooks has; PagesPerBook how many pages a book.
const (
	LinesPerPage = 24
	PagesPerBook = 16
)

// Book is how far a passbook is printed (存折).
type Book struct {
	Number  int   `json:"number" doc:"The first book is 1; a full one is followed by the next."`
	Printed int64 `json:"printed" doc:"The last posting that stands in it."`
	Place   int   `json:"place" doc:"Lines used in this book."`
}

// BookLine is a line to be printed, and where.
type BookLine struct {
	ledger.LineAnswer
	Book int `json:"book"`
	Page int `json:"page" doc:"From 1."`
	Row  int `json:"row" doc:"From 1."`
}

// Unprinted are up to limit lines since the last print, the oldest first, each with its place in the book (未登折).
func (d *Deposits) Unprinted(ctx context.Context, id ledger.AccountID, limit int) (Book, []BookLine, error) {
	type found struct {
		a Account
		b Book
	}
	f, err := view(ctx, d, func(v *store.View) (f found, err error) {
		if f.a, err = d.Get(v, id); err != nil {
			return f, err
		}
		var ok bool
		if f.b, ok, err = bookOf(v, id); !ok {
			f.b = Book{Number: 1}
		}
		return f, err
	})
	if err != nil {
		return f.b, nil, err
	}
	if f.a.Kind != Passbook {
		return f.b, nil, ErrPassbook
	}
	acc, err := d.led.Account(ctx, id)
	if err != nil {
		return f.b, nil, err
	}
	last := min(acc.Balance.Sequence, f.b.Printed+int64(limit))
	lines, err := d.led.Postings(ctx, id, last+1, int(last-f.b.Printed))
	if err != nil {
		return f.b, nil, err
	}
	out := make([]BookLine, len(lines))
	at := f.b
	for i := range out {
		l := &lines[len(lines)-1-i]
		at = at.next(l.Sequence)
		out[i] = BookLine{LineAnswer: lineAnswer(l), Book: at.Number, Page: (at.Place-1)/LinesPerPage + 1, Row: (at.Place-1)%LinesPerPage + 1}
	}
	return f.b, out, nil
}

func lineAnswer(l *ledger.Line) ledger.LineAnswer {
	side := "credit"
	if l.Debit {
		side = "debit"
	}
	return ledger.LineAnswer{Entry: l.Entry, Sequence: l.Sequence, BookedAt: l.BookedAt, BankDate: l.BankDate, ValueDate: l.ValueDate,
		Kind: l.Kind, Reference: l.Reference, Summary: l.Summary, Side: side, Amount: l.Amount, Balance: l.Balance, Contra: l.Contra}
}

// next is the place after one line more.
func (b Book) next(sequence int64) Book {
	if b.Place >= LinesPerPage*PagesPerBook {
		b.Number, b.Place = b.Number+1, 0
	}
	b.Place++
	b.Printed = sequence
	return b
}

// Print records that the lines behind printed, up to a posting, stand in the passbook now. printed is what the reader saw: who
// prints after another is refused with ErrPrinted.
func (d *Deposits) Print(tx *store.Tx, id ledger.AccountID, printed, upTo int64) (Book, error) {
	a, err := d.locked(tx, id)
	if err != nil {
		return Book{}, err
	}
	if a.Kind != Passbook {
		return Book{}, ErrPassbook
	}
	b, ok, err := bookOf(tx, id)
	if err != nil {
		return b, err
	}
	if !ok {
		b = Book{Number: 1}
	}
	top, err := sequenceOf(tx, id)
	if err != nil {
		return b, err
	}
	if b.Printed != printed || upTo < printed || upTo > top {
		return b, ErrPrinted
	}
	for s := printed + 1; s <= upTo; s++ {
		b = b.next(s)
	}
	if err := putBook(tx, id, &b); err != nil {
		return b, err
	}
	return b, d.note(tx, audit.Note{Verb: "account.print", Kind: KindAccount, Object: id.String()})
}
