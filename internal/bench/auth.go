package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tonghui/core/ledger"
	"tonghui/core/party/screening"
	"tonghui/platform/auth/signature"
)

// Shape of the measured bank: each connection is a customer of her own, who reads her own accounts.
const (
	authConnections = 64
	authAccounts    = 100 // of each customer
	listedNames     = 20_000
)

// AuthConfig is what `tonghui bench auth` is asked for.
type AuthConfig struct {
	Config
	Open    func(ctx context.Context, path string) (*AuthBank, error) // the whole bank in a file, which the server then takes over
	Parties int                                                       // how many are screened; 0 leaves screening out
}

// Auth measures reads of an account by callers who are let in: by a person's session, which costs the session, her permission and
// the proof that the account is hers, by an access token and by a signature. Beside them stands a bare server of net/http that
// answers the same bytes to the same load. At the end parties are screened against a list of names.
func Auth(ctx context.Context, c AuthConfig) (*Report, error) {
	c.defaults()
	r := &Report{Machine: machine(), Started: time.Now()}
	dir, err := os.MkdirTemp(c.Dir, "tonghui-bench-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "bank.db")
	a := &authLoad{c: &c, rows: r}
	c.Log("a bank with customers who are signed in")
	if err := a.found(ctx, path); err != nil {
		return r, err
	}
	if err := a.measure(ctx, path); err != nil {
		return r, err
	}
	if c.Parties > 0 {
		c.Log("screening")
		s := screening.Bench(c.Parties, listedNames, 1)
		r.Rows = append(r.Rows, Row{Scenario: label("screening", s.Parties, "parties against", s.Names, "listed"), Unit: "parties",
			Rate: float64(s.PerSecond), Note: fmt.Sprintf("%v; planted variants found %d‰; %d times as fast as one by one",
				s.Elapsed.Round(time.Millisecond), s.RecallPermille, s.Ratio)})
	}
	return r, nil
}

// authLoad is the load on one bank.
type authLoad struct {
	c       *AuthConfig
	rows    *Report
	cookies []string              // a session of each customer: "name=value"
	own     [][]ledger.AccountID  // her accounts
	all     []ledger.AccountID    // everybody's
	reader  program               // a client that may read
	key     *signature.PrivateKey // and its key
}

// measure loads the served bank in each way, and the bare server.
func (a *authLoad) measure(ctx context.Context, path string) error {
	s, err := serve(ctx, &a.c.Config, path)
	if err != nil {
		return err
	}
	defer s.stop()
	token, err := a.reader.token(s.address)
	if err != nil {
		return err
	}
	bare, err := a.bare(s.address, token)
	if err != nil {
		return err
	}
	defer func() { _ = bare.Close() }()
	everybodys := func(_ int, rng *rand.Rand) ledger.AccountID { return a.all[rng.Intn(len(a.all))] }
	mine := func(i int, rng *rand.Rand) ledger.AccountID { return a.own[i][rng.Intn(authAccounts)] }
	bearer := func(int) []string { return []string{"Authorization: Bearer " + token} }
	reference := 0.0
	for _, l := range []readLoad{
		{name: "bare net/http, the same bytes", address: bare.Addr, headers: bearer, account: everybodys},
		{name: "GET account, a person's session", address: s.address, pid: s.cmd.Process.Pid, account: mine,
			headers: func(i int) []string { return []string{"Cookie: " + a.cookies[i]} }},
		{name: "GET account, access token", address: s.address, pid: s.cmd.Process.Pid, headers: bearer, account: everybodys},
		{name: "GET account, signed request", address: s.address, pid: s.cmd.Process.Pid, account: everybodys, sign: a.sign,
			headers: func(int) []string { return nil }},
	} {
		a.c.Log(l.name)
		if _, err := l.run(a.c.Each / 5); err != nil { // warm up
			return err
		}
		row, err := l.run(a.c.Each)
		if err != nil {
			return err
		}
		if reference == 0 {
			reference = row.Rate
		} else {
			row.CeilingRate, row.Ratio = reference, row.Rate/reference
		}
		a.rows.Rows = append(a.rows.Rows, row)
	}
	return nil
}

// bare serves what the bank answers to one read, headers and body, without looking at the request.
func (a *authLoad) bare(address, token string) (*http.Server, error) {
	header, body, err := answerTo("http://"+address+accountPath(a.all[0]), token)
	if err != nil {
		return nil, err
	}
	header.Del("Date")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &http.Server{Addr: l.Addr().String(), ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		_, _ = w.Write(body)
	})}
	go func() { _ = s.Serve(l) }()
	return s, nil
}

// answerTo is what the bank answers to a read.
func answerTo(url, token string) (http.Header, []byte, error) {
	req, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("bench: the bank answered %d: %.300s", resp.StatusCode, body)
	}
	return resp.Header, body, err
}

// sign makes the headers of a signed request.
func (a *authLoad) sign(address, path string) (string, error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+address+path, http.NoBody)
	if err != nil {
		return "", err
	}
	if err := signature.Sign(r, nil, a.reader.id, a.key, time.Now()); err != nil {
		return "", err
	}
	return "Signature-Input: " + r.Header.Get("Signature-Input") + "\r\nSignature: " + r.Header.Get("Signature") + "\r\n", nil
}

func accountPath(id ledger.AccountID) string { return "/v1/ledger/accounts/" + id.String() }

// readLoad is one way to be let in.
type readLoad struct {
	name, address string
	pid           int                                        // of the bank's process; 0: not measured
	headers       func(connection int) []string              // of each request
	sign          func(address, path string) (string, error) // further headers of one; nil: none
	account       func(connection int, rng *rand.Rand) ledger.AccountID
}

// run loads the server for a while.
func (l *readLoad) run(each time.Duration) (Row, error) {
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		took   []time.Duration
		failed error
	)
	before, start := usageOf(l.pid), time.Now()
	for i := range authConnections {
		wg.Go(func() {
			mine, err := l.connection(i, start.Add(each))
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
	n, passed := float64(len(took)), time.Since(start)
	row := Row{Scenario: label(l.name+",", authConnections, "connections"), Unit: "reads", Rate: n / passed.Seconds(),
		P50Micros: percentile(took, 50), P99Micros: percentile(took, 99)}
	if l.pid != 0 {
		row.CPUMicros = float64(usageOf(l.pid).since(before).cpu.Microseconds()) / n
	}
	return row, nil
}

// connection reads accounts one after the other until the time is up.
func (l *readLoad) connection(i int, end time.Time) (took []time.Duration, err error) {
	c, err := dial(l.address, "GET", l.headers(i)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.c.Close() }()
	rng := rand.New(rand.NewSource(int64(i))) // a repeatable load
	for time.Now().Before(end) {
		path, more := accountPath(l.account(i, rng)), ""
		if l.sign != nil {
			if more, err = l.sign(l.address, path); err != nil {
				return nil, err
			}
		}
		start := time.Now()
		status, answer, err := c.get(path, more)
		if err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
		if status != http.StatusOK {
			return nil, fmt.Errorf("bench: the server answered %d: %.300s", status, answer)
		}
	}
	return took, nil
}
