package ledger

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// layout is where the postings of an account are found, beside the entries in their order of booking. There are two,
// and every reader and every check gives the same answer for both; docs/ledger-layout.md has the figures.
//
//	packed     the writer keeps each account's newest postings in memory and appends a row for every segmentLen of
//	           them; until then they are found by the chain that leads from entry to entry. The cheapest to write
//	           where one process writes and a look-up is a function call: SQLite.
//	clustered  a row for each posting, in the order of (account, sequence). Nothing in memory and no chain of
//	           look-ups, which would be a round trip each: MariaDB, MySQL, TiDB.
type layout interface {
	// appender makes the buffer of the layout's rows, one for each lane.
	appender() *store.Appender
	// add takes a posting that was just performed on its account.
	add(tx *store.Tx, lines *store.Appender, s *state, a *atom) error
	// newest reads up to limit postings with a sequence of at most top, newest first.
	newest(q store.Querier, p *position, top int64, limit int) ([]atom, error)
	// lastUpTo is the last posting whose day is at most d; the zero atom when there is none.
	lastUpTo(q store.Querier, p *position, d calendar.Date) (atom, error)
	// each goes through the postings up to p's sequence whose day may lie in a period, oldest first, piece by piece.
	each(ctx context.Context, l *Ledger, p *position, from, to calendar.Date, do func(*atom) error) error

	// resume makes the tally that an account had before a posting, for an incremental check.
	resume(c *checker, v *store.View, t *tally, p *Posting) error
	// tally adds a posting, which the tally has as its last one, to what the layout's rows must be. texts is the hash
	// of its entry's kind, reference and summary.
	tally(t *tally, a *atom, texts uint64)
	// check compares the layout's rows with the tallies of a pass.
	check(c *checker) error
}

// Layout names a layout of postings.
type Layout uint8

// The layouts. Which one a database has is decided when its first posting is booked; it can't be changed later.
const (
	ByEngine  Layout = iota // Packed on SQLite, Clustered where many processes write
	Packed                  // segments of 32 postings, for one writing process
	Clustered               // a row for each posting
)

func (y Layout) of(e store.Engine) layout {
	if y == Clustered || y == ByEngine && e.Shared() {
		return clustered{}
	}
	return packed{}
}
