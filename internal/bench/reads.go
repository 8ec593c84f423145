package bench

import (
	"bytes"
	"context"
	"io"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// reads measures what is read of an account with c.Big postings that grew over thirty bank dates among others.
func reads(ctx context.Context, c *Config, r *Report) error {
	c.Log(label("building an account with", c.Big, "postings"))
	b, err := newBank(ctx, c.Dir, min(c.Accounts, 10_000))
	if err != nil {
		return err
	}
	defer b.close()
	first, err := b.fill(ctx, c.Big)
	if err != nil {
		return err
	}
	big := b.accounts[0]
	a, err := b.led.Account(ctx, big)
	if err != nil {
		return err
	}
	top := a.Balance.Sequence
	timed := func(name, unit string, n int, read func(i int) error) error {
		c.Log(name)
		took := make([]time.Duration, n)
		var total time.Duration
		for i := range took {
			start := time.Now()
			if err := read(i); err != nil {
				return err
			}
			took[i] = time.Since(start)
			total += took[i]
		}
		r.Rows = append(r.Rows, Row{Scenario: name, Unit: unit, Rate: float64(n) / total.Seconds(),
			P50Micros: percentile(took, 50), P99Micros: percentile(took, 99), Note: label(top, "postings")})
		return nil
	}
	if err := timed("newest page of 50", "reads", 2_000, func(int) error {
		_, err := b.led.Postings(ctx, big, 0, 50)
		return err
	}); err != nil {
		return err
	}
	if err := timed("page of 50 anywhere", "reads", 2_000, func(int) error {
		_, err := b.led.Postings(ctx, big, 1+b.rng.Int63n(top), 50)
		return err
	}); err != nil {
		return err
	}
	for _, by := range []struct {
		name string
		read func(context.Context, ledger.AccountID, calendar.Date) error
	}{
		{"balance as of a bank date", func(ctx context.Context, id ledger.AccountID, d calendar.Date) error {
			_, err := b.led.BalanceAsOf(ctx, id, d)
			return err
		}},
		{"balance as of a value date", func(ctx context.Context, id ledger.AccountID, d calendar.Date) error {
			_, err := b.led.BalanceAtValue(ctx, id, d)
			return err
		}},
	} {
		if err := timed(by.name, "reads", 2_000, func(int) error {
			return by.read(ctx, big, first+calendar.Date(b.rng.Intn(bigDays)))
		}); err != nil {
			return err
		}
	}
	return b.exports(ctx, c, r, big, first)
}

// bigDays is over how many bank dates the big account grows.
const bigDays = 30

// fill posts transfers with the first account until it has n postings; every tenth goes between others, and one in
// fifty has a value date of its own.
func (b *bank) fill(ctx context.Context, n int) (first calendar.Date, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) error {
		first, _ = tx.BankDate()
		return nil
	})
	for d := range bigDays {
		day := first + calendar.Date(d)
		if d > 0 {
			err = b.st.Update(ctx, func(tx *store.Tx) error {
				if err := b.led.OpenDay(tx, day); err != nil {
					return err
				}
				return b.led.CloseDay(tx, day-1)
			})
		}
		for left := n * 10 / 9 / bigDays; left > 0 && err == nil; left -= ledger.MaxBatch {
			es := b.transfers(min(left, ledger.MaxBatch), true)
			for i, e := range es {
				if i%10 == 9 {
					e.Postings[0].Account, e.Postings[1].Account = b.pair(false)
				}
				if i%50 == 7 {
					e.ValueDate = day - 2
				}
			}
			err = b.post(ctx, es)
		}
		if err != nil {
			return first, err
		}
	}
	return first, nil
}

// exports streams the whole statement in every format.
func (b *bank) exports(ctx context.Context, c *Config, r *Report, big ledger.AccountID, first calendar.Date) error {
	for _, format := range []string{"csv", "jsonl", "camt053"} {
		name := "statement export, " + format
		c.Log(name)
		s, err := b.led.Statement(ctx, big, first, first+bigDays)
		if err != nil {
			return err
		}
		w := &counter{}
		start := time.Now()
		if err := b.led.Export(ctx, w, s, ledger.ExportOptions{Format: format, Lang: "zh"}); err != nil {
			return err
		}
		took := time.Since(start)
		lines := float64(s.Account.Balance.Sequence)
		r.Rows = append(r.Rows, Row{Scenario: name, Unit: "lines", Rate: lines / took.Seconds(),
			Note: label(int64(lines), "lines,", w.n>>20, "MiB")})
	}
	return nil
}

// counter counts what is written to it.
type counter struct{ n, lines int64 }

var _ io.Writer = (*counter)(nil)

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	c.lines += int64(bytes.Count(p, []byte{'\n'}))
	return len(p), nil
}
