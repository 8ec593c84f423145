package vault

import (
	"cmp"
	"context"
	"crypto/hmac"
	"regexp"
	"slices"

	"tonghui/platform/store"
)

// Column is where sealed values stand, so that they can be brought under newer keys. Names are constants of the room that owns
// the table; they become part of SQL.
type Column struct {
	Table, Column string
	Key           string      // the table's id column: a BIGINT, unique, and the Row of each value's Place
	Mark          *MarkColumn // of the same row; nil when values of this column are not looked up

	// Changed, if set, is told in the update that writes rows anew. A room whose audit digests cover the sealed bytes notes the
	// change there; better that they cover what the value says, which stays as it is.
	Changed func(tx *store.Tx, rows []store.ID) error
}

// MarkColumn says how marks are made anew.
type MarkColumn struct {
	Column string // VARBINARY(32); a row without a mark stays without one

	// By names a column that tells one kind of number from another, if the room keeps several in one table; its text is given to
	// Of. "" is none.
	By string

	// Of is the kind and the normalised value of a plain one, exactly as the room gives them to Mark.
	Of func(by string, plain []byte) (kind, normal string)
}

var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// AddColumn registers a column. Rooms call it when they are built; a column given again takes the place of the earlier. A wrong
// name and a missing Of are mistakes of the program: it panics.
func (v *Vault) AddColumn(c Column) {
	names := []string{c.Table, c.Column, c.Key}
	if c.Mark != nil {
		names = append(names, c.Mark.Column)
		if c.Mark.By != "" {
			names = append(names, c.Mark.By)
		}
		if c.Mark.Of == nil {
			panic("vault: the marks of " + c.Table + " can't be made anew without Of")
		}
	}
	for _, n := range names {
		if !columnName.MatchString(n) {
			panic("vault: " + n + " is no name of a table or column")
		}
	}
	v.listed.Store(site{c.Table, c.Column}, c)
}

// columns are the registered ones, in the order of their names.
func (v *Vault) columns() []Column {
	var out []Column
	v.listed.Range(func(_, c any) bool {
		out = append(out, c.(Column))
		return true
	})
	slices.SortFunc(out, func(a, b Column) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Column, b.Column))
	})
	return out
}

// chunk is how many rows one update writes: a few milliseconds, so that nobody waits behind it.
const chunk = 100

// Walked says what a walk through the registered columns found.
type Walked struct {
	Values    int64           `json:"values"`    // sealed values
	Changed   int64           `json:"changed"`   // written anew
	Overtaken int64           `json:"overtaken"` // somebody wrote them meanwhile; they stand under the newest keys, or the next walk takes them
	Unread    []Place         `json:"unread"`    // can't be opened: the first hundred
	Failures  int64           `json:"failures"`  // all of those
	Uses      map[KeyID]int64 `json:"uses"`      // values and marks by key, as they were before
}

const maxUnread = 100

func (w *Walked) failed(p Place) {
	if w.Failures++; len(w.Unread) < maxUnread {
		w.Unread = append(w.Unread, p)
	}
}

// Reseal brings every registered value under the current data key and every mark under the current index key, while readers and
// writers go on. It may be stopped and begun again at any time, and run by several processes at once. Values that can't be
// opened are left as they are and named in the answer.
func (v *Vault) Reseal(ctx context.Context) (*Walked, error) { return v.walk(ctx, true) }

// Survey counts, without writing, what stands under which key. A mark counts for the key it was made with; one that fits no key
// is a failure.
func (v *Vault) Survey(ctx context.Context) (*Walked, error) { return v.walk(ctx, false) }

func (v *Vault) walk(ctx context.Context, write bool) (*Walked, error) {
	k, err := v.refresh(ctx)
	if err != nil {
		return nil, err
	}
	if len(k.seals) == 0 || len(k.index) == 0 {
		return nil, ErrNotStarted
	}
	columns := v.columns()
	if len(columns) == 0 {
		return nil, ErrNoColumns
	}
	w := &Walked{Uses: map[KeyID]int64{}}
	for i := range columns {
		if err := v.walkColumn(ctx, &columns[i], w, write); err != nil {
			return w, err
		}
	}
	return w, nil
}

func (v *Vault) walkColumn(ctx context.Context, c *Column, w *Walked, write bool) error {
	for after := store.ID(0); ; {
		var page []line
		err := v.st.View(ctx, func(view *store.View) (err error) {
			page, err = linesAfter(view, c, after, chunk)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].row
		var from, to []line
		for i := range page {
			if next, stale := v.renew(c, &page[i], w, write); stale {
				from, to = append(from, page[i]), append(to, next)
			}
		}
		if !write || len(from) == 0 {
			continue
		}
		if err := v.replace(ctx, c, from, to, w); err != nil {
			return err
		}
	}
}

// renew looks at one value, and makes it anew if it or its mark stands under a former key. What can't be made anew counts as a
// failure.
func (v *Vault) renew(c *Column, l *line, w *Walked, write bool) (next line, stale bool) {
	if len(l.sealed) == 0 { // NULL: nothing is kept here
		return next, false
	}
	w.Values++
	p := Place{c.Table, c.Column, l.row}
	id, _, err := keyOf(p, l.sealed)
	if err != nil {
		w.failed(p)
		return next, false
	}
	w.Uses[id]++
	k, now := v.known.Load(), v.st.Now()
	last := current(k.seals, now)
	marked := c.Mark != nil && len(l.mark) > 0
	old := id != last.ID
	if marked && len(k.index) == 1 && !(old && write) {
		w.Uses[k.index[0].ID]++ // there is but one key that it can be of
		marked = false
	}
	if !marked && !(old && write) {
		return next, false
	}
	plain, err := v.Open(p, l.sealed)
	if err != nil {
		w.failed(p)
		return next, false
	}
	next = *l
	if marked {
		kind, normal := c.Mark.Of(l.by.String, plain)
		if !v.countMark(k, l.mark, kind, normal, w) {
			w.failed(p)
			return next, false
		}
		next.mark = current(k.index, now).mark(kind, normal)
		stale = !hmac.Equal(next.mark, l.mark)
	}
	if old {
		next.sealed, stale = last.seal(p, plain), true
	}
	return next, stale
}

// countMark finds the key that a mark was made with.
func (v *Vault) countMark(k *known, mark []byte, kind, normal string, w *Walked) bool {
	for _, l := range k.index {
		if hmac.Equal(l.mark(kind, normal), mark) {
			w.Uses[l.ID]++
			return true
		}
	}
	return false
}

func (v *Vault) replace(ctx context.Context, c *Column, from, to []line, w *Walked) error {
	var changed, overtaken int64
	err := v.st.UpdateSlow(ctx, func(tx *store.Tx) error {
		changed, overtaken = 0, 0
		var rows []store.ID
		for i := range from {
			done, err := replaceLine(tx, c, &from[i], &to[i])
			switch {
			case err != nil:
				return err
			case done:
				changed++
				rows = append(rows, from[i].row)
			default:
				overtaken++
			}
		}
		if c.Changed == nil || len(rows) == 0 {
			return nil
		}
		return c.Changed(tx, rows)
	})
	if err == nil {
		w.Changed += changed
		w.Overtaken += overtaken
	}
	return err
}
