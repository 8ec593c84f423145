package points

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

var ctx = context.Background()

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

var schemas = []store.Schema{{Module: "points", Files: Schema()}, {Module: "audit", Files: audit.Schema()}}

// office is a store with the room under test.
type office struct {
	testing.TB
	*Points
	log    *audit.Log
	micros atomic.Int64
}

const (
	wang auth.Party = 1001
	li   auth.Party = 1002
)

func newOffice(t testing.TB) *office {
	o := &office{TB: t}
	o.micros.Store(start.UnixMicro())
	st := store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: o.now}, schemas...)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	o.must(err)
	o.log = audit.New(st, audit.Config{Key: key})
	o.Points = New(st, Options{Audit: o.log})
	for _, s := range o.AuditSources() {
		o.log.AddSource(s)
	}
	return o
}

func (o *office) now() time.Time          { return time.UnixMicro(o.micros.Load()).UTC() }
func (o *office) advance(d time.Duration) { o.micros.Add(d.Microseconds()) }

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) wants(err, want error) {
	o.Helper()
	if !errors.Is(err, want) {
		o.Errorf("got %v, want %v", err, want)
	}
}

func (o *office) rule(r Rule) {
	o.Helper()
	if r.NameZH = "规则"; r.From == 0 {
		r.From, r.Until = dayOf(o.now()), calendar.MustOf(2099, 12, 31)
	}
	r.NameEN = "rule"
	if r.MultiplierBP == 0 {
		r.MultiplierBP = once
	}
	o.must(o.st.Update(ctx, func(tx *store.Tx) error {
		_, err := o.SetRule(tx, r)
		return err
	}))
}

// plain is a point a yuan for two years.
func (o *office) plain() { o.rule(Rule{Code: "CARD", Kind: CardSpend, Per: 100, ValidMonths: 24}) }

func (o *office) item(code string, price, stock int64) {
	o.Helper()
	o.must(o.st.Update(ctx, func(tx *store.Tx) error {
		_, err := o.PutItem(tx, Item{Code: code, NameZH: "茶", NameEN: "Tea", Price: price, Stock: stock, Offered: true})
		return err
	}))
}

func (o *office) stock(code string) (n int64) {
	o.Helper()
	o.must(o.st.Update(ctx, func(tx *store.Tx) error {
		i, _, err := lockItemByCode(tx, code)
		n = i.Stock
		return err
	}))
	return n
}

func (o *office) earn(e Event) (n int64, err error) {
	err = o.st.Update(ctx, func(tx *store.Tx) (err error) {
		n, err = o.Earn(tx, e)
		return err
	})
	return n, err
}

func (o *office) earned(reference string, amount money.Amount) {
	o.Helper()
	_, err := o.earn(Event{Party: wang, Kind: CardSpend, Amount: amount, Reference: reference})
	o.must(err)
}

func (o *office) refund(reference, refund string, amount money.Amount) (n int64, err error) {
	err = o.st.Update(ctx, func(tx *store.Tx) (err error) {
		n, err = o.Refund(tx, reference, refund, amount)
		return err
	})
	return n, err
}

func (o *office) redeem(party auth.Party, code string, quantity int64) (r *Redemption, err error) {
	err = o.st.Update(ctx, func(tx *store.Tx) (err error) {
		r, err = o.Redeem(ctx, tx, party, code, quantity)
		return err
	})
	return r, err
}

func (o *office) with(id store.ID, f func(context.Context, *store.Tx, store.ID) (*Redemption, error)) (r *Redemption, err error) {
	err = o.st.Update(ctx, func(tx *store.Tx) (err error) {
		r, err = f(ctx, tx, id)
		return err
	})
	return r, err
}

func (o *office) endOfDay(d calendar.Date) {
	o.Helper()
	for cursor, first := "", true; first || cursor != ""; first = false {
		o.must(o.st.Update(ctx, func(tx *store.Tx) (err error) {
			cursor, _, err = o.Steps()[0].Chunk(ctx, tx, d, cursor)
			return err
		}))
	}
}

