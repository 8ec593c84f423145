package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
)

// step is one thing a random closure does.
type step struct {
	Do    string // insert, add, bump, read, day, savepoint, fail, panic, swallow
	Word  string
	Inner []step
}

// world is the model: what the bank holds, and what the running closure has put into its buffer.
type world struct {
	rows    []string
	pending []string
	n       map[string]int64
	day     int64
}

func (m *world) copy() world {
	n := map[string]int64{}
	for k, v := range m.n {
		n[k] = v
	}
	return world{slices.Clone(m.rows), slices.Clone(m.pending), n, m.day}
}

// flush moves the buffer into the table; a duplicate makes it fail until its row is cut.
func (m *world) flush() error {
	for i, w := range m.pending {
		if slices.Contains(m.rows, w) || slices.Contains(m.pending[:i], w) {
			return ErrDuplicate
		}
	}
	m.rows, m.pending = append(m.rows, m.pending...), nil
	return nil
}

func (m *world) savepoint(steps []step, saw *[]string) error {
	before := m.copy()
	err := m.run(steps, saw)
	if err == nil {
		err = m.flush()
	}
	if err != nil {
		*m = before
	}
	return err
}

func (m *world) run(steps []step, saw *[]string) error {
	for _, s := range steps {
		var err error
		switch s.Do {
		case "insert":
			if err = m.flush(); err == nil {
				m.pending = []string{s.Word}
				if err = m.flush(); err != nil {
					m.pending = nil
				}
			}
		case "add":
			m.pending = append(m.pending, s.Word)
		case "bump":
			m.n[s.Word]++
			*saw = append(*saw, fmt.Sprint(m.n[s.Word]))
		case "read":
			if err = m.flush(); err == nil {
				*saw = append(*saw, fmt.Sprint(len(m.rows), m.n[s.Word]))
			}
		case "day":
			m.day++
		case "savepoint":
			err = m.savepoint(s.Inner, saw)
		case "swallow":
			if e := m.savepoint(s.Inner, saw); errors.Is(e, errPanic) {
				err = e // nothing stops a panic below the update itself
			}
		case "fail":
			err = errBoom
		case "panic":
			err = errPanic
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bank runs the same steps on a store.
type bank struct {
	s    *Store
	rows *Appender
	n    *counters
}

func (b *bank) run(tx *Tx, steps []step, saw *[]string) error {
	for _, s := range steps {
		var err error
		switch s.Do {
		case "insert":
			err = insertRow(tx, s.Word)
		case "add":
			b.rows.Add(int64(tx.NewID()), s.Word)
		case "bump":
			var n int64
			if n, err = b.n.bump(tx, s.Word); err == nil {
				*saw = append(*saw, fmt.Sprint(n))
			}
		case "read":
			err = b.read(tx, s.Word, saw)
		case "day":
			d, _ := tx.BankDate()
			tx.SetBankDate(d + 1)
		case "savepoint":
			err = tx.Savepoint(func() error { return b.run(tx, s.Inner, saw) })
		case "swallow":
			_ = tx.Savepoint(func() error { return b.run(tx, s.Inner, saw) })
		case "fail":
			err = errBoom
		case "panic":
			panic(errPanic)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bank) read(tx *Tx, word string, saw *[]string) error {
	rows, _, err := One(tx, Value[int64], "SELECT count(*) FROM t_rows")
	if err != nil {
		return err
	}
	n, _, err := One(tx, Value[int64], "SELECT n FROM t_counters WHERE name = ?", word)
	*saw = append(*saw, fmt.Sprint(rows, n))
	return err
}

func (b *bank) state(t *rapid.T) (w world) {
	w.n = map[string]int64{}
	err := b.s.View(ctx, func(v *View) (err error) {
		if w.rows, err = All(v, Value[string], "SELECT word FROM t_rows ORDER BY word"); err != nil {
			return err
		}
		type pair struct {
			name string
			n    int64
		}
		all, err := All(v, func(s Scanner) (p pair, err error) { err = s.Scan(&p.name, &p.n); return p, err },
			"SELECT name, n FROM t_counters")
		for _, p := range all {
			w.n[p.name] = p.n
			if b.n.n[p.name] != 0 && b.n.n[p.name] != p.n {
				t.Errorf("cache of %s: %d, row: %d", p.name, b.n.n[p.name], p.n)
			}
		}
		if err == nil {
			w.day, _, err = One(v, Value[int64], "SELECT bank_date FROM store_bank WHERE id = 1")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func drawSteps(t *rapid.T, depth int) []step {
	kinds := []string{"insert", "add", "add", "bump", "bump", "read", "day", "fail"}
	if depth < 3 {
		kinds = append(kinds, "savepoint", "swallow", "swallow", "panic")
	}
	steps := make([]step, rapid.IntRange(0, 5).Draw(t, "steps"))
	for i := range steps {
		steps[i].Do = rapid.SampledFrom(kinds).Draw(t, "do")
		steps[i].Word = rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}).Draw(t, "word")
		if steps[i].Do == "savepoint" || steps[i].Do == "swallow" {
			steps[i].Inner = drawSteps(t, depth+1)
		}
	}
	return steps
}

// class is what must agree of an error.
func class(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, ErrDuplicate):
		return "duplicate"
	case errors.Is(err, errBoom):
		return "boom"
	}
	return "panic"
}

// Random histories come out the same in the model and in the store, with updates in groups, one a commit, and in
// careful mode.
func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		programs := make([][]step, rapid.IntRange(1, 8).Draw(rt, "updates"))
		for i := range programs {
			programs[i] = drawSteps(rt, 0)
		}
		model := world{n: map[string]int64{}}
		var want []string
		for _, p := range programs {
			var saw []string
			err := model.savepoint(p, &saw)
			want = append(want, fmt.Sprint(class(err), saw))
		}
		slices.Sort(model.rows)
		for k, v := range model.n {
			if v == 0 {
				delete(model.n, k)
			}
		}
		for name, opt := range map[string]Options{"group": {}, "no group": {NoGroup: true}, "careful": {Careful: true}} {
			opt.CacheMB, opt.Readers = 2, 1
			got, state := runBank(t, rt, opt, programs)
			if !slices.Equal(got, want) {
				rt.Errorf("%s: answers\n%v, want\n%v", name, got, want)
			}
			for k, v := range state.n {
				if v == 0 {
					delete(state.n, k)
				}
			}
			if a, b := fmt.Sprint(state), fmt.Sprint(model); a != b {
				rt.Errorf("%s: state %s, want %s", name, a, b)
			}
		}
	})
}

func runBank(t *testing.T, rt *rapid.T, opt Options, programs [][]step) (got []string, state world) {
	path := filepath.Join(TestDir(t), fmt.Sprintf("bank%d.db", time.Now().UnixNano()))
	if err := os.WriteFile(path, testTemplate(t, []Schema{testSchema}), 0o600); err != nil {
		rt.Fatal(err)
	}
	s, err := Open(ctx, path, opt)
	if err != nil {
		rt.Fatal(err)
	}
	defer s.Close()
	b := &bank{s: s, rows: NewAppender("t_rows", "id", "word")}
	s.AddBuffer(func() Buffer { return b.rows })
	b.n = addCounters(s)
	saw := make([][]string, len(programs))
	fns := make([]func(*Tx) error, len(programs))
	for i, p := range programs {
		fns[i] = func(tx *Tx) error {
			saw[i] = nil
			return b.run(tx, p, &saw[i])
		}
	}
	for i, err := range together(t, s, fns...) {
		got = append(got, fmt.Sprint(class(err), saw[i]))
	}
	state = b.state(rt)
	var day calendar.Date
	_ = s.Update(ctx, func(tx *Tx) error { day, _ = tx.BankDate(); return nil })
	if int64(day) != state.day {
		rt.Errorf("bank date %d in memory, %d on disk", day, state.day)
	}
	return got, state
}
