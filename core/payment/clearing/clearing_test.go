package clearing_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/payment"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/store"
)

// uetrOf makes a UETR from a number.
func uetrOf(n int) string { return fmt.Sprintf("%08x-0000-4000-8000-000000000000", n) }

// quiet waits until nothing is under way.
func (w *world) quiet() {
	w.Helper()
	w.until("everything ends", func() bool {
		done := true
		w.view(func(q store.Querier) error {
			s, err := w.c.Status(q)
			done = s != nil && s.Queued == 0 && len(s.UnderWay) == 0
			return err
		})
		return done
	})
}

// settledEqualsPosted compares what the transfers say with the ledger.
func (w *world) settledEqualsPosted() {
	w.Helper()
	w.view(func(q store.Querier) error {
		sum, err := w.c.Settled(q)
		if got := w.balance(w.c.SettlementNumber()); got != sum {
			w.Errorf("the settlement account has moved by %d, the transfers say %d", got, sum)
		}
		return err
	})
	seq, err := w.st.Seq(ctx)
	if err != nil {
		w.Fatal(err)
	}
	if err := w.c.Check(ctx, w.st, seq); err != nil {
		w.Error(err)
	}
	if transit := w.balance("3001-0001-transit"); transit != 0 {
		w.Errorf("the transit account keeps %d", transit)
	}
}

func TestPaymentOut(t *testing.T) {
	w := newWorld(t, nil)
	good, _ := w.pay(100, "62220200001")
	bad, _ := w.pay(7, "bad")
	lost, _ := w.pay(20, "lost") // the house says nothing until it is asked
	w.quiet()
	for id, want := range map[store.ID]payment.State{good: payment.Settled, bad: payment.Rejected, lost: payment.Settled} {
		if got := w.state(id); got != want {
			t.Errorf("order %s is %s, want %s", id, got, want)
		}
	}
	w.settledEqualsPosted()
	if got := w.balance("payer"); got != -120 {
		t.Errorf("the payer has %d", got)
	}
}

func TestPaymentIn(t *testing.T) {
	w := newWorld(t, nil)
	w.house.mu.Lock()
	w.house.say(inward(uetrOf(1), 300, "payee", iso20022.RealTime), iso20022.RealTime)
	w.house.say(inward(uetrOf(2), 50, "nobody", iso20022.RealTime), iso20022.RealTime)
	w.house.mu.Unlock()
	w.until("both are answered", func() bool {
		w.house.mu.Lock()
		defer w.house.mu.Unlock()
		return len(w.house.got[uetrOf(1)]) == 1 && len(w.house.got[uetrOf(2)]) == 1
	})
	w.quiet()
	w.settledEqualsPosted()
	if got := w.balance("payee"); got != 300 {
		t.Errorf("the payee has %d", got)
	}
	reply := w.house.got[uetrOf(2)][0].(*iso20022.StatusReport).Transactions[0]
	if code, _ := reply.Because(); reply.Status != iso20022.Rejected || code != "AC01" {
		t.Errorf("the house was told %s %s", reply.Status, code)
	}
}

// TestStatusOfNothing: a pacs.002 for a payment that was never sent is kept, refused and looked into; nothing is booked.
func TestStatusOfNothing(t *testing.T) {
	w := newWorld(t, nil)
	o := &iso20022.OriginalGroup{MessageID: "M-1", Definition: iso20022.CreditTransferID}
	b := w.house.envelope(status(o, "E-1", "T-1", uetrOf(9), iso20022.Settled, ""), "", "H-NOTHING")
	for range 2 {
		code, answer := w.house.post(b)
		e, err := iso20022.Decode([]byte(answer))
		if code != 422 || err != nil {
			t.Fatalf("the bank answered %d %s", code, answer)
		}
		if r := e.Message.(*iso20022.Reject); r.Reason.Code != "UNKNOWN" || r.Related.Reference != "H-NOTHING" {
			t.Errorf("the bank said %+v", r)
		}
	}
	w.view(func(q store.Querier) error {
		s, err := w.c.Status(q)
		if s.OpenItems != 1 {
			t.Errorf("there are %d items", s.OpenItems)
		}
		return err
	})
	w.settledEqualsPosted()
}

func TestUnreadable(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range []struct {
		body string
		code int
		want string
	}{{"<a", 400, "XML"}, {"<a/>", 400, "ENVELOPE"}} {
		code, answer := w.house.post([]byte(c.body))
		e, err := iso20022.Decode([]byte(answer))
		if code != c.code || err != nil || e.Message.(*iso20022.Reject).Reason.Code != c.want {
			t.Errorf("%s: %d %s", c.body, code, answer)
		}
	}
	good := w.house.envelope(inward(uetrOf(3), 1, "payee", iso20022.RealTime), iso20022.RealTime, "H-TWICE")
	changed := w.house.envelope(inward(uetrOf(3), 2, "payee", iso20022.RealTime), iso20022.RealTime, "H-TWICE")
	if code, answer := w.house.post(good); code != 202 {
		t.Fatalf("%d %s", code, answer)
	}
	if code, _ := w.house.post(changed); code != 409 {
		t.Errorf("another content under the same identification: %d", code)
	}
	w.quiet()
	w.settledEqualsPosted()
}