func (o *office) has(party auth.Party, want int64) {
	o.Helper()
	got, err := view(ctx, o.Points, func(v *store.View) (int64, error) { return balanceOf(v, party) })
	o.must(err)
	if got != want {
		o.Errorf("%s has %d points, want %d", party, got, want)
	}
}

func (o *office) sound() {
	o.Helper()
	seq, err := o.st.Seq(ctx)
	o.must(err)
	o.must(o.Check(ctx, o.st, seq))
	_, err = o.log.Sequence(ctx)
	o.must(err)
	r, err := o.log.Check(ctx, audit.CheckOptions{Full: true})
	o.must(err)
	if r.Errors != 0 {
		o.Errorf("the audit log finds %+v", r)
	}
}

// TestChoose: the rule of the category before the general one, the later before the earlier, the largest bonus, rounded down.
func TestChoose(t *testing.T) {
	d := calendar.MustOf(2026, 3, 2)
	until := d.AddYears(1)
	rules := []*Rule{
		{ID: 1, Kind: CardSpend, Per: 100, MultiplierBP: once, From: d.Add(-9), Until: until},
		{ID: 2, Kind: CardSpend, Per: 50, MultiplierBP: once, From: d.Add(-5), Until: until},
		{ID: 3, Kind: CardSpend, Category: "5812", Per: 200, MultiplierBP: once, From: d.Add(-9), Until: until},
		{ID: 4, Kind: CardSpend, Category: "5411", MultiplierBP: 3 * once, From: d, Until: d},
		{ID: 5, Kind: CardSpend, MultiplierBP: 15_000, From: d, Until: d},
		{ID: 6, Kind: Payment, Per: 1_000, MultiplierBP: once, From: d.Add(-9), Until: until},
	}
	for _, c := range []struct {
		e    Event
		day  calendar.Date
		rule store.ID
		want int64
	}{
		{Event{Kind: CardSpend, Amount: 199}, d.Add(-7), 1, 1},
		{Event{Kind: CardSpend, Amount: 99}, d.Add(-1), 2, 1},
		{Event{Kind: CardSpend, Amount: 100_00, Category: "5812"}, d.Add(1), 3, 50},
		{Event{Kind: CardSpend, Amount: 100_00, Category: "5411"}, d, 2, 600},
		{Event{Kind: CardSpend, Amount: 100_00, Category: "5999"}, d, 2, 300},
		{Event{Kind: Payment, Amount: 999}, d, 6, 0},
		{Event{Kind: "loan", Amount: 999}, d, 0, 0},
		{Event{Kind: CardSpend, Amount: 1<<63 - 1}, d, 2, mostPoints},
	} {
		base, bonus := choose(rules, &c.e, c.day)
		var id store.ID
		var n int64
		if base != nil {
			id, n = base.ID, worth(base, bonus, c.e.Amount)
		}
		if id != c.rule || n != c.want {
			t.Errorf("%+v on %s: rule %s gives %d, want %s, %d", c.e, c.day, id, n, c.rule, c.want)
		}
	}
}

// TestEarn: once an event, within the caps, and remembered when no rule rewards it.
func TestEarn(t *testing.T) {
	o := newOffice(t)
	o.rule(Rule{Code: "CARD", Kind: CardSpend, Per: 100, CapDay: 150, CapMonth: 200, ValidMonths: 1})
	o.earned("a", 100_00)
	o.earned("a", 100_00)
	o.has(wang, 100)
	_, err := o.earn(Event{Party: wang, Kind: CardSpend, Amount: 1, Reference: "a"})
	o.wants(err, ErrReference)
	_, err = o.earn(Event{Party: wang, Kind: CardSpend, Amount: 0, Reference: "b"})
	o.wants(err, ErrEvent)
	o.earned("b", 100_00)
	o.has(wang, 150)
	o.advance(24 * time.Hour)
	o.earned("c", 100_00)
	o.has(wang, 200)
	if n, err := o.earn(Event{Party: li, Kind: Payment, Amount: 5, Reference: "d"}); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	o.endOfDay(calendar.MustOf(2026, 4, 29))
	o.has(wang, 200)
	o.endOfDay(calendar.MustOf(2026, 4, 30))
	o.has(wang, 0)
	o.sound()
}

