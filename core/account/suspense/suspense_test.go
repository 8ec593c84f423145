package suspense

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func TestBuckets(t *testing.T) {
	for days, want := range map[int]int{0: 0, 1: 0, 2: 1, 3: 1, 4: 2, 7: 2, 8: 3, 30: 3, 31: 4, 90: 4, 91: 5, 4_000: 5} {
		if got := bucketOf(days); got != want {
			t.Errorf("%d days: bucket %d, want %d", days, got, want)
		}
	}
}

// TestClear: items are cleared in parts, returned, and refused where they must.
func TestClear(t *testing.T) {
	b := newBank(t)
	for range 2 { // the same again is the same item
		b.must(b.received("order/1", 400))
	}
	if err := b.st.Update(ctx, func(tx *store.Tx) error { return b.Park(tx, "payment.BE01", b.holding, 1, "x", "order/1") }); !errors.Is(err, ErrParkedOtherwise) {
		t.Errorf("another amount: %v", err)
	}
	it, err := b.moved("order/2", 300, false)
	b.must(err)
	owed, err := b.moved("till/3", 70, true)
	b.must(err)
	if it.Side != Payable || owed.Side != Receivable || b.balance(it.Account) != 300 || b.balance(owed.Account) != 70 || it.Since != day1 {
		t.Errorf("%+v, %+v", it, owed)
	}
	for name, m := range map[string]Moving{"no amount": {Code: "a", Object: "b"}, "no code": {Object: "b", Amount: 1}, "no object": {Code: "a", Amount: 1}} {
		if err := b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.Move(tx, m); return err }); !errors.Is(err, ErrParking) {
			t.Errorf("%s: %v", name, err)
		}
	}
	part := Clearing{Item: it.ID, Version: 1, Reference: "1", Amount: 120, To: b.customer}
	for range 2 {
		got, err := b.cleared(part)
		b.must(err)
		if got.Left != 180 || got.State != Open || b.balance(b.customer) != 120 {
			t.Errorf("after a part: %+v", got)
		}
	}
	part.Amount = 121
	b.refused(ErrReference, part)
	b.refused(ErrVersion, Clearing{Item: it.ID, Version: 1, Reference: "2", To: b.customer})
	b.refused(ErrAmount, Clearing{Item: it.ID, Reference: "2", Amount: 181, To: b.customer})
	b.refused(ErrAmount, Clearing{Item: it.ID, Reference: "2", Amount: 10}) // back in part
	b.refused(ErrTo, Clearing{Item: it.ID, Reference: "2", To: b.holding})
	b.refused(ErrReason, Clearing{Item: it.ID, To: b.customer})
	b.refused(ErrUnknown, Clearing{Item: 7, Reference: "2", To: b.customer})
	b.refused(ledger.ErrUnknownAccount, Clearing{Item: it.ID, Reference: "2", To: 7})
	got, err := b.cleared(Clearing{Item: it.ID, Reference: "2"})
	b.must(err)
	if got.State != Returned || b.balance(it.Account) != 0 || b.balance(b.transit) != 400-70+120 {
		t.Errorf("returned: %+v, transit %d", got, b.balance(b.transit))
	}
	b.refused(ErrDone, Clearing{Item: it.ID, Reference: "3", To: b.customer})
	if _, err := b.cleared(Clearing{Item: owed.ID, Reference: "1", To: b.customer}); err != nil || b.balance(b.customer) != 50 {
		t.Errorf("what was owed is taken: %v, %d", err, b.balance(b.customer))
	}
	b.proved()
}

