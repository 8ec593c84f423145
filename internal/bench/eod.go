package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/dayend"
	"tonghui/core/account/interest"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// EODConfig is what `tonghui bench eod` is asked for.
type EODConfig struct {
	Config
	Holders int // interest-bearing accounts; default 1,000,000
	Rate    int // payments a second beside the end of day; default 500
}

// eodDay1 is the first bank date of the measured bank: two days before interest is settled.
var eodDay1 = calendar.MustOf(2026, 3, 18)

// EOD closes three dates of a bank whose accounts all bear interest, while payments go on: one on which every account moved, a
// usual one on which one in ten did, and one that settles the quarter's interest; before them the payments alone.
func EOD(ctx context.Context, c EODConfig) (*Report, error) {
	c.defaults()
	if c.Holders == 0 {
		c.Holders = 1_000_000
	}
	if c.Rate == 0 {
		c.Rate = 500
	}
	r := &Report{Machine: machine(), Started: time.Now()}
	c.Log(fmt.Sprintf("opening %d interest-bearing accounts", c.Holders))
	b, err := newEODBank(ctx, &c)
	if err != nil {
		return r, err
	}
	defer b.close()
	c.Log("payments alone")
	load := b.pay(ctx, c.Rate)
	time.Sleep(c.Each)
	latencies, err := load.stop()
	if err != nil {
		return r, err
	}
	r.Rows = append(r.Rows, Row{Scenario: "payments alone", Rate: float64(len(latencies)) / c.Each.Seconds(), Unit: "payments",
		P50Micros: percentile(latencies, 50), P99Micros: percentile(latencies, 99)})
	for _, day := range []struct {
		name  string
		moves int
	}{{"every account moved", 0}, {"one account in ten moved", c.Holders / 20}, {"one in ten moved, and the quarter is settled", c.Holders / 20}} {
		c.Log("end of day: " + day.name)
		if err := b.trade(ctx, day.moves); err != nil {
			return r, err
		}
		row, err := b.measure(ctx, &c)
		if err != nil {
			return r, err
		}
		row.Scenario = "end of day, " + day.name
		r.Rows = append(r.Rows, row)
	}
	return r, nil
}

// eodBank is a bank with interest and ends of day.
type eodBank struct {
	bank
	in   *interest.Interest
	end  *dayend.DayEnd
	cash ledger.AccountID
}

func newEODBank(ctx context.Context, c *EODConfig) (*eodBank, error) {
	dir, err := os.MkdirTemp(c.Dir, "tonghui-bench-")
	if err != nil {
		return nil, err
	}
	b := &eodBank{bank: bank{dir: dir, keys: dir, mark: "01JZ", rng: rand.New(rand.NewSource(1))}}
	for _, step := range []func(context.Context) error{b.open, b.found, func(ctx context.Context) error { return b.fill(ctx, c.Holders) }} {
		if err := step(ctx); err != nil {
			b.close()
			return nil, err
		}
	}
	return b, nil
}

// open builds the rooms and has their work done, as a real bank does.
func (b *eodBank) open(ctx context.Context) error {
	st, err := store.Open(ctx, b.path(), store.Options{})
	if err != nil {
		return err
	}
	b.st = st
	schemas := append(Schemas(), store.Schema{Module: "interest", Files: interest.Schema()}, store.Schema{Module: "dayend", Files: dayend.Schema()})
	if _, err := st.Migrate(ctx, "bench", schemas...); err != nil {
		return err
	}
	key, err := audit.LoadOrMakeKey(filepath.Join(b.keys, "bank.db.audit.key"), "bench.example/audit")
	if err != nil {
		return err
	}
	log := audit.New(st, audit.Config{Key: key})
	queue := jobs.New(st, jobs.Options{})
	b.led = ledger.New(st, ledger.Options{Audit: log, Days: queue})
	b.in = interest.New(st, b.led, interest.Options{Audit: log})
	b.end = dayend.New(st, b.led, b.in.Steps(), dayend.Options{Audit: log})
	room := b.led.Module()
	if err := errors.Join(queue.Register(room.Jobs...), queue.Schedule(room.Schedules...)); err != nil {
		return err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	if err := queue.Start(running); err != nil {
		stop()
		return err
	}
	var sequencer sync.WaitGroup
	sequencer.Go(func() { log.Run(running) })
	b.rest = func() {
		_ = queue.Stop(ctx)
		stop()
		sequencer.Wait()
	}
	b.calm = func() {
		for log.Stats().Sequenced.Load() < log.Stats().Notes.Load() && ctx.Err() == nil {
			if n, err := log.Sequence(ctx); n == 0 || err != nil {
				return
			}
		}
	}
	return nil
}

// found makes the chart, the rates and the bank's own account.
func (b *eodBank) found(ctx context.Context) error {
	return b.st.Update(ctx, func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		if err := b.led.OpenDay(tx, eodDay1); err != nil {
			return err
		}
		if err := b.in.Found(tx); err != nil {
			return err
		}
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: "1001-0001-bench", Code: "1001", Currency: "CNY", Branch: "0001", Name: "bench"})
		if err == nil {
			b.cash = a.ID
		}
		return err
	})
}