// TestNet: two payments out and one in settle in one window, by one entry.
func TestNet(t *testing.T) {
	w := newWorld(t, nil)
	a, _ := w.pay(6_000_000, "62220200001")
	b, _ := w.pay(7_000_000, "62220200001")
	in := inward(uetrOf(4), 5_000_000, "payee", iso20022.Net)
	w.house.mu.Lock()
	w.house.say(in, iso20022.Net)
	w.house.mu.Unlock()
	w.until("all three are accepted", func() bool {
		n := int64(0)
		w.view(func(q store.Querier) error {
			s, err := w.c.Status(q)
			for _, p := range s.UnderWay {
				if p.State == "accepted" {
					n += p.Count
				}
			}
			return err
		})
		return n == 3
	})
	if w.state(a) != payment.Sent {
		t.Error("a netted payment is settled before its window")
	}
	w.house.cutOff("W-2026-03-02-01", []*iso20022.CreditTransfer{in})
	w.quiet()
	if w.state(a) != payment.Settled || w.state(b) != payment.Settled {
		t.Error("the window has not settled both")
	}
	w.settledEqualsPosted()
	if got := w.balance(w.c.SettlementNumber()); got != -8_000_000 {
		t.Errorf("the settlement account has %d", got)
	}
}

// TestRefusedMessage: a house that won't take a payment's message is asked, says that it has nothing, and the payer has her money.
func TestRefusedMessage(t *testing.T) {
	w := newWorld(t, nil)
	w.house.mu.Lock()
	w.house.refuse = 400
	w.house.mu.Unlock()
	id, _ := w.pay(10, "62220200001")
	w.until("the order is rejected", func() bool { return w.state(id) == payment.Rejected })
	w.quiet()
	w.settledEqualsPosted()
	if got := w.balance("payer"); got != 0 {
		t.Errorf("the payer has %d", got)
	}
}

// TestFaults is the property: whatever is lost, doubled and overtaken between the two sides, at the end each payment has one end,
// on both sides the same, and the settlement account has moved once for each.
func TestFaults(t *testing.T) {
	first := uint64(time.Now().UnixNano())
	rounds := 5
	if testing.Short() {
		rounds = 2
	}
	for i := range rounds {
		seed := first + uint64(i)
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { faults(t, seed) })
	}
}

func faults(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	w := newWorld(t, &network{rng: rand.New(rand.NewPCG(seed, 2)), lose: rng.IntN(41), dup: rng.IntN(41), late: rng.IntN(61)})
	orders := map[store.ID]string{}
	var credits []*iso20022.CreditTransfer
	paidIn := money.Amount(0)
	for i := range 5 + rng.IntN(25) {
		amount := []money.Amount{1, 99, 1000, 6_000_000}[rng.IntN(4)]
		switch to := []string{"62220200001", "bad", "lost", "in", "in-net"}[rng.IntN(5)]; to {
		case "in", "in-net":
			scheme := map[string]string{"in": iso20022.RealTime, "in-net": iso20022.Net}[to]
			d := inward(uetrOf(i+1), amount, "payee", scheme)
			w.house.send(d, scheme)
			paidIn += amount
			if scheme == iso20022.Net {
				credits = append(credits, d)
			}
		default:
			id, _ := w.pay(amount, to)
			orders[id] = to
		}
	}
	w.until("all but the netted have ended", func() bool { return w.netted(len(credits)) })
	w.house.cutOff("W-1", credits)
	w.quiet()
	w.settledEqualsPosted()
	w.agree(orders)
	if got := w.balance("payee"); got != paidIn {
		t.Errorf("the payee has %d of %d", got, paidIn)
	}
}

// netted reports whether nothing but accepted payments of the window is under way, on both sides.
func (w *world) netted(credits int) bool {
	ready := true
	n := 0
	w.view(func(q store.Querier) error {
		s, err := w.c.Status(q)
		for _, p := range s.UnderWay {
			if p.State != "accepted" || p.Scheme != iso20022.Net {
				ready = false
			}
			n += int(p.Count)
		}
		ready = ready && s.Queued == 0
		return err
	})
	w.house.mu.Lock()
	defer w.house.mu.Unlock()
	return ready && n == credits+len(w.house.window)
}

// agree compares the orders with what the house has of them.
func (w *world) agree(orders map[store.ID]string) {
	w.Helper()
	w.house.mu.Lock()
	defer w.house.mu.Unlock()
	if len(w.house.payments) != len(orders) {
		w.Errorf("the house has %d payments of %d", len(w.house.payments), len(orders))
	}
	for id, to := range orders {
		want := payment.Settled
		if to == "bad" {
			want = payment.Rejected
		}
		if got := w.state(id); got != want {
			w.Errorf("order %s to %s is %s, want %s", id, to, got, want)
		}
	}
}
