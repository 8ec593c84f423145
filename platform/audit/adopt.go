package audit

import (
	"context"
	"slices"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// adoptionKind is the object of the record that a kind's old rows were taken in.
const adoptionKind = "audit.adoption"

// adoptVerb is what the records of old rows say.
const adoptVerb = "audit.adopt"

var errAdopted = problem.New(problem.Conflict, "audit.adopted",
	"The rows of %s that were there before the log were taken into it before. It is done once, since whatever is taken in later would hide an insertion.",
	"%s 在日志启用前的存量已纳入日志。纳入只进行一次，否则事后插入的行会被掩盖。")

// Adopt takes what a source held before the log began into the log, with the verb audit.adopt, in small updates: from
// then on verify holds it to what it is now. Each kind is adopted once; again is refused. Call it when a bank that
// was opened by a version without this log is upgraded, before customers come back. It tells how many rows and
// objects it took in.
func (l *Log) Adopt(ctx context.Context, kind string) (n int64, err error) {
	s := l.source(kind)
	if s == nil || !plain(kind, maxName) {
		return 0, errWord.With("kind")
	}
	upTo, err := l.st.Seq(ctx)
	if err != nil {
		return 0, err
	}
	err = l.st.View(ctx, func(v *store.View) error {
		done, err := latestOf(v, adoptionKind, kind, nil)
		if err != nil || done.r != nil {
			return anyOf(err, errAdopted.With(kind))
		}
		waiting, err := pendingOf(v, adoptionKind, among([]string{kind}))
		if err == nil && len(waiting[kind]) > 0 {
			err = errAdopted.With(kind)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if s.Rows != nil {
		n, err = l.adoptRows(ctx, s, upTo)
	} else {
		n, err = l.adoptObjects(ctx, s)
	}
	if err != nil {
		return n, err
	}
	return n, l.st.UpdateSlow(ctx, func(tx *store.Tx) error {
		return l.Note(tx, Note{Verb: adoptVerb, Kind: adoptionKind, Object: kind})
	})
}

func anyOf(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// adoptRows covers rows page by page, those of one lane behind each other. A run that was interrupted goes on behind
// what it has covered.
func (l *Log) adoptRows(ctx context.Context, s *Source, upTo store.ID) (n int64, err error) {
	for after := store.ID(0); ; {
		var rows []Row
		full := false
		if err := l.st.View(ctx, func(v *store.View) (err error) {
			if rows, err = s.Rows(v, after, upTo, 2*page); err != nil || len(rows) == 0 {
				return err
			}
			after, full = rows[len(rows)-1].ID, len(rows) == 2*page
			rows, err = uncoveredRows(v, s.Kind, rows)
			return err
		}); err != nil {
			return n, err
		}
		slices.SortFunc(rows, func(a, b Row) int {
			if d := a.ID.Lane() - b.ID.Lane(); d != 0 {
				return d
			}
			if a.ID < b.ID {
				return -1
			}
			return 1
		})
		if len(rows) > 0 {
			if err := l.st.UpdateSlow(ctx, func(tx *store.Tx) error {
				for _, r := range rows {
					if err := l.Cover(tx, Cover{Verb: adoptVerb, Kind: s.Kind, ID: r.ID, Digest: r.Digest}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return n, err
			}
		}
		if n += int64(len(rows)); !full {
			return n, nil
		}
	}
}

// uncoveredRows are those of a page that no list holds.
func uncoveredRows(v *store.View, kind string, rows []Row) ([]Row, error) {
	first, listed, err := firstList(v, kind)
	if err != nil {
		return nil, err
	}
	low, high := rows[0].ID, rows[len(rows)-1].ID
	waiting, err := pendingOf(v, kind, func(object string, last store.ID) bool { return number19(object) <= high && last >= low })
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, r := range rows {
		held := false
		if listed && r.ID >= first {
			record, err := covering(v, kind, r.ID)
			if err != nil {
				return nil, err
			}
			held = record != nil
		}
		for _, records := range waiting {
			held = held || slices.ContainsFunc(records, func(x *Record) bool { return holds(number19(x.Object), x.Last, r.ID) })
		}
		if !held {
			out = append(out, r)
		}
	}
	return out, nil
}

// adoptObjects notes objects that no record speaks of. The row is read again in the update that notes it.
func (l *Log) adoptObjects(ctx context.Context, s *Source) (n int64, err error) {
	for after := ""; ; {
		var objects []string
		if err := l.st.View(ctx, func(v *store.View) (err error) {
			objects, err = s.Objects(v, after, 256)
			return err
		}); err != nil || len(objects) == 0 {
			return n, err
		}
		after = objects[len(objects)-1]
		var taken int64
		if err := l.st.UpdateSlow(ctx, func(tx *store.Tx) error {
			taken = 0
			noted, err := notedObjects(tx, s.Kind, objects)
			if err != nil {
				return err
			}
			waiting, err := pendingOf(tx, s.Kind, among(objects))
			if err != nil {
				return err
			}
			now, err := s.Digests(tx, objects)
			if err != nil {
				return err
			}
			for _, o := range objects {
				d, there := now[o]
				if !there || noted[o] || len(waiting[o]) > 0 {
					continue
				}
				if err := l.Note(tx, Note{Verb: adoptVerb, Kind: s.Kind, Object: o, After: d, Salted: s.Salted}); err != nil {
					return err
				}
				taken++
			}
			return nil
		}); err != nil {
			return n, err
		}
		n += taken
	}
}
