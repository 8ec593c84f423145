package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
)

// load is one scenario over HTTP.
type load struct {
	connections, bulk int
	hot               bool
}

func (l load) name() string {
	s := label("HTTP,", l.connections, "connections, ")
	if l.bulk == 0 {
		s += "one transfer a request"
	} else {
		s += label("bulk of", l.bulk)
	}
	if l.hot {
		s += ", one hot account"
	}
	return s
}

// loads are the scenarios over HTTP.
var loads = []load{{1, 0, false}, {16, 0, false}, {64, 0, false}, {64, 0, true}, {256, 0, false},
	{4, 1, false}, {4, 100, false}, {4, 1_000, false}, {4, 1_000, true}, {4, 8_000, false}}

// overHTTP serves a bank in a process of its own and loads it through loopback.
func overHTTP(ctx context.Context, c *Config, r *Report) error {
	b, err := newBank(ctx, c.Dir, c.Accounts)
	if err != nil {
		return err
	}
	defer b.close()
	program, err := register(ctx, b.st, client.New(b.st, client.Config{}), "bench", nil, auth.ClientLedger)
	if err != nil {
		return err
	}
	b.shut() // the server takes it over
	s, err := serve(ctx, c, b.path())
	if err != nil {
		return err
	}
	defer s.stop()
	s.accounts, s.program = b.accounts, program
	if _, err := s.run(load{2, ledger.MaxBatch, false}, c.Each); err != nil { // a bank in use has its accounts in memory
		return err
	}
	for _, l := range loads {
		c.Log(l.name())
		if _, err := s.run(l, c.Each/5); err != nil { // warm up
			return err
		}
		row, err := s.run(l, c.Each)
		if err != nil {
			return err
		}
		if ceiling := c.ceilings[l.bulk]; ceiling > 0 && !l.hot {
			row.CeilingRate, row.Ratio = ceiling, row.Rate/ceiling
		}
		r.Rows = append(r.Rows, row)
	}
	return nil
}

// server is the bank's process.
type server struct {
	cmd      *exec.Cmd
	address  string
	program  program // by which the load is let in
	accounts []ledger.AccountID

	mu   sync.Mutex
	next int
}

func serve(ctx context.Context, c *Config, path string) (*server, error) {
	cmd := exec.CommandContext(ctx, c.Binary, "serve", "--json", "--db", path, "--addr", "127.0.0.1:0") //nolint:gosec // our own binary
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, next: 1 << 40}
	var hello struct{ URL, Detail string }
	if err := json.NewDecoder(out).Decode(&hello); err != nil || hello.URL == "" {
		s.stop()
		return nil, errors.Join(errors.New("bench: the server did not start: "+hello.Detail), err)
	}
	s.address = strings.TrimPrefix(hello.URL, "http://")
	return s, nil
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// references hands out n rising references.
func (s *server) references(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.next
	s.next += n
	return at
}

// run loads the server for a while.
func (s *server) run(l load, each time.Duration) (Row, error) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var took []time.Duration
	token, failed := s.program.token(s.address) // a fresh one, good for ten minutes
	before, commits, start := usageOf(s.cmd.Process.Pid), s.commits(), time.Now()
	for i := range l.connections {
		wg.Go(func() {
			mine, err := s.connection(l, token, int64(i), start.Add(each))
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return Row{}, failed
	}
	passed := time.Since(start)
	used := usageOf(s.cmd.Process.Pid).since(before)
	n := float64(len(took) * max(1, l.bulk))
	return Row{Scenario: l.name(), Unit: "transfers", Rate: n / passed.Seconds(), P50Micros: percentile(took, 50),
		P99Micros: percentile(took, 99), CPUMicros: float64(used.cpu.Microseconds()) / n, Bytes: float64(used.written) / n,
		Syncs: (s.commits() - commits) / n}, nil
}

// commits is how often the server has committed, from its metrics: each is one sync.
func (s *server) commits() (n float64) {
	resp, err := http.Get("http://" + s.address + "/metrics")
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if v, ok := strings.CutPrefix(lines.Text(), "tonghui_store_commit_seconds_count "); ok {
			_, _ = fmt.Sscan(v, &n)
		}
	}
	return n
}

// connection sends requests one after the other until the time is up.
func (s *server) connection(l load, token string, seed int64, end time.Time) ([]time.Duration, error) {
	path := "/v1/ledger/entries"
	if l.bulk > 0 {
		path += "/bulk?mode=independent"
	}
	c, err := dial(s.address, "POST "+path, "Authorization: Bearer "+token, "Content-Type: application/json")
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.c.Close() }()
	rng := rand.New(rand.NewSource(seed)) // a repeatable load
	var took []time.Duration
	var body []byte
	for time.Now().Before(end) {
		first := s.references(max(1, l.bulk))
		body = body[:0]
		if l.bulk == 0 {
			body = s.transfer(body, rng, first, l.hot)
		} else {
			for i := range l.bulk {
				if i == 0 {
					body = append(body, '[')
				} else {
					body = append(body, ',')
				}
				body = s.transfer(body, rng, first+i, l.hot)
			}
			body = append(body, ']')
		}
		start := time.Now()
		status, answer, err := c.call(reference("01JZ", first), body)
		if err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
		if status >= 300 {
			return nil, fmt.Errorf("bench: the server answered %d: %.300s", status, answer)
		}
	}
	return took, nil
}

func (s *server) transfer(b []byte, rng *rand.Rand, n int, hot bool) []byte {
	i, j := rng.Intn(len(s.accounts)), rng.Intn(len(s.accounts))
	if hot {
		j = 0
	}
	if i == j {
		i = (j + 1) % len(s.accounts)
	}
	return transferJSON(b, reference("01JZ", n), s.accounts[i], s.accounts[j], 1+rng.Int63n(10_000))
}