// TestRefund: parts take parts, the whole takes all, again takes nothing, and used points are owed and paid by the next.
func TestRefund(t *testing.T) {
	o := newOffice(t)
	o.plain()
	o.item("TEA", 80, 5)
	o.earned("a", 100_99)
	for _, c := range []struct {
		refund string
		amount money.Amount
		want   int64
	}{{"r1", 50_00, 50}, {"r1", 50_00, 0}, {"r2", 99, 1}} {
		if n, err := o.refund("a", c.refund, c.amount); err != nil || n != c.want {
			t.Errorf("%s takes %d, %v, want %d", c.refund, n, err, c.want)
		}
	}
	o.has(wang, 49)
	_, err := o.refund("a", "r3", 50_01)
	o.wants(err, ErrRefund)
	o.earned("b", 31_00)
	_, err = o.redeem(wang, "TEA", 1)
	o.must(err)
	o.has(wang, 0)
	_, err = o.refund("a", "r4", 50_00)
	o.must(err)
	o.has(wang, -49)
	o.earned("c", 60_00)
	o.has(wang, 11)
	if n, err := o.refund("unknown", "r", 1); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	o.sound()
}

// TestFirstToEnd: what ends first is used first, and comes back when the redemption is cancelled, once.
func TestFirstToEnd(t *testing.T) {
	o := newOffice(t)
	o.rule(Rule{Code: "LONG", Kind: CardSpend, Per: 100, ValidMonths: 24})
	o.earned("long", 100_00)
	o.rule(Rule{Code: "SHORT", Kind: CardSpend, Category: "5411", Per: 100, ValidMonths: 1})
	_, err := o.earn(Event{Party: wang, Kind: CardSpend, Amount: 50_00, Category: "5411", Reference: "short"})
	o.must(err)
	o.item("TEA", 60, 2)
	r, err := o.redeem(wang, "TEA", 1)
	o.must(err)
	held, err := view(ctx, o.Points, func(v *store.View) ([]*Batch, error) { return batchesOf(v, wang, 9) })
	o.must(err)
	if len(held) != 1 || held[0].Remains != 90 || held[0].Earned != 100 {
		t.Errorf("left: %+v", held)
	}
	o.advance(90 * 24 * time.Hour) // the short one has ended
	for range 2 {
		_, err := o.with(r.ID, o.Cancel)
		o.must(err)
		o.has(wang, 150)
	}
	if n := o.stock("TEA"); n != 2 {
		t.Errorf("stock %d", n)
	}
	o.endOfDay(dayOf(o.now()))
	o.has(wang, 150)
	o.endOfDay(dayOf(o.now()).Add(graceDays))
	o.has(wang, 100)
	o.sound()
}

// TestRedeemRefused: each with its reason, and nothing half done.
func TestRedeemRefused(t *testing.T) {
	o := newOffice(t)
	o.plain()
	o.item("TEA", 60, 2)
	o.earned("a", 500_00)
	for _, c := range []struct {
		code     string
		quantity int64
		want     error
	}{{"NONE", 1, ErrUnknownItem}, {"TEA", 3, ErrStock}, {"TEA", 0, ErrQuantity}, {"TEA", 100, ErrQuantity}} {
		_, err := o.redeem(wang, c.code, c.quantity)
		o.wants(err, c.want)
	}
	_, err := o.redeem(li, "TEA", 1)
	o.wants(err, ErrTooFew)
	r, err := o.redeem(wang, "TEA", 2)
	o.must(err)
	_, err = o.with(r.ID, o.Deliver)
	o.must(err)
	_, err = o.with(r.ID, o.Cancel)
	o.wants(err, ErrEnded)
	_, err = o.with(7, o.Cancel)
	o.wants(err, ErrUnknownRedemption)
	o.has(wang, 380)
	o.sound()
}

