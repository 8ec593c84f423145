package bench

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"modernc.org/sqlite"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// bareBatch is what one commit of the ledger wrote: its rows, ready to bind.
type bareBatch struct{ entries, balances, segments [][]driver.Value }

// bare writes the rows of a run again, in the same batches with the same sync, as fast as this driver can: prepared
// multi-row statements on the bare driver, rows in order, nothing read, nothing decided. It returns transfers a
// second, the best of two ways to cut statements.
func bare(ctx context.Context, b *bank, start store.Seq, size, batches int) (float64, error) {
	want := min(batches, max(3, 200_000/size), 4_000)
	load, err := capture(ctx, b, start, size, want)
	if err != nil {
		return 0, err
	}
	var best float64
	for _, rows := range []int{64, 256} {
		rate, err := replay(ctx, b, load, size, rows)
		if err != nil {
			return 0, err
		}
		best = max(best, rate)
	}
	return best, nil
}

// capture reads back the rows that the ledger wrote in its first batches after start.
func capture(ctx context.Context, b *bank, start store.Seq, size, batches int) ([]bareBatch, error) {
	out := make([]bareBatch, batches)
	at := int64(start)
	err := b.st.View(ctx, func(v *store.View) error {
		for i := range out {
			rows, err := rawRows(v, 13, "SELECT * FROM ledger_entries WHERE id > ? ORDER BY id LIMIT ?", at, size)
			if err != nil {
				return err
			}
			if len(rows) < size {
				return fmt.Errorf("bench: batch %d has %d rows", i, len(rows))
			}
			at = rows[len(rows)-1][0].(int64)
			out[i].entries = rows
			if out[i].balances, err = balancesAfter(rows); err != nil {
				return err
			}
		}
		segments, err := rawRows(v, 8, "SELECT * FROM ledger_segments WHERE first_entry > ? AND first_entry <= ? ORDER BY first_entry",
			int64(start), at)
		for i := range segments { // which batch closed a segment is not known: spread them evenly
			j := i * batches / len(segments)
			out[j].segments = append(out[j].segments, segments[i])
		}
		return err
	})
	return out, err
}

func rawRows(v *store.View, columns int, query string, args ...any) ([][]driver.Value, error) {
	return store.All(v, func(r store.Scanner) ([]driver.Value, error) {
		values := make([]any, columns)
		dest := make([]any, columns)
		for i := range values {
			dest[i] = &values[i]
		}
		err := r.Scan(dest...)
		row := make([]driver.Value, columns)
		for i := range values {
			row[i] = values[i]
		}
		return row, err
	}, query, args...)
}

// balancesAfter are the balance rows of one commit: the last state of each account that its entries touch.
func balancesAfter(entries [][]driver.Value) ([][]driver.Value, error) {
	last := map[int64][]driver.Value{}
	for _, row := range entries {
		e := ledger.Entry{ID: ledger.EntryID(row[0].(int64))}
		if err := ledger.UnpackPostings(&e, row[11].([]byte)); err != nil {
			return nil, err
		}
		for _, p := range e.Postings {
			last[int64(p.Account)] = []driver.Value{int64(p.Account), int64(p.Balance), int64(0), int64(0), int64(0),
				p.Sequence, int64(e.ID), row[4], int64(0)}
		}
	}
	out := make([][]driver.Value, 0, len(last))
	for _, r := range last {
		out = append(out, r)
	}
	slices.SortFunc(out, func(x, y []driver.Value) int {
		if x[0].(int64) < y[0].(int64) {
			return -1
		}
		return 1
	})
	return out, nil
}

// bareWriter is one bare driver connection with its prepared statements.
type bareWriter struct {
	c     driver.Conn
	rows  int
	stmts map[string]driver.Stmt
	args  []driver.NamedValue
}

// replay writes a load into a copy of the bank as it was made (accounts, no transfers).
func replay(ctx context.Context, b *bank, load []bareBatch, size, rows int) (float64, error) {
	dir, err := os.MkdirTemp(b.dir, "bare-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "bare.db")
	if err := bareBank(ctx, path, b); err != nil {
		return 0, err
	}
	c, err := (&sqlite.Driver{}).Open("file:" + path + store.BareDSN)
	if err != nil {
		return 0, err
	}
	w := &bareWriter{c: c, rows: rows, stmts: map[string]driver.Stmt{}}
	defer func() { _ = c.Close() }()
	start := time.Now()
	for i := range load {
		if err := w.batch(&load[i]); err != nil {
			return 0, err
		}
	}
	return float64(size*len(load)) / time.Since(start).Seconds(), nil
}

// bareBank makes a database with the same schema and the same accounts.
func bareBank(ctx context.Context, path string, b *bank) error {
	st, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	if _, err := st.Migrate(ctx, "bench", Schemas()...); err != nil {
		return errors.Join(err, st.Close())
	}
	var rows [][]driver.Value
	err = b.st.View(ctx, func(v *store.View) (err error) {
		rows, err = rawRows(v, 1, "SELECT id FROM ledger_accounts ORDER BY id")
		return err
	})
	if err == nil {
		err = st.Update(ctx, func(tx *store.Tx) error {
			for _, r := range rows {
				if _, err := tx.Exec(`INSERT INTO ledger_balances (account, balance, held, frozen, frozen_all, seq, head, last_day, date_shift)
					VALUES (?, 0, 0, 0, 0, 0, 0, 0, 0)`, r[0]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return errors.Join(err, st.Close())
}

func (w *bareWriter) batch(b *bareBatch) error {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, t := range []struct {
		head string
		rows [][]driver.Value
	}{
		{"INSERT INTO ledger_entries VALUES ", b.entries},
		{"INSERT INTO ledger_segments VALUES ", b.segments},
		{"REPLACE INTO ledger_balances VALUES ", b.balances},
	} {
		if err := w.insert(t.head, t.rows); err != nil {
			return err
		}
	}
	return w.exec("COMMIT")
}

func (w *bareWriter) insert(head string, rows [][]driver.Value) error {
	for len(rows) > 0 {
		n := w.rows
		for n > len(rows) {
			n /= 2
		}
		w.args = w.args[:0]
		for _, r := range rows[:n] {
			for _, v := range r {
				w.args = append(w.args, driver.NamedValue{Ordinal: len(w.args) + 1, Value: v})
			}
		}
		if err := w.exec(store.MultiRow(head, len(rows[0]), n), w.args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (w *bareWriter) exec(text string, args ...driver.NamedValue) error {
	s, ok := w.stmts[text]
	if !ok {
		var err error
		if s, err = w.c.Prepare(text); err != nil {
			return err
		}
		w.stmts[text] = s
	}
	_, err := s.(driver.StmtExecContext).ExecContext(context.Background(), args)
	return err
}
