package bench

import (
	"context"
	"os"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Config is what `tonghui bench ledger` is asked for.
type Config struct {
	Dir      string        // where the databases go; the disk that is measured
	Accounts int           // default 100,000
	Each     time.Duration // how long each scenario runs; default 5 s
	Binary   string        // the program to serve for the scenarios over HTTP; "" leaves them out
	Soak     int           // transfers to post for the memory and growth figures; 0 leaves it out
	DSN      string        // a server's database to measure beside SQLite; "" leaves it out
	Big      int           // postings of the account that is read; 0 leaves the reads out
	keys     string        // where the audit key of the server's database is
	ceilings map[int]float64
	Only     string       // one group: inprocess, reads, http, soak, server; "" is all
	Log      func(string) // progress
}

func (c *Config) defaults() {
	if c.Accounts == 0 {
		c.Accounts = 100_000
	}
	if c.Each == 0 {
		c.Each = 5 * time.Second
	}
	c.ceilings = map[int]float64{}
	if c.Log == nil {
		c.Log = func(string) {}
	}
}

// batchSizes are the batches of the in-process scenarios.
var batchSizes = []int{1, 100, 1_000, 8_000}

// Ledger runs all scenarios of the ledger.
func Ledger(ctx context.Context, c Config) (*Report, error) {
	c.defaults()
	r := &Report{Machine: machine(), Started: time.Now()}
	for _, g := range []struct {
		name string
		on   bool
		run  func(context.Context, *Config, *Report) error
	}{
		{"inprocess", true, inProcess}, {"reads", c.Big > 0, reads}, {"http", c.Binary != "", overHTTP}, {"soak", c.Soak > 0, soak},
		{"server", c.DSN != "", onServer},
	} {
		if !g.on || c.Only != "" && c.Only != g.name {
			continue
		}
		if err := g.run(ctx, &c, r); err != nil {
			return r, err
		}
	}
	return r, nil
}

// inProcess posts batches through the ledger's own verb, and the same rows through a bare writer.
func inProcess(ctx context.Context, c *Config, r *Report) error {
	for _, size := range batchSizes {
		var random float64
		for _, hot := range []bool{false, true} {
			name := label("in process, batches of", size)
			if hot {
				name += ", one hot account"
			}
			c.Log(name)
			row, ceiling, err := pairOfRuns(ctx, c, size, hot)
			if err != nil {
				return err
			}
			row.Scenario, row.CeilingRate, row.Ratio = name, ceiling, row.Rate/ceiling
			if !hot {
				c.ceilings[size] = ceiling
			}
			if !hot {
				random = row.Rate
			} else {
				row.Note = label("hot / random =", number(row.Rate/random, 2))
			}
			r.Rows = append(r.Rows, row)
		}
	}
	return nil
}

// pairOfRuns measures the ledger, then its ceiling on the rows that the ledger wrote, on the same disk.
func pairOfRuns(ctx context.Context, c *Config, size int, hot bool) (Row, float64, error) {
	b, err := newBank(ctx, c.Dir, c.Accounts)
	if err != nil {
		return Row{}, 0, err
	}
	defer b.close()
	if err := b.post(ctx, b.transfers(min(size, 1_000), hot)); err != nil { // warm up: statements, accounts, pages
		return Row{}, 0, err
	}
	b.calm()
	start, err := b.st.Seq(ctx)
	if err != nil {
		return Row{}, 0, err
	}
	row, batches, err := b.postFor(ctx, size, hot, c.Each)
	if err != nil {
		return Row{}, 0, err
	}
	ceiling, err := bare(ctx, b, start, size, batches)
	return row, ceiling, err
}

func (b *bank) post(ctx context.Context, entries []*ledger.Entry) error {
	return b.st.Update(b.led.WithAccounts(ctx, entries), func(tx *store.Tx) error {
		errs, err := b.led.PostBatch(tx, ledger.Independent, entries)
		for _, e := range errs {
			if e != nil {
				return e
			}
		}
		return err
	})
}

// postFor posts batches one after the other for a while.
func (b *bank) postFor(ctx context.Context, size int, hot bool, each time.Duration) (Row, int, error) {
	var took []time.Duration
	groups, before := b.st.Stats().Groups.Load(), usageOf(os.Getpid())
	var busy time.Duration
	for busy < each {
		entries := b.transfers(size, hot) // making the load is not the bank's work
		start := time.Now()
		if err := b.post(ctx, entries); err != nil {
			return Row{}, 0, err
		}
		took = append(took, time.Since(start))
		busy += took[len(took)-1]
	}
	n := float64(size * len(took))
	used := usageOf(os.Getpid()).since(before)
	return Row{
		Rate: n / busy.Seconds(), Unit: "transfers", P50Micros: percentile(took, 50), P99Micros: percentile(took, 99),
		CPUMicros: float64(used.cpu.Microseconds()) / n, Bytes: float64(used.written) / n,
		Syncs: float64(b.st.Stats().Groups.Load()-groups) / n,
	}, len(took), nil
}
