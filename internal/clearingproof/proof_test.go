package clearingproof

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/platform/store"
	house "tonghui/simulate/clearing"
)

func TestMain(m *testing.M) {
	run := map[string]func(context.Context, string, string, string) error{"bank": runBank, "house": runHouse}[os.Getenv("PROOF_CHILD")]
	if run == nil {
		os.Exit(m.Run())
	}
	err := run(context.Background(), os.Getenv("PROOF_DIR"), os.Getenv("PROOF_LISTEN"), os.Getenv("PROOF_PEER"))
	fmt.Fprintln(os.Stderr, os.Getenv("PROOF_CHILD"), "ended:", err)
	os.Exit(1)
}

// process is one of the two sides, which is killed and started again.
type process struct {
	t            *testing.T
	name, listen string
	env          []string
	log          *os.File
	cmd          *exec.Cmd
	kills        int
}

func newProcess(t *testing.T, name, dir, listen, peer string, seed uint64) *process {
	t.Helper()
	log, err := os.Create(filepath.Join(dir, name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, name: name, listen: listen, log: log, env: append(os.Environ(), "PROOF_CHILD="+name, "PROOF_DIR="+dir, "PROOF_LISTEN="+listen,
		"PROOF_PEER=http://"+peer, "PROOF_SEED="+strconv.FormatUint(seed, 10), "TONGHUI_TEST_DSN=")}
	p.start()
	t.Cleanup(func() {
		p.kill()
		log.Close()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("%s said (end):\n%s", name, text[max(0, len(text)-6000):])
		}
	})
	return p
}

func (p *process) start() {
	p.cmd = exec.Command(os.Args[0], "-test.run=^$")
	p.cmd.Env, p.cmd.Stderr = p.env, p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func (p *process) restart() {
	p.kill()
	p.kills++
	p.start()
}

var client = &http.Client{Timeout: 5 * time.Second}

// call repeats a request until it is answered with 200.
func (p *process) call(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	for {
		last := p.once(ctx, method, path, body, out)
		if last == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s %s: %w", p.name, path, last)
		case <-time.After(30 * time.Millisecond):
		}
	}
}

func (p *process) once(ctx context.Context, method, path string, body []byte, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+p.listen+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	got, err := client.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err == nil && got.StatusCode != http.StatusOK {
		err = fmt.Errorf("%d %s", got.StatusCode, text)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, out)
}

