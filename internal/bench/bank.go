package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sync"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth/client"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// bank is a bank with nothing but accounts, each with an agreed overdraft that is checked at every transfer.
type bank struct {
	dir      string // of the database file, or "" on a server
	dsn      string // of a server's database, or ""
	mark     string // of this bank's references and account numbers, which are unlike those of earlier runs on a server
	keys     string // folder of the audit log's key
	st       *store.Store
	calm     func() // waits until the background has caught up
	rest     func() // ends what runs in the background
	led      *ledger.Ledger
	accounts []ledger.AccountID
	next     int // of the references, which rise like time-ordered ones
	rng      *rand.Rand
}

func newBank(ctx context.Context, dir string, accounts int) (*bank, error) {
	dir, err := os.MkdirTemp(dir, "tonghui-bench-")
	if err != nil {
		return nil, err
	}
	b := &bank{dir: dir, keys: dir, mark: "01JZ", rng: rand.New(rand.NewSource(1))}
	return b, b.found(ctx, accounts)
}

// found opens the bank, its first day and its accounts; a bank that can't be founded is closed.
func (b *bank) found(ctx context.Context, accounts int) error {
	if err := b.open(ctx); err != nil {
		b.close()
		return err
	}
	err := b.st.Update(ctx, func(tx *store.Tx) error {
		if err := b.led.DefineCode(tx, ledger.ChartCode{Code: "2011", Class: ledger.Liability, NameZH: "吸收存款",
			NameEN: "Deposits"}); err != nil {
			return err
		}
		if _, open := tx.BankDate(); open {
			return nil
		}
		return b.led.OpenDay(tx, calendar.MustOf(2026, 1, 5))
	})
	for err == nil && len(b.accounts) < accounts {
		err = b.openAccounts(ctx, min(5_000, accounts-len(b.accounts)))
	}
	if err != nil {
		b.close()
	}
	return err
}

// shut ends the work and closes the store.
func (b *bank) shut() {
	if b.rest != nil {
		b.rest()
		b.rest = nil
	}
	if b.st != nil {
		_ = b.st.Close()
		b.st = nil
	}
}

func (b *bank) path() string {
	if b.dsn != "" {
		return b.dsn
	}
	return filepath.Join(b.dir, "bank.db")
}

func (b *bank) open(ctx context.Context) error {
	st, err := store.Open(ctx, b.path(), store.Options{})
	if err != nil {
		return err
	}
	if _, err := st.Migrate(ctx, "bench", Schemas()...); err != nil {
		_ = st.Close()
		return err
	}
	b.st = st
	return b.work(ctx)
}

// work gives the bank what a real one has running: its audit log, sequenced and signed, and its jobs.
func (b *bank) work(ctx context.Context) error {
	key, err := audit.LoadOrMakeKey(filepath.Join(b.keys, "bank.db.audit.key"), "bench.example/audit") // where serve looks for it
	if err != nil {
		return err
	}
	log := audit.New(b.st, audit.Config{Key: key})
	queue := jobs.New(b.st, jobs.Options{})
	b.led = ledger.New(b.st, ledger.Options{Audit: log, Days: queue})
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
	b.calm = func() { // opening accounts leaves many notes: their numbering is not what is measured
		for log.Stats().Sequenced.Load() < log.Stats().Notes.Load() && ctx.Err() == nil {
			if n, err := log.Sequence(ctx); n == 0 || err != nil {
				return
			}
		}
	}
	b.rest = func() {
		_ = queue.Stop(ctx)
		stop()
		sequencer.Wait()
	}
	return nil
}

// Schemas are those that a measured bank has; a server's own come on top.
func Schemas() []store.Schema {
	return []store.Schema{{Module: "audit", Files: audit.Schema()}, jobs.Schema(), {Module: "ledger", Files: ledger.Schema()},
		{Module: "client", Files: client.Schema()}}
}

func (b *bank) openAccounts(ctx context.Context, n int) error {
	return b.st.Update(ctx, func(tx *store.Tx) error {
		ns := make([]ledger.NewAccount, n)
		for i := range ns {
			ns[i] = ledger.NewAccount{Number: fmt.Sprintf("B%s%08d", b.mark, len(b.accounts)+i), Code: "2011", Currency: "CNY",
				Branch: "0001", Name: "bench", Limits: ledger.AtLeast(-1 << 40)}
		}
		as, err := b.led.OpenAccounts(tx, ns)
		for _, a := range as {
			b.accounts = append(b.accounts, a.ID)
		}
		return err
	})
}

// transfers makes a batch: random pairs, or all of them to one account.
func (b *bank) transfers(n int, hot bool) []*ledger.Entry {
	entries := make([]ledger.Entry, n)
	postings := make([]ledger.Posting, 2*n)
	out := make([]*ledger.Entry, n)
	for i := range entries {
		from, to := b.pair(hot)
		b.next++
		amount := money.Amount(1 + b.rng.Intn(10_000))
		p := postings[2*i : 2*i+2 : 2*i+2]
		p[0] = ledger.Posting{Account: from, Amount: amount}
		p[1] = ledger.Posting{Account: to, Amount: -amount}
		entries[i] = ledger.Entry{Kind: "transfer", Reference: reference(b.mark, b.next), Postings: p}
		out[i] = &entries[i]
	}
	return out
}

// reference is like a ULID: 26 characters, rising with time.
func reference(mark string, n int) string { return fmt.Sprintf("%s%022d", mark, n) }

func (b *bank) pair(hot bool) (from, to ledger.AccountID) {
	i, j := b.rng.Intn(len(b.accounts)), b.rng.Intn(len(b.accounts))
	if hot {
		j = 0
	}
	if i == j {
		i = (j + 1) % len(b.accounts)
	}
	return b.accounts[i], b.accounts[j]
}

func (b *bank) close() {
	b.shut()
	if b.dir != "" {
		_ = os.RemoveAll(b.dir)
	}
}
