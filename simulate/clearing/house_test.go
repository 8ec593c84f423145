package clearing

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
	"tonghui/simulate"
	"tonghui/simulate/clearing/message"
)

var (
	ctx   = context.Background()
	codes = []string{"102100000097", "105290000176", "403100000012"}
	onDay = calendar.MustOf(2026, time.November, 24)
)

// newHouse is a house of three played banks, with 1,000 yuan and a cap of 300 yuan each, on its first day. Nothing runs by
// itself: drain works off what waits.
func newHouse(t testing.TB, o Options) *House {
	t.Helper()
	store.SQLiteOnly(t, "a simulator's database is a file of its own")
	clock := time.Date(2026, time.November, 24, 1, 0, 0, 0, time.UTC)
	st := store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: func() time.Time { return clock }}, Schema())
	if o.Key == nil {
		key, err := signature.Generate(signature.Ed25519)
		if err != nil {
			t.Fatal(err)
		}
		o.Key = key
	}
	h := New(st, o)
	for _, code := range codes {
		if err := h.Join(ctx, Participant{Code: code, Name: "行" + code, Played: true, Balance: 1_000_00, Cap: 300_00}); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.OpenDay(ctx, onDay); err != nil {
		t.Fatal(err)
	}
	return h
}

// drain delivers to the played banks until nothing waits.
func drain(t testing.TB, h *House) {
	t.Helper()
	for more := true; more; {
		more = false
		for _, code := range codes {
			n, err := h.deliverDue(ctx, code)
			if err != nil {
				t.Fatal(err)
			}
			more = more || n > 0
		}
	}
}

func inject(t testing.TB, h *House, in Inbound) string {
	t.Helper()
	uetr := NewUETR()
	if in.DebtorAccount == "" {
		in.DebtorAccount, in.DebtorName, in.Name = "6225880100000001", "张伟", "李娜"
	}
	if err := h.st.Update(ctx, func(tx *store.Tx) error { return h.inject(tx, in, uetr) }); err != nil {
		t.Fatal(err)
	}
	return uetr
}

func find(t testing.TB, h *House, uetr string, k kind) (p *Payment) {
	t.Helper()
	err := h.st.View(ctx, func(v *store.View) (err error) {
		p, err = payment(v, uetr, k)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPlayedBanksAnswerByRule(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Options{Timeout: time.Nanosecond})
	for _, c := range []struct {
		ending, scheme string
		status, reason string
		back           string // status of the return, "" for none
		asked          bool   // it answers only when it is asked
	}{
		{"01", RTP, settled, "", "", false}, {"01", DNS, accepted, "", "", false},
		{"99", RTP, refused, "AC04", "", false}, {"98", DNS, refused, "AC06", "", false}, {"97", RTP, refused, "AC01", "", false},
		{"96", RTP, refused, "BE01", "", false}, {"95", RTP, refused, "AG01", "", false}, {"94", RTP, refused, "AM02", "", false},
		{"92", RTP, settled, "", settled, false}, {"92", DNS, accepted, "", accepted, false},
		{"93", RTP, settled, "", "", true}, {"93", DNS, accepted, "", "", true},
	} {
		uetr := inject(t, h, Inbound{From: codes[0], To: codes[1], Account: "62258801000000" + c.ending, Amount: 1_23, Scheme: c.scheme})
		drain(t, h)
		if c.asked {
			if p := find(t, h, uetr, pay); p.Status != inProcess {
				t.Errorf("%s %s: answered before it was asked: %s", c.ending, c.scheme, p.Status)
			}
			if err := h.st.Update(ctx, func(tx *store.Tx) error { return h.ask(tx, find(t, h, uetr, pay)) }); err != nil {
				t.Fatal(err)
			}
			drain(t, h)
		}
		p, back := find(t, h, uetr, pay), find(t, h, uetr, back)
		if p.Status != c.status || p.Reason != c.reason || (back != nil) != (c.back != "") || back != nil && back.Status != c.back {
			t.Errorf("%s %s: %s %s, return %v", c.ending, c.scheme, p.Status, p.Reason, back)
		}
	}
	if total, err := h.Check(ctx); err != nil || total != 3_000_00 {
		t.Errorf("%d %v", total, err)
	}
}

// TestBooksBalance: whatever is paid, refused, returned and netted, in whatever order, money neither appears nor vanishes.
func TestBooksBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		h := newHouse(round, Options{})
		next := onDay
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			switch rapid.IntRange(0, 9).Draw(r, "what") {
			case 0:
				if _, err := h.CutOff(ctx); err != nil {
					r.Fatal(err)
				}
			case 1:
				next++
				if err := h.CloseDay(ctx, next); err != nil {
					r.Fatal(err)
				}
			case 2:
				drain(round, h)
			default:
				inject(round, h, Inbound{From: rapid.SampledFrom(codes).Draw(r, "from"), To: rapid.SampledFrom(codes).Draw(r, "to"),
					Account: "62258801000000" + rapid.SampledFrom([]string{"01", "99", "92", "93"}).Draw(r, "account"),
					Amount:  money.Amount(rapid.IntRange(1, 400_00).Draw(r, "amount")), Scheme: rapid.SampledFrom([]string{RTP, DNS}).Draw(r, "scheme")})
			}
			if total, err := h.Check(ctx); err != nil || total != 3_000_00 {
				r.Fatalf("total %d: %v", total, err)
			}
		}
	})
}

