package bench

import (
	"context"
	"os"
	"runtime"
	"time"

	"tonghui/core/ledger"
)

// soak posts c.Soak transfers in batches and compares the first tenth with the last: rate and memory.
func soak(ctx context.Context, c *Config, r *Report) error {
	b, err := newBank(ctx, c.Dir, c.Accounts)
	if err != nil {
		return err
	}
	defer b.close()
	tenth := c.Soak / 10
	var firstRate float64
	var firstRSS int64
	for i := range 10 {
		start, posted, before := time.Now(), 0, usageOf(os.Getpid())
		for posted < tenth {
			if err := b.post(ctx, b.transfers(ledger.MaxBatch, false)); err != nil {
				return err
			}
			posted += ledger.MaxBatch
		}
		rate := float64(posted) / time.Since(start).Seconds()
		used := usageOf(os.Getpid()).since(before)
		cpu := float64(used.cpu.Microseconds()) / float64(posted)
		runtime.GC()
		rss := usageOf(os.Getpid()).rss
		if i == 0 {
			firstRate, firstRSS = rate, rss
		}
		c.Log(label("soak", (i+1)*10, "%:", number(rate, 0), "transfers/s,", number(cpu, 1), "µs,", rss>>20, "MiB resident"))
		if i == 0 || i == 9 {
			r.Rows = append(r.Rows, Row{Scenario: label("soak of", c.Soak, "transfers, tenth", i+1), Unit: "transfers", Rate: rate,
				Ratio: rate / firstRate, CeilingRate: firstRate, CPUMicros: cpu, Bytes: float64(used.written) / float64(posted),
				Note: label(rss>>20, "MiB resident,", (rss-firstRSS)>>20, "MiB more than after the first tenth")})
		}
	}
	return nil
}