// TestStockTogether: many at once take no more than there is, and no account more than it has.
func TestStockTogether(t *testing.T) {
	o := newOffice(t)
	o.plain()
	o.item("TEA", 100, 10)
	o.item("RICE", 100, 1000)
	for i := range 20 {
		_, err := o.earn(Event{Party: auth.Party(2000 + i), Kind: CardSpend, Amount: 200_00, Reference: fmt.Sprint("e", i)})
		o.must(err)
	}
	var group sync.WaitGroup
	var teas, rices atomic.Int64
	try := func(i int, code string, n *atomic.Int64) {
		group.Go(func() {
			switch _, err := o.redeem(auth.Party(2000+i%20), code, 1); {
			case err == nil:
				n.Add(1)
			case !errors.Is(err, ErrStock) && !errors.Is(err, ErrTooFew):
				t.Error(err)
			}
		})
	}
	for i := range 20 {
		try(i, "TEA", &teas)
	}
	group.Wait()
	for i := range 60 {
		try(i, "RICE", &rices)
	}
	group.Wait()
	if teas.Load() != 10 || o.stock("TEA") != 0 || rices.Load() != 30 || o.stock("RICE") != 970 {
		t.Errorf("%d teas, %d left; %d rices, %d left", teas.Load(), o.stock("TEA"), rices.Load(), o.stock("RICE"))
	}
	o.sound()
}

// TestEarnTogether: one event told many times at once earns once.
func TestEarnTogether(t *testing.T) {
	o := newOffice(t)
	o.plain()
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := o.earn(Event{Party: wang, Kind: CardSpend, Amount: 100_00, Reference: "same"}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	o.has(wang, 100)
	o.sound()
}

// TestRules: dated ahead, never back.
func TestRules(t *testing.T) {
	o := newOffice(t)
	o.must(o.Seed(ctx))
	o.must(o.Seed(ctx))
	good := Rule{Code: "X", NameZH: "规则", NameEN: "rule", Kind: CardSpend, Per: 100, MultiplierBP: once, From: dayOf(o.now()),
		Until: dayOf(o.now()), ValidMonths: 12}
	for want, change := range map[error]func(*Rule){
		ErrRulePast: func(r *Rule) { r.From-- }, ErrRule: func(r *Rule) { r.Until-- },
		ErrRuleTaken: func(r *Rule) { r.Code, r.NameZH = "CARD", "另一条" }} {
		r := good
		change(&r)
		o.wants(o.st.Update(ctx, func(tx *store.Tx) error {
			_, err := o.SetRule(tx, r)
			return err
		}), want)
	}
	o.wants(o.st.Update(ctx, func(tx *store.Tx) error {
		_, err := o.PutItem(tx, Item{Code: "TEA", NameZH: "茶", NameEN: "Tea", Price: 1, Stock: 1})
		return err
	}), ErrVersion)
	o.sound()
}

// TestMerge: points and debts of a party that is gone go to the one that stays, with their ends.
func TestMerge(t *testing.T) {
	o := newOffice(t)
	o.plain()
	o.item("TEA", 80, 5)
	o.earned("a", 100_00)
	_, err := o.earn(Event{Party: li, Kind: CardSpend, Amount: 100_00, Reference: "b"})
	o.must(err)
	_, err = o.redeem(li, "TEA", 1)
	o.must(err)
	_, err = o.refund("b", "r", 50_00)
	o.must(err)
	o.has(li, -30)
	o.must(o.st.Update(ctx, func(tx *store.Tx) error { return o.OnMerge(tx, wang, li) }))
	o.has(li, 0)
	o.has(wang, 70)
	_, err = o.refund("b", "r2", 50_00)
	o.must(err)
	o.has(wang, 20)
	o.must(o.st.Update(ctx, func(tx *store.Tx) error { return o.OnMerge(tx, li, wang) }))
	o.has(li, 20)
	o.sound()
}
