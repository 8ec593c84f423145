package history

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// clients are those of a bank whose servers come and go.
type clients struct {
	*stage
	mu                      sync.Mutex
	urls                    []string
	tries, timeouts, broken atomic.Int64
}

func (c *clients) set(i int, url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.urls[i] = url
}

func (c *clients) url() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.urls[rand.IntN(len(c.urls))]
}

// until sends one request, with its key, to one server or the other until it is answered. It gives up waiting at random
// moments, as impatient people do.
func (c *clients) until(key, path string, body any) (status int, answer []byte, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); {
		c.tries.Add(1)
		patience := time.Duration(5+rand.IntN(400)) * time.Millisecond
		if rand.IntN(3) == 0 {
			patience = 10 * time.Second
		}
		status, answer, err = c.once(key, path, text, patience)
		switch {
		case err != nil:
			c.timeouts.Add(1)
		case status == http.StatusInternalServerError:
			return status, answer, fmt.Errorf("the bank failed")
		case status >= 500 || status == http.StatusTooManyRequests:
			c.broken.Add(1)
			time.Sleep(rand.N(20 * time.Millisecond))
		default:
			return status, answer, nil
		}
	}
	return status, answer, fmt.Errorf("%s was not answered within two minutes: %w", key, err)
}

func (c *clients) once(key, path string, text []byte, patience time.Duration) (int, []byte, error) {
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(within, http.MethodPost, c.url()+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+Token)
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}

// TestOneTrueAnswer: clients time out, their servers are killed, and they ask the other one again with the same key. Each
// request takes effect once, and whoever asks again gets the answer of the first time. Two kinds of requests: entries,
// and releases of one fen of a freeze, which carry nothing but the key to know them by.
func TestOneTrueAnswer(t *testing.T) {
	shared(t)
	s := newStage(t, database(t), kind("http"), 2, 100_000)
	c := &clients{stage: s, urls: make([]string, 2)}
	freeze := s.frozen(50_000)
	var servers []*proc
	for i := range c.urls {
		p := s.start(func(p *Plan) { p.Serve = true })
		if !p.up() {
			t.Fatalf("a server did not begin: %v", p.err)
		}
		servers = append(servers, p)
		c.set(i, p.url)
	}
	var posted, released atomic.Int64
	work := make(chan struct{})
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-work:
					return
				default:
				}
				c.request(g, n, freeze, &posted, &released)
			}
		})
	}
	for round := range 4 * factor() {
		time.Sleep(300*time.Millisecond + rand.N(500*time.Millisecond))
		i := round % len(servers)
		s.kill(servers[i])
		if servers[i] = s.start(func(p *Plan) { p.Serve = true }); !servers[i].up() {
			t.Fatalf("a server did not begin: %v", servers[i].err)
		}
		c.set(i, servers[i].url)
	}
	close(work)
	wg.Wait()
	for _, p := range servers {
		s.stop(p)
	}
	s.counted(freeze, posted.Load(), released.Load())
	t.Logf("%d entries, %d releases, %d tries, %d timed out or cut, %d answered 5xx, %d kills", posted.Load(), released.Load(),
		c.tries.Load(), c.timeouts.Load(), c.broken.Load(), s.kills)
}

// request makes one request and, sometimes, the same again.
func (c *clients) request(g, n int, freeze int64, posted, released *atomic.Int64) {
	key := fmt.Sprintf("key-%d-%d", g, n)
	path, count := "/v1/ledger/entries", posted
	body := map[string]any{"kind": "http", "reference": key, "debit": fmt.Sprint(c.plan.Accounts[0]),
		"credit": fmt.Sprint(c.plan.Accounts[1]), "amount": "1"}
	if n%2 == 0 {
		path, count, body = fmt.Sprintf("/v1/ledger/freezes/%d/release", freeze), released, map[string]any{"amount": "1"}
	}
	status, answer, err := c.until(key, path, body)
	if err != nil || status >= 300 {
		c.Errorf("%s: status %d, %s, %v", key, status, answer, err)
		return
	}
	count.Add(1)
	if n%3 > 0 {
		return
	}
	status2, answer2, err := c.until(key, path, body)
	if err != nil || status2 != status || !bytes.Equal(answer, answer2) {
		c.Errorf("%s was answered %d %s, and asked again %d %s, %v", key, status, answer, status2, answer2, err)
	}
}

// frozen freezes an amount of the second deposit.
func (s *stage) frozen(amount money.Amount) int64 {
	s.Helper()
	b, err := OpenBank(ctx, s.plan.DSN, store.Options{}, s.plan.Kind)
	s.must(err)
	defer func() { s.must(b.Store.Close()) }()
	r := b.Do(ctx, &Op{Ref: s.plan.Kind + ".freeze", Verb: Freeze, Account: s.plan.Accounts[1], Freeze: int(ledger.Pledge),
		Amount: amount})
	if r.Outcome != Done {
		s.Fatalf("%+v", r)
	}
	return r.IDs[0]
}

// counted compares what the clients were told with what the bank holds.
func (s *stage) counted(freeze, posted, released int64) {
	s.Helper()
	b, err := OpenBank(ctx, s.plan.DSN, store.Options{}, s.plan.Kind)
	s.must(err)
	defer func() { s.must(b.Store.Close()) }()
	if posted == 0 || released == 0 {
		s.Errorf("%d entries and %d releases were acknowledged: the test shows nothing", posted, released)
	}
	from, err := b.Ledger.Account(ctx, ledger.AccountID(s.plan.Accounts[0]))
	s.must(err)
	to, err := b.Ledger.Account(ctx, ledger.AccountID(s.plan.Accounts[1]))
	s.must(err)
	if got := int64(100_000 - from.Balance.Booked); got != posted {
		s.Errorf("%d fen left the first account, %d entries were acknowledged", got, posted)
	}
	if got := int64(to.Balance.Booked - 100_000); got != posted {
		s.Errorf("%d fen came to the second account, %d entries were acknowledged", got, posted)
	}
	if got := int64(50_000 - to.Balance.Frozen); got != released {
		s.Errorf("%d fen of freeze %d were released, %d releases were acknowledged", got, freeze, released)
	}
	report, err := b.Ledger.Check(ctx, ledger.CheckOptions{Full: true})
	s.must(err)
	s.must(report.Problem())
}
