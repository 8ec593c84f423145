package bench

import (
	"context"
	"math/rand"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// serverLoads are the scenarios on a server: how many batches of which size are under way at once.
var serverLoads = []struct{ size, atOnce int }{{1, 64}, {100, 16}, {1_000, 4}, {8_000, 4}}

// onServer posts batches into a database on a server and into SQLite, in the same way and the same run.
func onServer(ctx context.Context, c *Config, r *Report) (err error) {
	if c.keys, err = os.MkdirTemp("", "tonghui-bench-keys-"); err != nil { // one log in the server's database, one key
		return err
	}
	defer func() { _ = os.RemoveAll(c.keys) }()
	for _, l := range serverLoads {
		var random float64
		for _, hot := range []bool{false, true} {
			name := label("in process,", l.atOnce, "batches of", l.size, "at once")
			if hot {
				name += ", one hot account"
			}
			var beside float64
			for _, dsn := range []string{"", c.DSN} {
				row, engine, err := concurrently(ctx, c, dsn, l.size, l.atOnce, hot)
				if err != nil {
					return err
				}
				row.Scenario = engine + ": " + name
				c.Log(row.Scenario)
				switch {
				case dsn == "":
					beside = row.Rate
				case hot:
					row.Note = label("of SQLite", number(row.Rate/beside, 2)+", hot / random =", number(row.Rate/random, 2))
				default:
					random = row.Rate
					row.Note = label("of SQLite", number(row.Rate/beside, 2))
				}
				r.Rows = append(r.Rows, row)
			}
		}
	}
	return nil
}

// concurrently posts batches, several at a time, for a while.
func concurrently(ctx context.Context, c *Config, dsn string, size, atOnce int, hot bool) (Row, string, error) {
	b, err := bankOn(ctx, c, dsn)
	if err != nil {
		return Row{}, "", err
	}
	defer b.close()
	if err := b.post(ctx, b.transfers(min(size, 1_000), hot)); err != nil { // warm up
		return Row{}, "", err
	}
	b.calm()
	var (
		mutex   sync.Mutex
		took    []time.Duration
		failure error
		all     sync.WaitGroup
		batches atomic.Int64
	)
	conflicts := b.st.Stats().Conflicts.Load()
	begin := time.Now()
	for worker := range atOnce {
		all.Go(func() {
			own := *b
			own.rng = rand.New(rand.NewSource(int64(worker)))
			own.mark = b.mark + strconv.FormatInt(int64(worker), 36) + "-"
			for time.Since(begin) < c.Each {
				entries := own.transfers(size, hot)
				start := time.Now()
				err := own.post(ctx, entries)
				mutex.Lock()
				took = append(took, time.Since(start))
				if err != nil {
					failure = err
				}
				mutex.Unlock()
				if err != nil {
					return
				}
				batches.Add(1)
			}
		})
	}
	all.Wait()
	n, passed := float64(batches.Load())*float64(size), time.Since(begin)
	row := Row{Rate: n / passed.Seconds(), Unit: "transfers", P50Micros: percentile(took, 50), P99Micros: percentile(took, 99)}
	if lost := b.st.Stats().Conflicts.Load() - conflicts; lost > 0 {
		c.Log(label(lost, "conflicts"))
	}
	return row, string(b.st.Engine()), failure
}

// bankOn is a fresh bank in a file, or fresh accounts in a server's database.
func bankOn(ctx context.Context, c *Config, dsn string) (*bank, error) {
	if dsn == "" {
		return newBank(ctx, c.Dir, c.Accounts)
	}
	b := &bank{dsn: dsn, keys: c.keys, mark: strconv.FormatInt(time.Now().UnixMilli(), 36), rng: rand.New(rand.NewSource(1))}
	return b, b.found(ctx, c.Accounts)
}
