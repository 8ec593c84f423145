package store

import "testing"

// counters is a Buffer that also caches committed rows, as the ledger's accounts do: it keeps an undo log.
type counters struct {
	n       map[string]int64
	log     []counterChange
	flushed int
	stale   map[string]bool // rows in SQL that may hold more than memory does since a Cut
	written map[string]bool // rows that the group has written: a Cut may have taken any of them back
}

type counterChange struct {
	name string
	was  int64
}

func addCounters(s *Store) *counters {
	c := &counters{n: map[string]int64{}, stale: map[string]bool{}, written: map[string]bool{}}
	s.AddBuffer(func() Buffer { return c })
	return c
}

func (c *counters) bump(tx *Tx, name string) (int64, error) {
	was, known := c.n[name]
	if !known {
		var err error
		was, _, err = One(tx.Peeker(), Value[int64], "SELECT n FROM t_counters WHERE name = ?", name)
		if err != nil {
			return 0, err
		}
	}
	c.log = append(c.log, counterChange{name, was})
	c.n[name] = was + 1
	return was + 1, nil
}

func (c *counters) Mark() int { return len(c.log) }

func (c *counters) Cut(mark int) {
	for i := len(c.log) - 1; i >= mark; i-- {
		e := c.log[i]
		// The cache keeps the value even if it was read only now: the row may hold more until it is written again.
		c.stale[e.name], c.n[e.name] = true, e.was
	}
	for name := range c.written {
		c.stale[name] = true
	}
	c.log = c.log[:mark]
	c.flushed = min(c.flushed, mark)
}

func (c *counters) Flush(tx *Tx, upTo int) error {
	for _, e := range c.log[min(c.flushed, upTo):upTo] {
		c.stale[e.name] = true
	}
	for name := range c.stale {
		if err := tx.WriteOut("REPLACE INTO t_counters (name, n) VALUES (?, ?)",
			name, c.n[name]); err != nil {
			return err
		}
		delete(c.stale, name)
		c.written[name] = true
	}
	c.flushed = max(c.flushed, upTo)
	return nil
}

func (c *counters) Committed() { c.log, c.flushed = c.log[:0], 0; clear(c.stale); clear(c.written) }

// The third trap: a closure reads what its own buffer holds, and undoing it takes back its own rows only.
func TestReadOwnBuffer(t *testing.T) {
	s := testStore(t)
	rows := NewAppender("t_rows", "id", "word")
	s.AddBuffer(func() Buffer { return rows })
	c := addCounters(s)
	add := func(tx *Tx, word string) { rows.Add(int64(tx.NewID()), word) }
	count := func(tx *Tx) int64 {
		n, _, err := One(tx, Value[int64], "SELECT count(*) FROM t_rows")
		if err != nil {
			t.Error(err)
		}
		return n
	}
	errs := together(t, s,
		func(tx *Tx) error { add(tx, "a"); _, err := c.bump(tx, "x"); return err },
		func(tx *Tx) error {
			add(tx, "b")
			if n := count(tx); n != 2 {
				t.Errorf("own row unseen: %d", n)
			}
			_, _ = c.bump(tx, "x")
			err := tx.Savepoint(func() error {
				add(tx, "c")
				_, _ = c.bump(tx, "x")
				if n := count(tx); n != 3 {
					t.Errorf("savepoint's row unseen: %d", n)
				}
				return errBoom
			})
			wantErr(t, err, errBoom)
			if n := count(tx); n != 2 {
				t.Errorf("savepoint's row stayed: %d", n)
			}
			return nil
		},
		func(tx *Tx) error { add(tx, "d"); _, _ = c.bump(tx, "x"); count(tx); return errBoom },
		func(tx *Tx) error { add(tx, "e"); _, _ = c.bump(tx, "y"); return nil },
	)
	for i, want := range []error{nil, nil, errBoom, nil} {
		wantErr(t, errs[i], want)
	}
	wantWords(t, s, "a b e")
	if err := s.View(ctx, func(v *View) error {
		got, err := All(v, Value[int64], "SELECT n FROM t_counters ORDER BY name")
		if len(got) != 2 || got[0] != 2 || got[1] != 1 {
			t.Errorf("counters %v, want [2 1]", got)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if c.n["x"] != 2 || c.n["y"] != 1 {
		t.Errorf("cache %v", c.n)
	}
}

// A duplicate that shows only when the buffers are written out falls on the update that added it.
func TestDuplicateInBuffer(t *testing.T) {
	s := testStore(t)
	rows := NewAppender("t_rows", "id", "word")
	s.AddBuffer(func() Buffer { return rows })
	careful := make([]bool, 4)
	add := func(i int, word string) func(*Tx) error {
		return func(tx *Tx) error {
			careful[i] = tx.Careful()
			rows.Add(int64(tx.NewID()), word)
			return nil
		}
	}
	errs := together(t, s, add(0, "a"), add(1, "b"), add(2, "a"), add(3, "a word too long"))
	for i, want := range []error{nil, nil, ErrDuplicate} {
		wantErr(t, errs[i], want)
		if !careful[i] {
			t.Errorf("update %d was not told to be careful", i)
		}
	}
	if errs[3] == nil {
		t.Error("a row that breaks its length was taken")
	}
	wantWords(t, s, "a b")
	if n := s.Stats().Reruns.Load(); n != 1 {
		t.Errorf("%d reruns, want 1", n)
	}
}

// More rows than one statement takes, cut in the middle of what was already written.
func TestAppenderCut(t *testing.T) {
	s := testStore(t)
	rows := NewAppender("t_rows", "id", "word")
	s.AddBuffer(func() Buffer { return rows })
	fill := func(tx *Tx, prefix string, n int) {
		for i := range n {
			rows.Add(int64(tx.NewID()), prefix+ID(i).String())
		}
	}
	err := s.Update(ctx, func(tx *Tx) error {
		fill(tx, "a", 100)
		wantErr(t, tx.Savepoint(func() error {
			fill(tx, "b", 150)
			if n, _, err := One(tx, Value[int64], "SELECT count(*) FROM t_rows"); n != 250 || err != nil {
				t.Error(n, err)
			}
			return errBoom
		}), errBoom)
		fill(tx, "c", 3)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(words(t, s)); n != len("a0 ")*10+len("a10 ")*90+len("c0 c1 c2") {
		t.Errorf("%q", words(t, s))
	}
	defer func() {
		if recover() == nil {
			t.Error("a row with a column missing was taken")
		}
	}()
	rows.Add(1)
}
