package audit

import (
	"crypto/sha256"
	"hash"
	"strconv"

	"tonghui/platform/store"
)

// Source lets verify compare a room's rows with the digests that were noted of them. A kind has one form or the other:
// objects that change (Digests and Objects), or append-only rows that are noted in lists (Rows). The digests must be
// those that the room gives to Note and Cover, made from the same columns.
type Source struct {
	Kind  string // as in Note and Cover
	Table string // where the rows lie, for the finding: "ledger_accounts"

	// Digests are the present digests of these objects; one that isn't there is absent.
	Digests func(q store.Querier, objects []string) (map[string]Digest, error)
	// Objects lists the present objects behind one, in an order of the room's own; "" begins.
	Objects func(q store.Querier, after string, limit int) ([]string, error)
	// Salted says that the objects hold personal data, so that Adopt salts their digests as the room's notes do.
	Salted bool

	// Rows lists the rows with id > after and id <= upTo, in the order of their ids.
	Rows func(q store.Querier, after, upTo store.ID, limit int) ([]Row, error)
}

// Row is an append-only row as it is now.
type Row struct {
	ID     store.ID
	Digest Digest
}

// AddSource registers a source. Rooms' sources are handed over in the wiring, before the first check.
func (l *Log) AddSource(s Source) {
	l.sources = append(l.sources, s)
}

func (l *Log) source(kind string) *Source {
	for i := range l.sources {
		if l.sources[i].Kind == kind {
			return &l.sources[i]
		}
	}
	return nil
}

// holds says whether a list from first to last holds a row. Ids of one lane rise in the order in which it wrote, so a
// list of its rows holds all of its rows of that kind between its first and its last.
func holds(first, last, id store.ID) bool {
	return first <= id && id <= last && id.Lane() == first.Lane()
}

// number19 reads a rowObject.
func number19(object string) store.ID {
	n, err := strconv.ParseInt(object, 10, 64)
	if err != nil {
		return 0
	}
	return store.ID(n)
}

// list is a record of rows while its rows pass by.
type list struct {
	r           *Record
	first, last store.ID
	ids         []store.ID
	marks       []byte
	sum         hash.Hash
}

func (r *Record) list() *list {
	return &list{r: r, first: number19(r.Object), last: r.Last, sum: sha256.New()}
}

func (x *list) add(row Row) {
	x.sum.Write(row.Digest[:])
	x.ids, x.marks = append(x.ids, row.ID), append(x.marks, row.Digest[:markSize]...)
}

// proves says that the rows are those that were noted.
func (x *list) proves() bool {
	return int64(len(x.ids)) == x.r.Count && Digest(x.sum.Sum(nil)) == x.r.After
}

// mark is what the record keeps of the row at a place, or nil.
func (x *list) mark(i int) []byte {
	if (i+1)*markSize > len(x.r.Marks) {
		return nil
	}
	return x.r.Marks[i*markSize : (i+1)*markSize]
}