// TestTwoPeople: beyond the threshold somebody else decides, and what has changed meanwhile is refused.
func TestTwoPeople(t *testing.T) {
	b := newBank(t)
	it, err := b.moved("order/1", 600, false)
	b.must(err)
	c := Clearing{Item: it.ID, Version: 1, Reference: "1", To: b.customer, Reason: "查明"}
	b.refused(ErrThreshold, c)
	propose := func(who context.Context) (id store.ID) {
		b.must(b.st.Update(who, func(tx *store.Tx) error {
			a, err := b.Propose(tx, c)
			if err == nil {
				id = a.ID
			}
			return err
		}))
		return id
	}
	first := propose(b.staff(1))
	c.Reference = "2"
	second := propose(b.staff(1))
	approve := func(who context.Context, id store.ID) error {
		return b.st.Update(who, func(tx *store.Tx) error { _, err := b.reg.Approve(who, tx, id, "已核"); return err })
	}
	if err := approve(b.staff(1), first); problem.Of(err).Code != "approval.own" {
		t.Errorf("her own: %v", err)
	}
	b.must(approve(b.staff(2), first))
	if err := approve(b.staff(2), second); !errors.Is(err, ErrDone) {
		t.Errorf("the second: %v", err)
	}
	got, err := b.Get(ctx, it.ID)
	b.must(err)
	if got.State != Cleared || len(got.Moves) != 1 || got.Moves[0].Person != "2" || b.balance(b.customer) != 600 {
		t.Errorf("%+v", got)
	}
	b.proved()
}

// TestAge: the step goes through all open items in chunks, raises buckets once and leaves what is done.
func TestAge(t *testing.T) {
	b := newBank(t)
	for i := range ageChunk + 5 {
		b.must(b.received(fmt.Sprint("order/", i), 10))
	}
	step := b.Steps()[0]
	total, err := step.Total(ctx, day1)
	b.must(err)
	run := func(d calendar.Date) (n int) {
		for cursor, more := "", true; more; more = cursor != "" {
			b.ok(func(tx *store.Tx) error {
				next, did, err := step.Chunk(ctx, tx, d, cursor)
				tx.AfterCommit(func() { cursor, n = next, n+did })
				return err
			})
		}
		return n
	}
	if n := run(day1 + 5); n != ageChunk+5 || total != n {
		t.Errorf("aged %d of %d", n, total)
	}
	if n := run(day1); n != total { // an earlier date makes nobody younger
		t.Errorf("again: %d", n)
	}
	b.must(b.st.View(ctx, func(v *store.View) error {
		found, err := ages(v, filter{Filter: auth.Filter{All: true}})
		if len(found) != 1 || found[0].Bucket != 2 || found[0].Items != int64(total) || found[0].Left != money.Amount(10*total) {
			t.Errorf("%+v", found)
		}
		return err
	}))
	b.proved()
}

// TestMain keeps the ordinary run short: fewer histories than rapid's default, unless RAPID_CHECKS asks for more.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "40"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestConserves: whatever is parked and cleared, the items are what the accounts hold and no money appears or goes.
func TestConserves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		b := newBank(round)
		var ids []store.ID
		for i := range rapid.IntRange(1, 20).Draw(rt, "steps") {
			amount := money.Amount(rapid.IntRange(1, 500).Draw(rt, "amount"))
			object := fmt.Sprint("o/", rapid.IntRange(0, i).Draw(rt, "object"))
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				b.refusal(b.received(object, amount))
			case 1:
				it, err := b.moved(object, amount, rapid.Bool().Draw(rt, "owed"))
				if b.refusal(err); err == nil {
					ids = append(ids, it.ID)
				}
			default:
				if len(ids) > 0 {
					c := Clearing{Item: ids[rapid.IntRange(0, len(ids)-1).Draw(rt, "item")], Reference: fmt.Sprint(i), Amount: amount, To: b.customer}
					if rapid.Bool().Draw(rt, "back") {
						c.Amount, c.To = 0, 0
					}
					_, err := b.cleared(c)
					b.refusal(err)
				}
			}
		}
		b.proved()
	})
}

func (b *bank) refusal(err error) {
	b.Helper()
	if k := problem.KindOf(err); err != nil && (k == problem.Internal || k == problem.Unavailable) {
		b.Fatal(err)
	}
}

