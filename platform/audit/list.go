package audit

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"tonghui/platform/store"
)

// Filter chooses records. Each list is in the order of time, the newest first; it shows what has a number, so what was
// done in the last second or so may still be missing.
type Filter struct {
	Kind, Object string    // together: what was done to this object
	Person       string    // what this person did; records whose private part was erased are not among them
	From, To     time.Time // from this moment on, and before this one; zero: without limit, to the millisecond
}

// Position is a place in a list: where the next page goes on.
type Position struct {
	UpTo   int64    // records with smaller numbers only: the list doesn't grow while it is read
	Before store.ID // the last id read
}

// List is a page of records behind a position; the zero Position begins. Records come with their private parts.
func (l *Log) List(ctx context.Context, f Filter, at Position, limit int) (records []*Record, next Position, err error) {
	if (f.Kind == "") != (f.Object == "") || f.Kind != "" && f.Person != "" {
		return nil, at, ErrFilter
	}
	s := span{after: idBefore(f.From), before: maxID, upTo: at.UpTo}
	if !f.To.IsZero() {
		s.before = idBefore(f.To) + 1
	}
	if at.Before != 0 {
		s.before = min(s.before, at.Before)
	}
	err = l.st.View(ctx, func(v *store.View) error {
		if s.upTo == 0 {
			if s.upTo, err = treeSize(v); err != nil {
				return err
			}
		}
		switch {
		case f.Person != "":
			records, err = recordsOf(v, f.Person, s, limit)
		case f.Kind != "":
			records, err = l.recordsOn(v, f.Kind, f.Object, s, limit)
		default:
			records, err = recordsIn(v, s, limit)
		}
		return err
	})
	next = Position{UpTo: s.upTo}
	if len(records) > 0 {
		next.Before = records[len(records)-1].ID
	}
	return records, next, err
}

// recordsOn are the records of an object. Rows that are noted in lists are found by the list that holds them.
func (l *Log) recordsOn(q store.Querier, kind, object string, s span, limit int) ([]*Record, error) {
	records, err := objectRecords(q, kind, object, s, limit)
	if err != nil || len(records) > 0 {
		return records, err
	}
	id, bad := store.ParseID(object)
	if src := l.source(kind); src == nil || src.Rows == nil || bad != nil {
		return records, nil //nolint:nilerr // an object that is no id lies in no list of rows
	}
	r, err := covering(q, kind, id)
	if err != nil || r == nil || r.Leaf >= s.upTo || r.ID >= s.before || r.ID <= s.after {
		return nil, err
	}
	return []*Record{r}, nil
}

// Get is one record by its id, also while it waits for its number (Leaf is -1).
func (l *Log) Get(ctx context.Context, id store.ID) (r *Record, err error) {
	err = l.st.View(ctx, func(v *store.View) (err error) {
		r, err = recordByID(v, id)
		return err
	})
	return r, err
}

// span bounds a list.
type span struct {
	after, before store.ID // exclusive
	upTo          int64
}

const maxID = store.ID(1<<63 - 1)

// idBefore is the largest id older than a moment: ids count milliseconds above 21 bits of sequence, node and lane.
func idBefore(t time.Time) store.ID {
	const low = 21
	if ms := t.Sub(store.ID(0).Time()).Milliseconds(); !t.IsZero() && ms > 0 && ms < 1<<(63-low) {
		return store.ID(ms<<low) - 1
	}
	return 0
}

// personOf reads the person of a private part.
func personOf(private []byte) string {
	w := word(private, "person")
	if !strings.Contains(w, `\`) {
		return w
	}
	var p Private
	if err := json.Unmarshal(private, &p); err != nil {
		return ""
	}
	return p.Person
}