// fill opens accounts in ten branches, and pays something into each of them.
func (b *eodBank) fill(ctx context.Context, holders int) error {
	for len(b.accounts) < holders {
		n := min(2_000, holders-len(b.accounts))
		first := len(b.accounts)
		err := b.st.Update(ctx, func(tx *store.Tx) error {
			b.accounts = b.accounts[:first]
			return b.openHolders(tx, n)
		})
		if err != nil {
			return err
		}
	}
	b.calm()
	for first := 0; first < holders; first += 20 * 255 {
		var entries []*ledger.Entry
		for i := first; i < min(first+20*255, holders); i += 255 {
			e := &ledger.Entry{Kind: "bench", Reference: reference("F", i)}
			sum := money.Amount(0)
			for _, id := range b.accounts[i:min(i+255, holders)] {
				amount := money.Amount(1 + b.rng.Intn(5_000_000))
				sum += amount
				e.Postings = append(e.Postings, ledger.Posting{Account: id, Amount: -amount})
			}
			e.Postings = append(e.Postings, ledger.Posting{Account: b.cash, Amount: sum})
			entries = append(entries, e)
		}
		if err := b.post(ctx, entries); err != nil {
			return err
		}
	}
	return nil
}

func (b *eodBank) openHolders(tx *store.Tx, n int) error {
	ns := make([]ledger.NewAccount, n)
	for i := range ns {
		k := len(b.accounts) + i
		ns[i] = ledger.NewAccount{Number: fmt.Sprintf("B%s%08d", b.mark, k), Code: "2011", Currency: "CNY",
			Branch: ledger.Branch(fmt.Sprintf("%04d", 1+k%10)), Name: "bench", Limits: ledger.AtLeast(-1 << 40)}
	}
	as, err := b.led.OpenAccounts(tx, ns)
	if err != nil {
		return err
	}
	for _, a := range as {
		b.accounts = append(b.accounts, a.ID)
		err := b.in.Begin(tx, interest.Terms{Account: a.ID, Branch: a.Branch, Currency: a.Currency, Product: "demand",
			RateCode: interest.DemandCode, From: eodDay1})
		if err != nil {
			return err
		}
	}
	return nil
}

// trade posts transfers between accounts, so that about twice as many have moved.
func (b *eodBank) trade(ctx context.Context, transfers int) error {
	for done := 0; done < transfers; {
		n := min(1_000, transfers-done)
		if err := b.post(ctx, b.transfers(n, false)); err != nil {
			return err
		}
		done += n
	}
	b.calm()
	return nil
}

// measure closes a date beside the payments.
func (b *eodBank) measure(ctx context.Context, c *EODConfig) (Row, error) {
	before := usageOf(os.Getpid())
	groups := b.st.Stats().Groups.Load()
	load := b.pay(ctx, c.Rate)
	start := time.Now()
	var run dayend.Run
	err := b.st.Update(ctx, func(tx *store.Tx) (err error) {
		run, err = b.end.Start(ctx, tx)
		return err
	})
	if err == nil {
		err = b.end.Work(ctx)
	}
	took := time.Since(start)
	latencies, failed := load.stop()
	if err = errors.Join(err, failed); err != nil {
		return Row{}, err
	}
	if err := b.st.View(ctx, func(v *store.View) (err error) {
		run, err = b.end.Get(v, run.Date)
		return err
	}); err != nil {
		return Row{}, err
	}
	if run.State != dayend.Done {
		return Row{}, fmt.Errorf("bench: the end of day stands at %s: %+v", run.Step, run.Finding)
	}
	used := usageOf(os.Getpid()).since(before)
	n := float64(len(b.accounts))
	note := fmt.Sprintf("%.1f s; payments %.0f/s, p50 and p99 are theirs;", took.Seconds(), float64(len(latencies))/took.Seconds())
	for _, s := range run.Steps {
		note += fmt.Sprintf(" %s %.1f s", s.Name, s.EndedAt.Sub(*s.StartedAt).Seconds())
	}
	return Row{Rate: n / took.Seconds(), Unit: "accounts", P50Micros: percentile(latencies, 50), P99Micros: percentile(latencies, 99),
		CPUMicros: float64(used.cpu.Microseconds()) / n, Bytes: float64(used.written) / n,
		Syncs: float64(b.st.Stats().Groups.Load()-groups) / n, Note: note}, nil
}

// eodLoad is a generator of payments that keeps its pace whatever the bank does: a late answer doesn't delay the next payment, and
// the time of each counts from when it was due.
type eodLoad struct {
	quit      chan struct{}
	done      sync.WaitGroup
	mu        sync.Mutex
	latencies []time.Duration
	failed    error
}

func (b *eodBank) pay(ctx context.Context, rate int) *eodLoad {
	l := &eodLoad{quit: make(chan struct{})}
	l.done.Go(func() {
		start := time.Now()
		for i := 0; ; i++ {
			due := start.Add(time.Duration(i) * time.Second / time.Duration(rate))
			t := time.NewTimer(time.Until(due))
			select {
			case <-l.quit:
				t.Stop()
				return
			case <-t.C:
			}
			entry := b.transfers(1, false)
			l.done.Go(func() { l.count(due, b.post(ctx, entry)) })
		}
	})
	return l
}

func (l *eodLoad) count(due time.Time, err error) {
	took := time.Since(due)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.latencies = append(l.latencies, took)
	if err != nil {
		l.failed = err
	}
}

func (l *eodLoad) stop() ([]time.Duration, error) {
	close(l.quit)
	l.done.Wait()
	return l.latencies, l.failed
}
