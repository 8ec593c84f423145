package store

import (
	"strings"
)

// Buffer is a room's memory of what the running group has not written out. It belongs to one lane: its
// methods are called on that lane's goroutine only, so it needs no lock.
//
// A buffer that also caches committed rows (the ledger's accounts) keeps an undo log, so that Cut brings
// the cache back to the state of the mark. Where the engine is shared (Tx.Shared) it forgets them in Committed.
type Buffer interface {
	// Mark is the present position.
	Mark() int
	// Cut undoes everything after the mark, in memory; the writer has undone it in SQL. A row that several additions
	// share (a balance) may thereby have gone back to any state that the group wrote before, so the next Flush writes
	// all such rows of the group again.
	Cut(mark int)
	// Flush writes out everything before upTo that is not yet written. What it writes may include the effect
	// of later additions on a shared row, if Cut makes the next Flush write that row again.
	Flush(tx *Tx, upTo int) error
	// Committed says that all flushed rows are on disk; the next Mark is 0.
	Committed()
}

// Appender is a Buffer of rows for one INSERT, written as multi-row statements.
type Appender struct {
	rows    *RowTexts
	columns int
	args    []any
	flushed int // rows already written out
}

// NewAppender makes an appender for a table's columns.
func NewAppender(table string, columns ...string) *Appender {
	return &Appender{
		rows:    NewRowTexts("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ", len(columns)),
		columns: len(columns),
	}
}

// RowTexts are the texts of one multi-row statement in the few lengths in which it is prepared.
type RowTexts struct {
	head    string
	columns int
	texts   map[int]string // made when they are first wanted
}

// NewRowTexts makes the texts of a statement whose VALUES list follows head.
func NewRowTexts(head string, columns int) *RowTexts {
	return &RowTexts{head, columns, map[int]string{}}
}

// rowSizes are how many rows one statement writes, the most first. In a file 32 and up measured alike. Where a statement is
// a round trip and a plan, fewer and longer ones count; 256 rows of the widest table stay below a server's packet.
var (
	rowSizes       = []int{64, 1}
	sharedRowSizes = []int{256, 64, 16, 4, 1}
)

// Next is the statement for the next rows of those that are left, and how many it takes.
func (t *RowTexts) Next(tx *Tx, left int) (n int, text string) {
	sizes := rowSizes
	if tx.Shared() {
		sizes = sharedRowSizes
	}
	i := 0
	for sizes[i] > left {
		i++
	}
	n = sizes[i]
	if text = t.texts[n]; text == "" {
		text = MultiRow(t.head, t.columns, n)
		t.texts[n] = text
	}
	return n, text
}

// MultiRow is the text of a statement whose VALUES list has this many rows of this many marks.
func MultiRow(head string, columns, rows int) string {
	row := "(" + strings.Repeat("?, ", columns-1) + "?)"
	return head + strings.Repeat(row+", ", rows-1) + row
}

// Add queues one row; its arguments are in the order of the columns.
func (a *Appender) Add(args ...any) {
	if len(args) != a.columns {
		panic("store: Appender.Add: wrong number of columns")
	}
	a.args = append(a.args, args...)
}

// Mark is the number of rows queued.
func (a *Appender) Mark() int { return len(a.args) / a.columns }

// Cut drops the rows after the mark.
func (a *Appender) Cut(mark int) {
	clear(a.args[mark*a.columns:])
	a.args = a.args[:mark*a.columns]
	a.flushed = min(a.flushed, mark)
}

// Flush writes the rows up to a mark.
func (a *Appender) Flush(tx *Tx, upTo int) error {
	for a.flushed < upTo {
		n, text := a.rows.Next(tx, upTo-a.flushed)
		args := a.args[a.flushed*a.columns : (a.flushed+n)*a.columns]
		if err := tx.WriteOut(text, args...); err != nil {
			return err
		}
		a.flushed += n
	}
	return nil
}

// Committed forgets the written rows.
func (a *Appender) Committed() {
	clear(a.args)
	if cap(a.args) > 1<<20 {
		a.args = nil
	}
	a.args, a.flushed = a.args[:0], 0
}

// Slot names a room's buffer; each lane has its own instance. See Store.AddBuffer.
type Slot int
