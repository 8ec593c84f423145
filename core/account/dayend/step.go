package dayend

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// Step is one piece of work at the end of a bank date (日终步骤), such as accruing interest. It runs while the next day's traffic
// goes on, chunk by chunk, and goes on where it stopped after a restart: the cursor is kept in the update of its chunk.
// Exactly one of Chunk and Plan is set.
type Step struct {
	Name   string // lower case, unique: "interest.accrue"; at most 48 bytes
	EN, ZH string // what it does, a short phrase

	// Chunk does the next piece, of at most about 20 ms, for bank date d, which is closing. cursor is what the chunk before
	// answered, "" at first; next "" says that the step is done. n is how many things (accounts, rows) it dealt with. It may
	// run again when its update does, so it touches nothing but tx.
	Chunk func(ctx context.Context, tx *store.Tx, d calendar.Date, cursor string) (next string, n int, err error)

	// Plan is for steps that read much and write little: it reads the next piece in views, outside of the writer, and says
	// what is to be written. The next piece may be planned before this one is written, so it rests on nothing of it.
	Plan func(ctx context.Context, d calendar.Date, cursor string) (Piece, error)

	// Total is how many things there are, for the progress bar; nil if nobody knows.
	Total func(ctx context.Context, d calendar.Date) (int, error)
}

// Piece is what a step planned to do in one update.
type Piece struct {
	Next  string // the cursor behind it; at most 200 bytes; "" says that it is the last
	Count int    // how many things it deals with
	// Write does it, in at most about 20 ms; nil: nothing is written. It may run again when its update does.
	Write func(ctx context.Context, tx *store.Tx) error
	// Alone says that the next piece rests on what this one writes, so it is planned only afterwards.
	Alone bool
}
