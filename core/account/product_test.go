package account

import (
	"context"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/party"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func TestDefaultsAreRight(t *testing.T) {
	digits, have := map[int]string{}, map[Kind]bool{}
	for _, p := range Defaults() {
		if err := p.check(); err != nil {
			t.Errorf("%s: %v", p.Code, err)
		}
		if other := digits[p.Digits]; other != "" {
			t.Errorf("%s and %s share their digits", p.Code, other)
		}
		digits[p.Digits], have[p.Kind] = p.Code, true
	}
	for _, k := range kinds {
		if !have[k] {
			t.Errorf("no product of kind %s", k)
		}
	}
	for _, f := range DefaultTariff() {
		if err := f.check(); err != nil {
			t.Errorf("%s: %v", f.Item, err)
		}
	}
}

func TestProductCheck(t *testing.T) {
	for name, change := range map[string]func(*Product){
		"code": func(p *Product) { p.Code = "Demand deposit" }, "digits": func(p *Product) { p.Digits = 1000 }, "kind": func(p *Product) { p.Kind = "gold" },
		"name": func(p *Product) { p.NameZH = "" }, "currency": func(p *Product) { p.Currencies = []money.Currency{"XAU"} },
		"holders": func(p *Product) { p.Holders = []Holder{"cat"} }, "level": func(p *Product) { p.Level = 9 }, "minimum": func(p *Product) { p.MinOpen = -1 },
		"term": func(p *Product) { p.TermMonths = 12 }, "notice": func(p *Product) { p.NoticeDays = 7 }, "channel": func(p *Product) { p.Channels = []string{"telex"} },
		"cash is no channel": func(p *Product) { p.Channels = []string{Cash} }, "limit": func(p *Product) { p.Limits = []Limit{{SingleMax: yuan(-1)}} },
		"cash of general": func(p *Product) { p.Kind, p.Cash = General, true }, "temporary over two years": func(p *Product) { p.Kind, p.TermMonths = Temporary, 25 },
	} {
		p := Defaults()[0]
		change(&p)
		if err := p.check(); !is(err, ErrProductField) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestProductsAreDated: a version holds from its day on and never from yesterday; what is open keeps its kind.
func TestProductsAreDated(t *testing.T) {
	b := newBank(t)
	p, err := b.Product("demand", day1)
	b.must(err)
	set := func(from calendar.Date, p Product) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.SetProduct(tx, ProductChange{From: from, Product: p, Reason: "test"})
			return err
		})
	}
	p.MinOpen = 1_00
	for name, c := range map[string]struct {
		err  error
		want *problem.Error
	}{
		"yesterday":      {set(day1-1, p), ErrPast},
		"far ahead":      {set(day1+3000, p), ErrFar},
		"as it is":       {set(day1, mustProduct(b, "demand")), ErrSame},
		"another kind":   {set(day1, changed(p, func(p *Product) { p.Kind = Passbook })), ErrKindStays},
		"another chart":  {set(day1, changed(p, func(p *Product) { p.Chart = "2012" })), ErrKindStays},
		"others' digits": {set(day1, changed(p, func(p *Product) { p.Code, p.Digits = "new", 202 })), ErrDigitsTaken},
		"no product":     {set(day1, Product{}), ErrProductField},
	} {
		if !is(c.err, c.want) {
			t.Errorf("%s: %v, want %s", name, c.err, c.want.Code)
		}
	}
	b.must(set(day1+10, p))
	for on, want := range map[calendar.Date]money.Amount{day1: 0, day1 + 9: 0, day1 + 10: 1_00, day1 + 500: 1_00} {
		if got, err := b.Product("demand", on); err != nil || got.MinOpen != want {
			t.Errorf("on %s: %d %v", on, got.MinOpen, err)
		}
	}
	p.MinOpen = 2_00
	b.must(set(day1+10, p)) // the last word on one day counts
	if got, _ := b.Product("demand", day1+10); got.MinOpen != 2_00 {
		t.Errorf("two on one day: %d", got.MinOpen)
	}
	p.Offered = false
	b.must(set(day1, p))
	if _, err := b.open(NewAccount{Owner: wang, Product: "demand"}); !is(err, ErrNotOffered) {
		t.Errorf("a product that was withdrawn: %v", err)
	}
	b.clean()
}