// TestKillNine is short by default; PROOF_PAYMENTS=3000 is the long one (make test-clearing).
func TestKillNine(t *testing.T) {
	payments, seed := 120, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("PROOF_PAYMENTS")); err == nil {
		payments, seed = n, uint64(time.Now().UnixNano())
	}
	if s, err := strconv.ParseUint(os.Getenv("PROOF_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("PROOF_SEED=%d", seed)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute+time.Duration(payments)*200*time.Millisecond)
	defer cancel()
	dir := store.TestDir(t)
	makeKeys(t, dir)
	bankAt, houseAt := free(t), free(t)
	b := newProcess(t, "bank", dir, bankAt, houseAt, seed)
	h := newProcess(t, "house", dir, houseAt, bankAt, seed)
	acked := traffic(ctx, t, b, h, payments, seed)
	ours, theirs := quiet(ctx, t, b, h)
	compare(t, ours, theirs, acked)
	t.Logf("%d payments acknowledged, %d in the house's books, %d kills of the bank, %d of the house", len(acked), len(theirs.Payments), b.kills, h.kills)
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// traffic makes payments both ways from several hands, and kills either side between them. It returns the UETRs that were
// acknowledged.
func traffic(ctx context.Context, t *testing.T, b, h *process, payments int, seed uint64) map[string]bool {
	t.Helper()
	const hands = 4
	acked := map[string]bool{}
	var mutex sync.Mutex
	note := func(uetrs ...string) {
		mutex.Lock()
		defer mutex.Unlock()
		for _, u := range uetrs {
			acked[u] = true
		}
	}
	var work sync.WaitGroup
	for hand := range hands {
		rng := rand.New(rand.NewPCG(seed, uint64(hand)))
		work.Go(func() {
			for i := hand; i < payments; i += hands {
				var out struct{ UETR string }
				in := wanted{Reference: fmt.Sprintf("out-%d", i), Bank: peerCodes[rng.IntN(3)], Account: "62258801000000" + pick(rng, "01", "02", "99", "96", "93", "92", "11"),
					Amount: money.Amount(1 + rng.IntN(10_000))}
				if err := b.call(ctx, http.MethodPost, "/pay", in, &out); err != nil {
					t.Error(err)
					return
				}
				note(out.UETR)
				pause(rng, 1, 40)
				var back struct{ UETRs []string }
				inject := house.Inbound{From: peerCodes[rng.IntN(3)], DebtorAccount: "6225880100000001", DebtorName: "赵敏", To: selfCode,
					Account: pick(rng, payeeNumber, payeeNumber, payeeNumber, "6217000000000000000"), Name: "孙丽", Amount: money.Amount(1 + rng.IntN(10_000)),
					Scheme: pick(rng, "RTP", "RTP", "DNS")}
				if err := h.call(ctx, http.MethodPost, "/admin/inject", inject, &back); err != nil {
					t.Error(err)
					return
				}
				note(back.UETRs...)
			}
		})
	}
	done := make(chan struct{})
	go func() { work.Wait(); close(done) }()
	rng := rand.New(rand.NewPCG(seed, 99))
	for over := false; ; {
		select {
		case <-done:
			over = true
		default:
		}
		if over && min(b.kills, h.kills) >= minKills {
			b.restart() // the last one: what it then has is on its disk alone
			return acked
		}
		pause(rng, 100, 500)
		what := rng.IntN(5)
		switch what {
		case 0, 1:
			b.restart()
		case 2, 3:
			h.restart()
		default: // the end of a window, in the middle of everything
			var out any
			_ = h.once(ctx, http.MethodPost, "/admin/cutoff", nil, &out) // it may be dead
		}
		if rng.IntN(4) > 0 { // one kill in four may fall into the start, the others into work, however slow the machine is
			up(ctx, t, map[bool]*process{true: b, false: h}[what < 2].listen)
		}
	}
}

// minKills is how often each side dies at least; the last ones fall into the settling of what is under way.
const minKills = 4

// pause spreads traffic and kills over time, so that they meet in ever other places.
func pause(rng *rand.Rand, from, to int) {
	time.Sleep(time.Duration(from+rng.IntN(to-from)) * time.Millisecond)
}

func pick(rng *rand.Rand, from ...string) string { return from[rng.IntN(len(from))] }

// quiet lets both sides come to rest and asks for their books. What rests is what nobody waits for any more.
func quiet(ctx context.Context, t *testing.T, b, h *process) (ours bankBooks, theirs houseBooks) {
	t.Helper()
	for round := 0; ; round++ {
		var out any
		if err := h.call(ctx, http.MethodPost, "/admin/cutoff", struct{}{}, &out); err != nil {
			t.Fatal(err)
		}
		ours, theirs = bankBooks{}, houseBooks{}
		if err := b.call(ctx, http.MethodGet, "/books", nil, &ours); err != nil {
			t.Fatal(err)
		}
		if err := h.call(ctx, http.MethodGet, "/books", nil, &theirs); err != nil {
			t.Fatal(err)
		}
		open := 0
		for _, p := range theirs.Payments {
			if p.Status != "ACSC" && p.Status != "RJCT" {
				open++
			}
		}
		sent := 0
		for _, o := range ours.Orders {
			if o.State == "sent" {
				sent++
			}
		}
		if open == 0 && sent == 0 && theirs.Waiting == 0 && ours.TransfersOpen == 0 {
			return ours, theirs
		}
		if round%10 == 9 {
			t.Logf("not at rest: the house has %d open payments and %d messages waiting; the bank %d orders sent, %d transfers open",
				open, theirs.Waiting, sent, ours.TransfersOpen)
		}
		select {
		case <-ctx.Done():
			t.Fatal("they never came to rest")
		case <-time.After(300 * time.Millisecond):
		}
	}
}

// compare holds the two sides' books against each other.
func compare(t *testing.T, ours bankBooks, theirs houseBooks, acked map[string]bool) {
	t.Helper()
	fate := map[string]house.Payment{}
	returned := map[string]bool{}
	for _, p := range theirs.Payments {
		switch {
		case p.Return && p.Status == "ACSC":
			returned[p.UETR] = true
		case !p.Return:
			fate[p.UETR] = p
		}
	}
	posted := map[string]bool{}
	var out, in, net money.Amount
	for _, o := range ours.Orders {
		p, known := fate[o.UETR]
		if posted[o.UETR] {
			t.Errorf("%s was posted twice", o.UETR)
		}
		posted[o.UETR] = true
		want := map[bool]string{true: "settled", false: "rejected"}[p.Status == "ACSC"]
		if o.Kind == "inward" {
			want = map[bool]string{true: "settled", false: "refused"}[p.Status == "ACSC"]
		} else if returned[o.UETR] {
			want = "returned"
		}
		if known && (o.State != want || o.Amount != p.Amount && p.Amount != 0) || !known {
			t.Errorf("%s %s: the bank says %s %s, the house %s %s %s (known %v, returned %v)", o.Kind, o.UETR, o.State, o.Amount, p.Status, p.Reason, p.Amount,
				known, returned[o.UETR])
		}
		switch {
		case o.State == "settled" && o.Kind == "inward":
			in += o.Amount
		case o.State == "settled":
			out += o.Amount
		}
	}
	for u, p := range fate {
		if p.Status == "ACSC" && !posted[u] {
			t.Errorf("the house settled %s, the bank has not posted it", u)
		}
		if p.Status == "ACSC" && !returned[u] {
			net += map[bool]money.Amount{true: p.Amount, false: -p.Amount}[p.Payee == selfCode]
		}
	}
	for u := range acked {
		if _, known := fate[u]; !known {
			t.Errorf("%s was acknowledged and is lost", u)
		}
	}
	for what, pair := range map[string][2]money.Amount{
		"the payer paid what was settled":       {-ours.Payer, out},
		"the payee got what was settled":        {ours.Payee, in},
		"the transit account is empty":          {ours.Transit, 0},
		"the settlement account is the house's": {ours.Settlement, theirs.Balance - funds},
		"the connector's sum is the house's":    {ours.Settled, theirs.Balance - funds},
		"the payments make the house's balance": {net, theirs.Balance - funds},
		"the house's money is what was paid in": {theirs.Total, 4 * funds},
	} {
		if pair[0] != pair[1] {
			t.Errorf("not so: %s: %s and %s", what, pair[0], pair[1])
		}
	}
	if ours.Check != "" || theirs.Check != "" {
		t.Errorf("checks: bank %q, house %q", ours.Check, theirs.Check)
	}
}
