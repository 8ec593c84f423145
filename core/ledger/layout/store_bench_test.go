package layout

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"sync"
	"testing"

	"modernc.org/sqlite/vtab"
)

// BenchmarkInsert compares the ways to hand a batch of 8,000 transfer rows to the driver. One operation is one batch, with
// its commit.
func BenchmarkInsert(b *testing.B) {
	const batch = 8000
	columns, text := packedRows{}.insert()
	b.Run("bound straight, 64 rows", func(b *testing.B) { benchBound(b, batch, 64) })
	b.Run("bound straight, 1 row", func(b *testing.B) { benchBound(b, batch, 1) })
	b.Run("database/sql, 64 rows", func(b *testing.B) { benchPool(context.Background(), b, batch, 64, columns, text) })
	b.Run("database/sql, 1 row", func(b *testing.B) { benchPool(context.Background(), b, batch, 1, columns, text) })
	b.Run("database/sql, 1 row, cancellable", func(b *testing.B) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		benchPool(ctx, b, batch, 1, columns, text)
	})
	b.Run("virtual table", func(b *testing.B) { benchVirtual(b, batch, columns, text) })
}

// feed makes the values of the next batch outside the clock.
func feed(b *testing.B, load *Workload, accounts *Accounts, out *Outcome, n int, values []any) []any {
	b.StopTimer()
	values = values[:0]
	batch := load.Next(n)
	Apply(batch, accounts, out)
	for i := range batch {
		values = packedRows{}.values(&batch[i], out.Postings[out.First[i]:], values)
	}
	b.StartTimer()
	return values
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func benchBound(b *testing.B, batch, full int) {
	load := Workload{Accounts: 100_000, Total: 10_000_000, Seed: 1}
	accounts, out, values := load.Start(), &Outcome{}, []any(nil)
	c, err := open(Settings{Path: filepath.Join(b.TempDir(), "trial.db"), PageSize: 8192, CacheMB: 64, AutoCheckpoint: 4000})
	must(b, err)
	defer c.close()
	must(b, c.run(packedRows{}.schema()))
	columns, text := packedRows{}.insert()
	into, err := newRows(c, full, columns, text, "")
	must(b, err)
	for range b.N {
		values = feed(b, &load, accounts, out, batch, values)
		must(b, c.run("BEGIN IMMEDIATE"))
		for at := 0; at < len(values); at += columns {
			must(b, into.add(values[at:at+columns]...))
		}
		must(b, into.flush())
		must(b, c.run("COMMIT"))
	}
}

func benchPool(ctx context.Context, b *testing.B, batch, full, columns int, text string) {
	load := Workload{Accounts: 100_000, Total: 10_000_000, Seed: 1}
	accounts, out, values := load.Start(), &Outcome{}, []any(nil)
	path := filepath.Join(b.TempDir(), "trial.db")
	c, err := open(Settings{Path: path, PageSize: 8192, CacheMB: 64, AutoCheckpoint: 4000})
	must(b, err)
	must(b, c.run(packedRows{}.schema()))
	must(b, c.close())
	db, err := sql.Open("sqlite", path+"?_pragma=synchronous(2)&_pragma=cache_size(-65536)&_pragma=wal_autocheckpoint(4000)")
	must(b, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	st, err := db.Prepare(multiRow(text, columns, full))
	must(b, err)
	for range b.N {
		values = feed(b, &load, accounts, out, batch, values)
		tx, err := db.BeginTx(ctx, nil)
		must(b, err)
		inside := tx.StmtContext(ctx, st)
		for at := 0; at < len(values); at += columns * full {
			_, err := inside.ExecContext(ctx, values[at:at+columns*full]...)
			must(b, err)
		}
		must(b, tx.Commit())
	}
}

// benchVirtual lets SQLite pull the rows from a virtual table over the batch: one statement a batch, nothing bound.
func benchVirtual(b *testing.B, batch, columns int, text string) {
	load := Workload{Accounts: 100_000, Total: 10_000_000, Seed: 1}
	accounts, out := load.Start(), &Outcome{}
	source.columns = columns
	must(b, register())
	c, err := open(Settings{Path: filepath.Join(b.TempDir(), "trial.db"), PageSize: 8192, CacheMB: 64, AutoCheckpoint: 4000})
	must(b, err)
	defer c.close()
	must(b, c.run(packedRows{}.schema()))
	must(b, c.run("CREATE VIRTUAL TABLE temp.batch USING layout_batch"))
	pull := text[:len(text)-len("VALUES ")] + "SELECT a,b,c,d,e,f FROM temp.batch"
	for range b.N {
		source.values = feed(b, &load, accounts, out, batch, source.values)
		must(b, c.run("BEGIN IMMEDIATE"))
		must(b, c.run(pull))
		must(b, c.run("COMMIT"))
	}
}

// source is the virtual table of benchVirtual.
var source = &batchTable{}

type batchTable struct {
	columns int
	values  []any
}

type batchCursor struct{ at int }

func (t *batchTable) Create(ctx vtab.Context, _ []string) (vtab.Table, error) {
	return t, ctx.Declare("CREATE TABLE x(a INTEGER, b TEXT, c TEXT, d INTEGER, e BLOB, f BLOB)")
}
func (t *batchTable) Connect(ctx vtab.Context, args []string) (vtab.Table, error) {
	return t.Create(ctx, args)
}
func (*batchTable) BestIndex(*vtab.IndexInfo) error           { return nil }
func (*batchTable) Open() (vtab.Cursor, error)                { return &batchCursor{}, nil }
func (*batchTable) Disconnect() error                         { return nil }
func (*batchTable) Destroy() error                            { return nil }
func (c *batchCursor) Filter(int, string, []vtab.Value) error { c.at = 0; return nil }
func (c *batchCursor) Next() error                            { c.at += source.columns; return nil }
func (c *batchCursor) Eof() bool                              { return c.at >= len(source.values) }
func (c *batchCursor) Column(i int) (driver.Value, error)     { return source.values[c.at+i], nil }
func (c *batchCursor) Rowid() (int64, error)                  { return int64(c.at), nil }
func (*batchCursor) Close() error                             { return nil }

// register makes the module known once in the process.
var register = sync.OnceValue(func() error { return vtab.RegisterModule(nil, "layout_batch", source) })
