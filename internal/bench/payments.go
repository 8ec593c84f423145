package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"tonghui/core/ledger"
)

// Shape of the measured bank: each connection is a customer of her own, who pays others.
const (
	payers = 64
	payees = 2_000
)

// PaymentsConfig is what `tonghui bench payments` is asked for.
type PaymentsConfig struct {
	Config
	Open func(ctx context.Context, path string) (*AuthBank, error) // the whole bank in a file, which the server then takes over
}

// Payments measures transfers by customers who have signed in, with everything on that a real one has: session, permission, the
// proof that the account is hers, limits, name check, receipt, audit note and event. The reference, in the same run and bank, is
// the ledger's own rate of single transfers over HTTP.
func Payments(ctx context.Context, c PaymentsConfig) (*Report, error) {
	c.defaults()
	r := &Report{Machine: machine(), Started: time.Now()}
	dir, err := os.MkdirTemp(c.Dir, "tonghui-bench-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "bank.db")
	p := &payLoad{c: &c}
	c.Log("a bank with customers who are signed in")
	if err := p.found(ctx, path); err != nil {
		return r, err
	}
	s, err := serve(ctx, &c.Config, path)
	if err != nil {
		return r, err
	}
	defer s.stop()
	s.accounts, s.program = p.plain, p.program
	l := load{payers, 0, false}
	reference := 0.0
	for _, one := range []struct {
		name string
		run  func(each time.Duration) (Row, error)
	}{
		{"ledger, " + l.name(), func(each time.Duration) (Row, error) { return s.run(l, each) }},
		{label("payments,", payers, "customers, one payment a request"), func(each time.Duration) (Row, error) { return p.run(s, each) }},
	} {
		c.Log(one.name)
		if _, err := one.run(c.Each / 2); err != nil { // warm up
			return r, err
		}
		row, err := one.run(c.Each)
		if err != nil {
			return r, err
		}
		row.Scenario = one.name
		if reference == 0 {
			reference = row.Rate
		} else {
			row.CeilingRate, row.Ratio = reference, row.Rate/reference
		}
		r.Rows = append(r.Rows, row)
	}
	return r, nil
}

// payLoad is the load on one bank.
type payLoad struct {
	c       *PaymentsConfig
	people  []payerOf
	others  []payeeOf
	plain   []ledger.AccountID // of the reference
	program program

	mu sync.Mutex
	n  int // of references
}

// payerOf is a customer who is signed in.
type payerOf struct {
	cookie, csrf string
	account      ledger.AccountID
}

// payeeOf is somebody whom they pay.
type payeeOf struct{ number, name string }

// run loads the server for a while.
func (p *payLoad) run(s *server, each time.Duration) (Row, error) {
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		took   []time.Duration
		failed error
	)
	before, commits, start := usageOf(s.cmd.Process.Pid), s.commits(), time.Now()
	for i := range p.people {
		wg.Go(func() {
			mine, err := p.connection(s.address, i, start.Add(each))
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
			failed = errors.Join(failed, err)
		})
	}
	wg.Wait()
	if failed != nil {
		return Row{}, failed
	}
	passed := time.Since(start)
	used, n := usageOf(s.cmd.Process.Pid).since(before), float64(len(took))
	return Row{Unit: "payments", Rate: n / passed.Seconds(), P50Micros: percentile(took, 50), P99Micros: percentile(took, 99),
		CPUMicros: float64(used.cpu.Microseconds()) / n, Bytes: float64(used.written) / n, Syncs: (s.commits() - commits) / n}, nil
}

// connection pays one after the other until the time is up.
func (p *payLoad) connection(address string, i int, end time.Time) (took []time.Duration, err error) {
	me := &p.people[i]
	c, err := dial(address, "POST /v1/payment/transfers", "Cookie: "+me.cookie, me.csrf, "Content-Type: application/json")
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.c.Close() }()
	rng := rand.New(rand.NewSource(int64(i))) // a repeatable load
	var body []byte
	for time.Now().Before(end) {
		n := p.next()
		to := &p.others[rng.Intn(len(p.others))]
		body = append(body[:0], `{"from":"`...)
		body = append(body, me.account.String()...)
		body = append(body, `","to":{"account":"`...)
		body = append(body, to.number...)
		body = append(body, `","name":"`...)
		body = append(body, to.name...)
		body = append(body, `"},"amount":"`...)
		body = strconv.AppendInt(body, 1+int64(rng.Intn(50)), 10)
		body = append(body, `","purpose":"货款","again":true}`...)
		start := time.Now()
		status, answer, err := c.call(reference("01JP", n), body)
		if err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
		if status != http.StatusCreated {
			return nil, fmt.Errorf("bench: the server answered %d: %.300s", status, answer)
		}
	}
	return took, nil
}

func (p *payLoad) next() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	return p.n
}
