package restraint

import (
	"errors"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

func TestDistribute(t *testing.T) {
	for _, c := range []struct {
		amount       money.Amount
		yields, want []money.Amount
	}{
		{500, []money.Amount{300, 300}, []money.Amount{300, 200}},
		{900, []money.Amount{300, 400, 0}, []money.Amount{300, 600, 0}},
		{100, []money.Amount{0, 0}, []money.Amount{100, 0}},
		{0, []money.Amount{5}, []money.Amount{0}},
	} {
		got := distribute(c.amount, c.yields)
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%d over %v: %v, want %v", c.amount, c.yields, got, c.want)
				break
			}
		}
	}
}

// TestFreezeLargerThanBalance: it answers what it has caught, and catches what comes in.
func TestFreezeLargerThanBalance(t *testing.T) {
	b := newBank(t)
	a := b.account("a", wang, 300)
	one := b.done(b.order(Court, func(in *Request) { in.Account, in.Amount = store.ID(a), 1_000 }))
	if *one.Caught != 300 || *one.Short != 700 || one.Waiting || one.State != InForce {
		t.Errorf("caught %v, short %v: %+v", *one.Caught, *one.Short, one)
	}
	b.must(b.pay(b.cash, a, 250))
	got, err := b.Get(ctx, one.ID)
	b.must(err)
	if *got.Caught != 550 || *got.Short != 450 || len(got.Measures) != 1 || got.Measures[0].File == "" || got.Parties[0] != wang {
		t.Errorf("later: %+v", got)
	}
	if err := b.pay(a, b.cash, 1); !errors.Is(err, ledger.ErrFrozen) {
		t.Errorf("a payment: %v", err)
	}
	b.proved()
}

// TestStory: two courts, one account; parts are deducted and released, the second takes its turn.
func TestStory(t *testing.T) {
	b := newBank(t)
	a := b.account("a", wang, 1_000)
	first := b.done(b.order(Court, func(in *Request) { in.Account, in.Amount = store.ID(a), 600 }))
	second := b.done(b.order(Court, func(in *Request) { in.Account, in.Whole = store.ID(a), true }))
	police := b.done(b.order(Police, func(in *Request) { in.Account, in.Amount = store.ID(a), 50 }))
	if !second.Waiting || *second.Caught != 0 {
		t.Errorf("the second: %+v", second)
	}
	b.refused(ErrMeasure, Request{}) // nothing at all
	take := b.next(first, Deduct, amountOf(200))
	first = b.done(take)
	if again := b.done(take); !again.Replayed || again.Deducted != 200 {
		t.Errorf("the same document again: %+v", again)
	}
	take.Amount = 201
	b.refused(ErrDocumentUsed, take)
	b.refused(ErrShort, b.next(first, Deduct, amountOf(401)))
	b.refused(ErrShort, b.next(second, Deduct, amountOf(1))) // it waits
	b.refused(ErrMayNotDeduct, b.next(police, Deduct, amountOf(1)))
	b.refused(ErrTo, b.next(first, Deduct, func(in *Request) { in.Amount, in.To = 1, store.ID(a) }))
	b.refused(ErrVersion, b.next(first, Deduct, func(in *Request) { in.Amount, in.Version = 1, 1 }))
	b.refused(ErrLine, b.next(first, Deduct, func(in *Request) { in.Amount, in.Account = 1, 7 }))
	first = b.done(b.next(first, Release, amountOf(150)))
	if first.Released != 150 || *first.Caught != 250 {
		t.Errorf("after a part's release: %+v, caught %v", first, *first.Caught)
	}
	b.refused(ErrRelease, b.next(first, Release, amountOf(251)))
	first = b.done(b.next(first, Release, func(in *Request) { in.Whole = true }))
	if first.State != Ended || first.EndedAt == nil {
		t.Errorf("released: %+v", first)
	}
	b.refused(ErrEnded, b.next(first, Release, func(in *Request) { in.Whole = true }))
	n, err := b.Tick(ctx)
	b.must(err)
	got, err := b.Get(ctx, second.ID)
	b.must(err)
	if n != 1 || got.Waiting || *got.Caught != 800 || got.Lines[0].Effective == nil {
		t.Errorf("the second's turn: %d told, %+v", n, got)
	}
	b.refused(ErrRelease, b.next(got, Release, amountOf(1)))
	got = b.done(b.next(got, Deduct, amountOf(800)))
	if b.balance(a) != 0 || b.balance(b.court) != 1_000 || got.State != InForce {
		t.Errorf("%d left, the court has %d", b.balance(a), b.balance(b.court))
	}
	b.proved()
}