func TestTheCapHolds(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Options{})
	first := inject(t, h, Inbound{From: codes[0], To: codes[1], Account: "01", Amount: 300_00, Scheme: DNS})
	second := inject(t, h, Inbound{From: codes[0], To: codes[1], Account: "01", Amount: 1, Scheme: DNS})
	drain(t, h)
	if a, b := find(t, h, first, pay), find(t, h, second, pay); a.Status != accepted || b.Status != refused || b.Reason != "AM04" {
		t.Errorf("%s, %s %s", a.Status, b.Status, b.Reason)
	}
	// What is owed in the window is no longer there for real-time payments, so that the window always settles.
	third := inject(t, h, Inbound{From: codes[0], To: codes[1], Account: "01", Amount: 700_01, Scheme: RTP})
	fourth := inject(t, h, Inbound{From: codes[0], To: codes[1], Account: "01", Amount: 700_00, Scheme: RTP})
	drain(t, h)
	if a, b := find(t, h, third, pay), find(t, h, fourth, pay); a.Reason != "AM04" || b.Status != settled {
		t.Errorf("%s %s, %s", a.Status, a.Reason, b.Status)
	}
	if _, err := h.CutOff(ctx); err != nil {
		t.Fatal(err)
	}
	if p, err := h.Position(ctx, codes[0]); err != nil || p.Balance != 0 || p.NetDebit != 0 {
		t.Errorf("%+v %v", p, err)
	}
}

