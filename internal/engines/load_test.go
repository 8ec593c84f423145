package engines

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// cluster skips a test of several minutes unless it is asked for.
func cluster(t *testing.T) {
	t.Helper()
	if os.Getenv("TONGHUI_CLUSTER") == "" {
		t.Skip("starts a cluster: make test-cluster, or TONGHUI_CLUSTER=1")
	}
}

// load is clients who transfer money, many of them from one hot account, and repeat what they got no answer to until they
// have one. So in the end every transfer must be there once, and the books must balance.
type load struct {
	t        *testing.T
	accounts []ledger.AccountID // the first one is hot
	stop     chan struct{}
	clients  sync.WaitGroup
	acked    sync.Map // reference → true
	n        atomic.Int64
	slowest  atomic.Int64 // microseconds from a transfer's first try to its answer
	refused  atomic.Int64 // answers that asked to try again
}

// bank is one process of the bank.
type bank struct {
	st  *store.Store
	led *ledger.Ledger
}

// open opens a bank through an address, as one process does.
func open(t *testing.T, dsn string) bank {
	t.Helper()
	st, err := store.Open(t.Context(), dsn, store.Options{Lanes: 2, Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	if _, err := st.Migrate(t.Context(), "test", store.Schema{Module: "ledger", Files: ledger.Schema()}); err != nil {
		t.Fatal(err)
	}
	return bank{st, ledger.New(st)}
}

// startLoad opens accounts and lets so many clients transfer between them through each process.
func startLoad(t *testing.T, clients int, processes ...bank) *load {
	l := &load{t: t, stop: make(chan struct{}), accounts: found(t, processes[0].st, processes[0].led, 40)}
	for i := range clients * len(processes) {
		l.clients.Go(func() { l.client(i+1, processes[i%len(processes)]) })
	}
	return l
}

func (l *load) client(number int, b bank) {
	for i := 1; ; i++ {
		select {
		case <-l.stop:
			return
		default:
		}
		id, begin := int64(number)*1_000_000+int64(i), time.Now()
		for {
			booked, err := l.transfer(b, id)
			if booked {
				break
			}
			if err != nil {
				l.t.Errorf("transfer %d: %v", id, err)
				return
			}
			if time.Since(begin) > 3*time.Minute {
				l.t.Errorf("client %d has no answer to %d after three minutes", number, id)
				return
			}
		}
		l.acked.Store(fmt.Sprint(id), true)
		l.n.Add(1)
		if us := time.Since(begin).Microseconds(); us > l.slowest.Load() {
			l.slowest.Store(us)
		}
	}
}

// transfer tries once and tells whether the transfer is known to be booked; an error is an answer that no client should
// get. The same id is the same transfer.
func (l *load) transfer(b bank, id int64) (booked bool, err error) {
	from, to := 0, 1+id%int64(len(l.accounts)-1)
	if id%2 == 0 {
		from = int(1 + (id/2)%int64(len(l.accounts)-1))
		to = int64(from)%int64(len(l.accounts)-1) + 1
	}
	err = b.st.Update(context.Background(), func(tx *store.Tx) error {
		return b.led.Post(tx, &ledger.Entry{Kind: "transfer", Reference: fmt.Sprint(id), Postings: []ledger.Posting{
			{Account: l.accounts[from], Amount: money.Amount(id)}, {Account: l.accounts[to], Amount: -money.Amount(id)}}})
	})
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, store.ErrUnreachable), errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrUncertain), errors.Is(err, store.ErrBusy):
		l.refused.Add(1)
		return false, nil
	}
	return false, err
}

// progress waits until so many more rows are acknowledged.
func (l *load) progress(more int64) {
	l.t.Helper()
	want := l.n.Load() + more
	for until := time.Now().Add(2 * time.Minute); l.n.Load() < want; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			l.t.Fatalf("stuck at %d acknowledged transfers, %d wanted", l.n.Load(), want)
		}
	}
}

func (l *load) end() {
	close(l.stop)
	l.clients.Wait()
	l.t.Logf("%d transfers acknowledged, %d answers said try again, the slowest took %s", l.n.Load(), l.refused.Load(),
		time.Duration(l.slowest.Load())*time.Microsecond)
}

// check proves on a server that exactly what was acknowledged is there, and that the books balance.
func (l *load) check(s *Server) {
	l.t.Helper()
	db, err := s.Open(s.Addr, "bank")
	if err != nil {
		l.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT reference FROM ledger_entries WHERE kind = 'transfer'")
	if err != nil {
		l.t.Fatal(err)
	}
	defer rows.Close()
	var found int64
	for rows.Next() {
		var reference string
		if err := rows.Scan(&reference); err != nil {
			l.t.Fatal(err)
		}
		if _, ok := l.acked.Load(reference); !ok {
			l.t.Errorf("%s: transfer %s was never acknowledged", s.Name, reference)
		}
		found++
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
	if acked := l.n.Load(); found != acked {
		l.t.Errorf("%s: %d transfers acknowledged, %d there", s.Name, acked, found)
	}
	st, err := store.Open(l.t.Context(), s.DSN("bank"), store.Options{Lanes: 1})
	if err != nil {
		l.t.Fatal(err)
	}
	defer st.Close()
	report, err := ledger.New(st).Check(l.t.Context(), ledger.CheckOptions{Full: true})
	if err != nil {
		l.t.Fatal(err)
	}
	if err := report.Problem(); err != nil || report.Entries != found {
		l.t.Errorf("%s: %d of %d entries checked: %v", s.Name, report.Entries, found, err)
	}
}

// begin makes the database of a test.
func begin(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Exec(t.Context(), "CREATE DATABASE bank"); err != nil {
		t.Fatal(err)
	}
}

// closed closes at the test's end.
func closed[T interface{ Close() error }](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := v.Close(); err != nil {
				t.Error(err)
			}
		})
		return v
	}
}

func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeoutCause(t.Context(), d, fmt.Errorf("not within %s", d))
	t.Cleanup(cancel)
	return ctx
}