func changed(p Product, f func(*Product)) Product {
	f(&p)
	return p
}

func mustProduct(b *bank, code string) Product {
	p, err := b.Product(code, day1)
	b.must(err)
	return p
}

// TestFourEyes: who proposes doesn't approve; the tariff changes when somebody else has.
func TestFourEyes(t *testing.T) {
	b := newBank(t)
	as := func(word string, f func(tx *store.Tx) error) error {
		return b.st.Update(auth.WithSubject(ctx, b.callers[word]), f)
	}
	item := DefaultTariff()[0]
	item.Flat = 200_00
	var id store.ID
	b.must(as("accountant", func(tx *store.Tx) error {
		a, err := b.ProposeFee(tx, FeeChange{From: day1, Item: item, Reason: "成本上升"})
		if err == nil {
			id = a.ID
		}
		return err
	}))
	fee := func() money.Amount {
		got, err := b.Fee(nil, FeeOpening, 0, day1, Account{Currency: "CNY", Holder: ForFirm})
		b.must(err)
		return got
	}
	if fee() != 100_00 {
		t.Errorf("the proposal alone changed the fee to %d", fee())
	}
	approve := func(word string) error {
		return as(word, func(tx *store.Tx) error {
			_, err := b.reg.Approve(ctx, tx, id, "")
			return err
		})
	}
	if err := approve("accountant"); problem.Of(err).Code != "approval.own" {
		t.Errorf("her own: %v", err)
	}
	b.must(approve("accountant2"))
	if fee() != 200_00 {
		t.Errorf("approved, and it costs %d", fee())
	}
	lines := b.describeFee(ctx, mustJSON(FeeChange{From: day1, Item: changedItem(item)}))
	if len(lines) < 5 || lines[0].Value != day1.String() {
		t.Errorf("lines %+v", lines)
	}
	if lines := b.describeProduct(context.Background(), mustJSON(ProductChange{From: day1, Product: Defaults()[0]})); len(lines) < 8 {
		t.Errorf("lines %+v", lines)
	}
	b.clean()
}

func changedItem(f FeeItem) FeeItem {
	f.Flat++
	return f
}