// TestStatementAndPlants: a statement adds up, and a planted difference is in the statement only.
func TestStatementAndPlants(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Options{})
	for range 3 {
		inject(t, h, Inbound{From: codes[0], To: codes[1], Account: "01", Amount: 10_00, Scheme: RTP})
		inject(t, h, Inbound{From: codes[1], To: codes[0], Account: "01", Amount: 5_00, Scheme: DNS})
	}
	drain(t, h)
	if _, err := h.CutOff(ctx); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		plant string
		lines int
		sum   money.Amount
	}{{"", 4, -15_00}, {"missing", 3, -5_00}, {"amount", 3, -5_01}, {"extra", 4, 118_44}} {
		if c.plant != "" {
			if err := h.st.Update(ctx, func(tx *store.Tx) error { return insertPlant(tx, codes[0], onDay, c.plant) }); err != nil {
				t.Fatal(err)
			}
		}
		err := h.st.View(ctx, func(v *store.View) error {
			lines, booked, err := statementOf(v, codes[0], onDay)
			var sum money.Amount
			for _, l := range lines {
				sum += l.amount
			}
			if booked != -15_00 || len(lines) != c.lines || sum != c.sum {
				t.Errorf("%d: booked %s, %d lines of %s", i, booked, len(lines), sum)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := h.statement(ctx, statementOrder{Participant: codes[0], Date: onDay}); err != nil {
		t.Fatal(err)
	}
	if err := h.st.View(ctx, func(v *store.View) error {
		all, err := sent(v, "")
		for _, m := range all {
			if _, err := message.Read(m.body); err != nil {
				t.Errorf("%s %s: %v", m.Version, m.Biz, err)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestPagesOfAWindow: more payments than a page holds come in pages, each with its own net.
func TestPagesOfAWindow(t *testing.T) {
	var all []Payment
	for i := range 2_500 {
		p := Payment{UETR: NewUETR(), TxID: "t", Payer: codes[i%2], Payee: codes[1-i%2], Amount: money.Amount(i + 1)}
		all = append(all, p)
	}
	pages := pagesOf(codes[0], all)
	var net money.Amount
	for _, p := range pages {
		net += netOf(codes[0], p)
	}
	if len(pages) != 3 || len(pages[2]) != 500 || net != 1_250 || len(pagesOf(codes[2], all)) != 0 {
		t.Errorf("%d pages, net %s", len(pages), net)
	}
	doc := notification(message.El("GrpHdr", message.Val("MsgId", "M"), message.Val("CreDtTm", message.Time(time.Now()))), codes[0],
		window{Name: "W-2026-11-24-01", Day: onDay}, 1, false, pages[0], time.Now())
	e := message.Envelope{From: DefaultCode, To: codes[0], ID: "N", Version: message.Camt054, At: time.Now(), Doc: doc}
	if raw := e.Write(); len(raw) > message.MaxBytes {
		t.Errorf("a page has %d bytes", len(raw))
	} else if _, err := message.Read(raw); err != nil {
		t.Error(err)
	}
}

// TestCrashComesAfterKeeping: the fault crash dies when the message is kept and before it is answered.
func TestCrashComesAfterKeeping(t *testing.T) {
	t.Parallel()
	var died atomic.Int64
	store.SQLiteOnly(t, "a simulator's database is a file of its own")
	st := store.Test(t, Schema())
	key, err := signature.Generate(signature.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	faults, err := simulate.ParseFaults("crash", 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	h := New(st, Options{Key: key, Faults: faults, Kill: func() { died.Add(1); panic(http.ErrAbortHandler) }})
	if err := h.Join(ctx, Participant{Code: codes[0], Name: "行", URL: "http://localhost:1", PublicKey: string(key.Public().PEM()), Balance: 1, Cap: 1}); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h.Handler())
	defer srv.Close()
	e := message.Envelope{From: codes[0], To: DefaultCode, ID: "Q1", Version: message.Pacs028, At: time.Now(),
		Doc: message.El("FIToFIPmtStsReq", message.El("GrpHdr", message.Val("MsgId", "M"), message.Val("CreDtTm", message.Time(time.Now()))),
			message.El("TxInf", message.El("OrgnlGrpInf", message.Val("OrgnlMsgId", "O"), message.Val("OrgnlMsgNmId", message.Pacs008)),
				message.Val("OrgnlUETR", NewUETR())))}
	c := http.Client{Transport: &signature.Signer{Client: codes[0], Key: key, Now: time.Now}}
	r, err := c.Post(srv.URL+"/iso20022/messages", "application/xml", strings.NewReader(string(e.Write())))
	if err == nil {
		r.Body.Close()
		t.Fatalf("answered %d", r.StatusCode)
	}
	err = st.View(ctx, func(v *store.View) error {
		_, ok, err := receivedBefore(v, codes[0], "Q1")
		if !ok || died.Load() == 0 {
			t.Errorf("kept %v, died %d times", ok, died.Load())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestContractIsTheProtocol: what the house publishes is the text in docs.
func TestContractIsTheProtocol(t *testing.T) {
	want, err := os.ReadFile("../../docs/clearing-protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	got, err := contractFiles.ReadFile("contract/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("contract/protocol.md is old: copy docs/clearing-protocol.md over it")
	}
}

func TestDayFollowsTheClock(t *testing.T) {
	t.Parallel()
	h := newHouse(t, Options{CutOffs: []string{"08:00", "10:00", "17:00"}}) // it is 09:00 in Shanghai
	if err := h.keepTime(ctx); err != nil {
		t.Fatal(err)
	}
	at, err := h.Position(ctx, codes[0])
	if err != nil || at.Window != "W-2026-11-24-01" {
		t.Errorf("%+v %v", at, err)
	}
	for clock, want := range map[string]int64{"07:59": 0, "08:00": 1, "10:01": 2, "23:59": 3} {
		now, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-24 "+clock, h.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.passed(now, onDay); got != want {
			t.Errorf("%s: %d cut-offs have passed, should be %d", clock, got, want)
		}
	}
}