// TestTogether: of many clearings of one item at once, no more than it is leaves it.
func TestTogether(t *testing.T) {
	b := newBank(t)
	it, err := b.moved("order/1", 500, false)
	b.must(err)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			_, err := b.cleared(Clearing{Item: it.ID, Reference: fmt.Sprint(i / 2), Amount: 100, To: b.customer})
			if err != nil && !errors.Is(err, ErrDone) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if b.balance(b.customer) != 500 || b.balance(it.Account) != 0 {
		t.Errorf("%d and %d", b.balance(b.customer), b.balance(it.Account))
	}
	b.proved()
}

// TestFirstTogether: many who park the first money of a branch at once find one account, and each object is one item.
func TestFirstTogether(t *testing.T) {
	b := newBank(t)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if _, err := b.moved(fmt.Sprint("order/", i/2), 10, false); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b.must(b.st.View(ctx, func(v *store.View) error {
		all, err := places(v)
		if len(all) != 1 {
			t.Errorf("%d accounts were opened", len(all))
		}
		return err
	}))
	if got := b.balance(b.transit); got != 60 {
		t.Errorf("transit is %d", got)
	}
	b.proved()
}

// Admit knows callers by the header X-Caller.
func (b *bank) Admit(r *http.Request) (*auth.Subject, error) {
	switch r.Header.Get("X-Caller") {
	case "accountant":
		return auth.SubjectOf(b.staff(1)), nil
	case "operator":
		s := auth.SubjectOf(b.staff(3))
		s.Hat.Roles = []auth.Role{auth.Operations}
		return s, nil
	case "teller":
		s := auth.SubjectOf(b.staff(2))
		s.Hat.Roles = []auth.Role{auth.Teller}
		return s, nil
	}
	return nil, nil
}

func TestOverHTTP(t *testing.T) {
	b := newBank(t)
	for _, s := range app.Schemas() {
		_, err := b.st.Migrate(ctx, "test", append(schemas, s)...)
		b.must(err)
	}
	a, err := app.New(b.st, app.Config{Admit: []app.Authenticator{b}, AccessLog: app.LogNone}, app.ApprovalModule(b.reg), b.Module())
	b.must(err)
	srv := httptest.NewServer(a.Handler())
	defer srv.Close()
	it, err := b.moved("order/1", 400, false)
	b.must(err)
	at := "/v1/suspense/items/" + it.ID.String()
	to := fmt.Sprintf(`{"version":1,"reference":"1","amount":"100","to":"%s","reason":"查明"}`, b.customer)
	for i, c := range []struct {
		who, method, path, body string
		status                  int
		has                     string
	}{
		{"", "GET", "/v1/suspense/items", "", 401, "app.sign_in"},
		{"teller", "GET", "/v1/suspense/items", "", 403, "app.forbidden"},
		{"accountant", "GET", "/v1/suspense/items?state=open&branch=0001&bucket=0&code=payment.AC01", "", 200, `"left":"400"`},
		{"operator", "GET", "/v1/suspense/ages", "", 200, `"items":1`},
		{"operator", "POST", at + "/clear", to, 403, "app.forbidden"},
		{"accountant", "POST", at + "/assign", `{"version":1,"to":"77"}`, 200, `"assigned":"77"`},
		{"accountant", "POST", at + "/clear", to, 409, "suspense.version"},
		{"accountant", "POST", at + "/clear", strings.Replace(to, `"version":1`, `"version":2`, 1), 200, `"left":"300"`},
		{"accountant", "POST", at + "/proposals", `{"version":3,"reference":"2","reason":"退回"}`, 202, "suspense.clear"},
		{"operator", "GET", at, "", 200, `"kind":"clear"`},
		{"operator", "GET", "/v1/suspense/items/7", "", 404, "suspense.unknown"},
	} {
		r, err := http.NewRequest(c.method, srv.URL+c.path, strings.NewReader(c.body))
		b.must(err)
		r.Header.Set("X-Caller", c.who)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", fmt.Sprint("key-", i))
		resp, err := srv.Client().Do(r)
		b.must(err)
		var out strings.Builder
		_ = resp.Write(&out)
		if resp.StatusCode != c.status || !strings.Contains(out.String(), c.has) {
			t.Errorf("%s %s %s: %d %s", c.who, c.method, c.path, resp.StatusCode, out.String())
		}
	}
	b.proved()
}