func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func TestFees(t *testing.T) {
	items := map[string]FeeItem{}
	for _, f := range DefaultTariff() {
		items[f.Item] = f
	}
	for _, c := range []struct {
		item   string
		amount money.Amount
		who    Holder
		want   money.Amount
	}{
		{"transfer.interbank", 1, ForFirm, 5_00}, {"transfer.interbank", 10_000_00, ForFirm, 5_00}, {"transfer.interbank", 10_000_01, ForFirm, 10_00},
		{"transfer.interbank", 2_000_000_00, ForFirm, 200_00}, {"transfer.interbank", 2_000_000_00, ForPerson, 0}, {"transfer.inbank", 5, ForFirm, 0},
		{"custody.month", 1, ForFirm, 100_00}, {"custody.month", 1_000_000_00, ForFirm, 500_00}, {"custody.month", 1_000_000_000_00, ForFirm, 10_000_00},
		{"batch.line", 7, ForFirm, 50}, {"batch.line", -7, ForFirm, 0},
	} {
		f := items[c.item]
		if got, err := f.fee(c.amount, c.who); err != nil || got != c.want {
			t.Errorf("%s of %d for a %s: %d %v, want %d", c.item, c.amount, c.who, got, err, c.want)
		}
	}
	for name, change := range map[string]func(*FeeItem){
		"item": func(f *FeeItem) { f.Item = "X" }, "name": func(f *FeeItem) { f.NameEN = "" }, "flat": func(f *FeeItem) { f.Flat = -1 },
		"max": func(f *FeeItem) { f.Min, f.Max = 2, 1 }, "rate": func(f *FeeItem) { f.Rate = money.RateBP(10_001) }, "currency": func(f *FeeItem) { f.Of = "" },
		"free": func(f *FeeItem) { f.Free = []Holder{"cat"} }, "steps": func(f *FeeItem) { f.Steps = []FeeStep{{10, 1}, {10, 2}} },
	} {
		f := DefaultTariff()[0]
		change(&f)
		if err := f.check(); !is(err, ErrFeeField) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFeeBounds: a fee is never below zero, never above its bound, and never falls as the amount rises.
func TestFeeBounds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := FeeItem{Item: "test.item", NameZH: "项", NameEN: "Item", Of: "CNY", Flat: money.Amount(rapid.Int64Range(0, 1000).Draw(r, "flat")),
			Rate: money.RateBP(rapid.Int64Range(0, 500).Draw(r, "bp")), Min: money.Amount(rapid.Int64Range(0, 1000).Draw(r, "min"))}
		f.Max = f.Min + money.Amount(rapid.Int64Range(1, 10_000).Draw(r, "max"))
		if err := f.check(); err != nil {
			r.Fatal(err)
		}
		low := money.Amount(rapid.Int64Range(0, 1<<40).Draw(r, "low"))
		high := low + money.Amount(rapid.Int64Range(0, 1<<40).Draw(r, "more"))
		a, err := f.fee(low, ForFirm)
		b, err2 := f.fee(high, ForFirm)
		if err != nil || err2 != nil || a < 0 || b > f.Max || a > b {
			r.Fatalf("%d costs %d, %d costs %d: %v %v", low, a, high, b, err, err2)
		}
	})
}

// TestCharge: a fee is taken once for each reference, also by many at once; free is free; nothing is taken that isn't there.
func TestCharge(t *testing.T) {
	b := newBank(t)
	a := b.demand(wang, 12_00)
	charge := func(item, reference string) (c Charged, err error) {
		err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
			c, err = b.Charge(tx, Charging{Account: a.ID, Item: item, Reference: reference})
			return err
		})
		return c, err
	}
	done := make(chan error)
	for range 6 {
		go func() {
			c, err := charge("card.issue", "r1")
			if err == nil && c.Fee != 5_00 {
				t.Errorf("charged %+v", c)
			}
			done <- err
		}()
	}
	for range 6 {
		b.must(<-done)
	}
	if got := b.balance(a.ID); got != 7_00 {
		t.Errorf("left %d", got)
	}
	if c, err := charge("transfer.interbank", "r2"); err != nil || c.Fee != 0 {
		t.Errorf("free for people: %+v %v", c, err)
	}
	if c, err := charge("not.published", "r3"); err != nil || c.Fee != 0 {
		t.Errorf("what isn't published: %+v %v", c, err)
	}
	if _, err := charge("card.replace", "r4"); problem.Of(err).Code != "ledger.insufficient_funds" {
		t.Errorf("more than there is: %v", err)
	}
	if _, err := charge("card.issue", ""); !is(err, ErrReference) {
		t.Errorf("no reference: %v", err)
	}
	b.clean()
}

func TestBound(t *testing.T) {
	p := Defaults()[0]
	for _, c := range []struct {
		level       party.Level
		channel     string
		single, day *money.Amount
	}{
		{party.FaceToFace, App, yuan(500_000), yuan(1_000_000)}, {party.Documented, App, yuan(10_000), yuan(10_000)},
		{party.Declared, App, yuan(2_000), yuan(2_000)}, {party.FaceToFace, Counter, nil, nil}, {party.FaceToFace, Card, nil, yuan(50_000)},
	} {
		b := p.bound(c.level, c.channel)
		if !sameAmount(b.SingleMax, c.single) || !sameAmount(b.DayMax, c.day) {
			t.Errorf("level %d by %s: %+v", c.level, c.channel, b)
		}
	}
}

func sameAmount(a, b *money.Amount) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