// TestAllAccounts: an amount is spread over a party's accounts; the exempt and those in other currencies are left out.
func TestAllAccounts(t *testing.T) {
	b := newBank(t)
	a, c := b.account("a", wang, 300), b.account("c", wang, 500)
	union := b.account("union", wang, 10_000)
	b.open("usd", "2011", wang, "USD")
	b.account("li", li, 900)
	b.mark(union, UnionFunds, 0)
	one := b.done(b.order(Court, func(in *Request) { in.Party, in.Amount = wang, 1_000 }))
	if len(one.Lines) != 2 || *one.Caught != 800 || *one.Short != 200 || len(one.Skipped) != 1 {
		t.Fatalf("%+v", one)
	}
	byAccount := map[store.ID]money.Amount{}
	for _, l := range one.Lines {
		byAccount[l.Account] = l.Amount
	}
	if byAccount[store.ID(a)] != 300 || byAccount[store.ID(c)] != 700 {
		t.Errorf("shares: %v", byAccount)
	}
	b.done(b.next(one, Deduct, amountOf(650)))
	if b.balance(a) != 0 || b.balance(c) != 150 || b.balance(b.court) != 650 {
		t.Errorf("%d, %d, %d", b.balance(a), b.balance(c), b.balance(b.court))
	}
	b.refused(ErrExempt, b.order(Court, func(in *Request) { in.Account, in.Whole = store.ID(union), true }))
	b.refused(ErrNoAccounts, b.order(Court, func(in *Request) { in.Party, in.Amount = 77, 5 }))
	whole := b.done(b.order(Tax, func(in *Request) { in.Party, in.Whole = wang, true }))
	if len(whole.Lines) != 3 {
		t.Errorf("everything: %+v", whole.Lines)
	}
	b.done(b.order(Depositor, func(in *Request) { in.Account, in.Whole = store.ID(union), true })) // a loss is no seizure
	b.proved()
}

// TestProtection: a month's living can't be frozen or deducted, and can be drawn past the freeze once a month.
func TestProtection(t *testing.T) {
	b := newBank(t)
	a, other, stranger := b.account("a", wang, 5_000), b.account("b", wang, 0), b.account("c", li, 0)
	if _, err := b.living(a, "0", 1, other); !errors.Is(err, ErrNoSalary) {
		t.Errorf("no mark: %v", err)
	}
	b.mark(a, Salary, 2_000)
	one := b.done(b.order(Court, func(in *Request) { in.Account, in.Whole = store.ID(a), true }))
	if *one.Caught != 3_000 {
		t.Errorf("caught %v", *one.Caught)
	}
	b.refused(ErrProtected, b.next(one, Deduct, amountOf(3_001)))
	b.refused(ErrShort, b.next(one, Deduct, amountOf(5_001)))
	b.done(b.next(one, Deduct, amountOf(2_900)))
	for range 2 {
		left, err := b.living(a, "1", 1_500, other)
		b.must(err)
		if left != 500 {
			t.Errorf("left %v", left)
		}
	}
	if _, err := b.living(a, "2", 501, other); !errors.Is(err, ErrLivingUsed) {
		t.Errorf("too much: %v", err)
	}
	if _, err := b.living(a, "1", 400, other); !errors.Is(err, ledger.ErrDuplicateReference) {
		t.Errorf("the reference again: %v", err)
	}
	if b.balance(a) != 600 || b.balance(other) != 1_500 {
		t.Errorf("%d and %d", b.balance(a), b.balance(other))
	}
	b.must(b.st.View(ctx, func(v *store.View) error {
		if err := b.hers(v, a, stranger); !errors.Is(err, ErrNotHers) {
			t.Errorf("to a stranger: %v", err)
		}
		return b.hers(v, a, other)
	}))
	b.advance(31 * 24 * time.Hour) // another month
	if left, err := b.living(a, "3", 100, other); err != nil || left != 1_900 {
		t.Errorf("next month: %v, %v", left, err)
	}
	b.done(b.order(Depositor, func(in *Request) { in.Account, in.Whole = store.ID(a), true }))
	if _, err := b.living(a, "4", 1, other); !errors.Is(err, ErrStopped) {
		t.Errorf("after a report of loss: %v", err)
	}
	b.proved()
}

// TestEnds: extensions are bounded; what expires ends by itself, and is announced before.
func TestEnds(t *testing.T) {
	b := newBank(t)
	a := b.account("a", wang, 100)
	b.refused(ErrUntil, b.order(Court, func(in *Request) { in.Account, in.Whole, in.Until = store.ID(a), true, b.now().Add(-time.Hour) }))
	b.refused(ErrTerm, b.order(Court, func(in *Request) { in.Account, in.Whole, in.Until = store.ID(a), true, b.now().AddDate(1, 0, 1) }))
	b.refused(ErrTerm, b.order(Police, func(in *Request) { in.Account, in.Whole, in.Until = store.ID(a), true, b.now().AddDate(0, 7, 0) }))
	b.refused(ErrUnknown, Request{Measure: Release, Paper: b.paper("某法院"), Restraint: 7, Whole: true})
	one := b.done(b.order(Court, func(in *Request) { in.Account, in.Whole = store.ID(a), true }))
	b.advance(175 * 24 * time.Hour)
	for want := 1; want >= 0; want-- { // announced once
		if n, err := b.Tick(ctx); err != nil || n != want {
			t.Errorf("told %d, %v", n, err)
		}
	}
	one, err := b.Get(ctx, one.ID)
	b.must(err)
	b.refused(ErrTerm, b.next(one, Extend, func(in *Request) { in.Until = one.Until.AddDate(1, 0, 1) }))
	one = b.done(b.next(one, Extend, func(in *Request) { in.Until = one.Until.AddDate(1, 0, 0) }))
	b.advance(300 * 24 * time.Hour)
	if _, n, err := b.led.Tick(ctx); err != nil || n != 0 {
		t.Errorf("the ledger ended %d, %v", n, err)
	}
	b.advance(90 * 24 * time.Hour)
	b.refused(ErrEnded, b.next(one, Extend, func(in *Request) { in.Until = b.now().AddDate(0, 1, 0) }))
	_, n, err := b.led.Tick(ctx)
	b.must(err)
	m, err := b.Tick(ctx)
	b.must(err)
	one, err = b.Get(ctx, one.ID)
	b.must(err)
	if n != 1 || m != 1 || one.State != Ended {
		t.Errorf("%d, %d, %+v", n, m, one)
	}
	b.must(b.pay(a, b.cash, 100))
	b.proved()
}

func TestBadPapers(t *testing.T) {
	b := newBank(t)
	a := b.account("a", wang, 100)
	for name, c := range map[string]struct {
		want   error
		change func(*Request)
	}{
		"one officer":        {ErrOfficers, func(in *Request) { in.Officers = in.Officers[:1] }},
		"the same one twice": {ErrOfficers, func(in *Request) { in.Officers = []Officer{in.Officers[0], in.Officers[0]} }},
		"no scan":            {ErrFile, func(in *Request) { in.File = "" }},
		"another scan":       {ErrFile, func(in *Request) { in.File = "sha256:00" }},
		"no document":        {ErrPaper, func(in *Request) { in.Document = " " }},
		"no case":            {ErrPaper, func(in *Request) { in.Case = "" }},
		"no object":          {ErrObject, func(in *Request) { in.Account = 0 }},
		"two objects":        {ErrObject, func(in *Request) { in.Party = wang }},
		"nothing":            {ErrAmount, func(in *Request) { in.Whole = false }},
		"both":               {ErrAmount, func(in *Request) { in.Amount = 1 }},
		"below zero":         {ErrAmount, func(in *Request) { in.Whole, in.Amount = false, -1 }},
		"what authority":     {ErrAuthority, func(in *Request) { in.Kind = "king" }},
		"what measure":       {ErrMeasure, func(in *Request) { in.Measure = "take" }},
		"no such account":    {ErrUnknownAccount, func(in *Request) { in.Account = 7 }},
		"another currency":   {ErrUnknownAccount, func(in *Request) { in.Whole, in.Amount, in.Currency = false, 1, "USD" }},
	} {
		in := b.order(Court, func(in *Request) { in.Account, in.Whole = store.ID(a), true; c.change(in) })
		if _, err := b.do(in); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := b.Upload(ctx, []byte("a letter")); !errors.Is(err, ErrFileType) {
		t.Errorf("a text: %v", err)
	}
	got, err := b.led.Account(ctx, a)
	b.must(err)
	if got.Balance.FrozenAll || got.Balance.Frozen != 0 {
		t.Errorf("something was frozen: %+v", got.Balance)
	}
	for _, m := range []MarkRequest{{Kind: Salary}, {Kind: UnionFunds, Monthly: 1}, {Kind: "x"}} {
		m.Account, m.Evidence = store.ID(a), "证明"
		if err := b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.SetMark(tx, m); return err }); !errors.Is(err, ErrMark) {
			t.Errorf("mark %+v: %v", m, err)
		}
	}
}
