package ledger

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

// TestRefusalsLeaveNoTrace provokes every refusal of the ledger: the right kind and code, a sentence in both languages,
// and not one row changed.
func TestRefusalsLeaveNoTrace(t *testing.T) {
	b, deposit := busyBank(t)
	acc := func(number string) AccountID { a, err := b.AccountByNumber(ctx, number); must(t, err); return a.ID }
	cash, other, usd := acc("cash"), acc("other"), acc("usd")
	closed, full := b.account("closed", "2011", AtLeast(0)), b.account("full", "2011", Limits{Ceiling: amountOf(10)})
	noDebit, noCredit := b.account("nodebit", "2011", Limits{DebitFrozen: true}), b.account("nocredit", "2011", Limits{CreditFrozen: true})
	frozen, rich := b.account("frozen", "2011", NoFloor), b.account("rich", "2011", NoFloor)
	noCreditAsset := b.account("nocreditasset", "1001", Limits{CreditFrozen: true})
	var expired Hold
	var whole, gone Freeze
	wrong, huge := Entry{}, Entry{}
	b.update(func(tx *store.Tx) error {
		expired = Hold{Account: deposit, Kind: "h", Reference: "soon", Amount: 1, ExpiresAt: tx.Now().Add(time.Second)}
		whole = Freeze{Account: frozen, Kind: Judicial, Reference: "all", Whole: true, Authority: "a", Document: "d", ExpiresAt: tx.Now().Add(time.Hour)}
		gone = whole
		gone.Account, gone.Reference = rich, "gone"
		wrong, huge = *transfer("reversed", cash, rich, 5), *transfer("huge", cash, rich, 1<<62)
		return errors.Join(b.PlaceHold(tx, &expired), b.CloseAccount(tx, closed), b.PlaceFreeze(tx, &whole), b.PlaceFreeze(tx, &gone),
			b.Post(tx, &wrong), b.Post(tx, &huge))
	})
	var reversal *Entry
	b.update(func(tx *store.Tx) (err error) {
		if _, err = b.Unfreeze(tx, gone.ID, nil); err == nil {
			reversal, err = b.Reverse(tx, Reversal{Entry: wrong.ID, Kind: "reverse", Reference: "r"})
		}
		return err
	})
	b.clock.advance(2 * time.Second)
	var active HoldID
	must(t, b.st.View(ctx, func(v *store.View) error {
		h, _, err := holdByReference(v, "card", "1")
		active = h.ID
		return err
	}))
	post := func(change func(*Entry)) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			e := transfer("new", cash, other, 1)
			change(e)
			return b.Post(tx, e)
		}
	}
	open := func(change func(*NewAccount)) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			n := NewAccount{Number: "new", Code: "2011", Currency: "CNY", Branch: "0001", Name: "x"}
			change(&n)
			_, err := b.OpenAccount(tx, n)
			return err
		}
	}
	hold := func(change func(*Hold)) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			h := Hold{Account: deposit, Kind: "h", Reference: "new", Amount: 1, ExpiresAt: tx.Now().Add(time.Hour)}
			change(&h)
			return b.PlaceHold(tx, &h)
		}
	}
	freeze := func(change func(*Freeze)) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			f := Freeze{Account: deposit, Kind: Pledge, Reference: "new", Amount: 1, Authority: "a", Document: "d", ExpiresAt: tx.Now().Add(time.Hour)}
			change(&f)
			return b.PlaceFreeze(tx, &f)
		}
	}
	batch := func(mode Mode, es ...*Entry) func(*store.Tx) error {
		return func(tx *store.Tx) error { _, err := b.PostBatch(tx, mode, es); return err }
	}
	unfreeze := func(id FreezeID, a *money.Amount) func(*store.Tx) error {
		return func(tx *store.Tx) error { _, err := b.Unfreeze(tx, id, a); return err }
	}
	reverse := func(r Reversal) func(*store.Tx) error {
		return func(tx *store.Tx) error { _, err := b.Reverse(tx, r); return err }
	}
	define := func(c ChartCode) func(*store.Tx) error {
		return func(tx *store.Tx) error { return b.DefineCode(tx, c) }
	}
	legs := func(ps ...Posting) func(e *Entry) { return func(e *Entry) { e.Postings = ps } }
	capture := func(h HoldID, amount money.Amount) func(*store.Tx) error {
		return post(func(e *Entry) {
			*e = *transfer("new", deposit, other, amount)
			e.Capture = &Capture{Hold: h}
		})
	}
	tests := []struct {
		want *problem.Error
		do   func(*store.Tx) error
	}{
		{ErrKind, post(func(e *Entry) { e.Kind = "" })},
		{ErrKind, hold(func(h *Hold) { h.Kind = strings.Repeat("k", 25) })},
		{ErrReference, post(func(e *Entry) { e.Reference = "\xff" })},
		{ErrReference, hold(func(h *Hold) { h.Reference = "" })},
		{ErrReference, freeze(func(f *Freeze) { f.Reference = "" })},
		{ErrTooFewPostings, post(legs(Posting{Account: cash, Amount: 1}))},
		{ErrTooManyPostings, post(func(e *Entry) { e.Postings = make([]Posting, MaxPostings+1) })},
		{ErrSummary, post(func(e *Entry) { e.Summary = strings.Repeat("长", 141) })},
		{ErrSummary, hold(func(h *Hold) { h.Summary = strings.Repeat("长", 141) })},
		{ErrMetadata, post(func(e *Entry) { e.Metadata = []byte(`[1]`) })},
		{ErrMetadata, post(func(e *Entry) { e.Metadata = []byte(`{"a":"` + strings.Repeat("x", 4096) + `"}`) })},
		{ErrMetadata, open(func(n *NewAccount) { n.Metadata = []byte(`{"a":`) })},
		{ErrReportCode, post(func(e *Entry) { e.Branch = "lower" })},
		{ErrZeroAmount, post(func(e *Entry) { e.Postings[0].Amount = 0 })},
		{ErrUnbalanced, post(func(e *Entry) { e.Postings[0].Amount = 2 })},
		{ErrUnbalanced, post(legs(Posting{Account: cash, Amount: 1}, Posting{Account: usd, Amount: -1}))},
		{ErrUnbalanced, post(legs(Posting{Account: cash, Amount: 2}, Posting{Account: cash, Amount: -1}, Posting{Account: other, Amount: 1}))},
		{money.ErrOverflow, post(legs(Posting{Account: cash, Amount: 1<<63 - 1}, Posting{Account: other, Amount: 1<<63 - 1}, Posting{Account: other, Amount: 2}))},
		{ErrUnknownAccount, post(func(e *Entry) { e.Postings[1].Account = 5 })},
		{ErrUnknownAccount, hold(func(h *Hold) { h.Account = 5 })},
		{ErrUnknownAccount, freeze(func(f *Freeze) { f.Account = 5 })},
		{ErrUnknownAccount, func(tx *store.Tx) error { return b.SetLimits(tx, 5, NoFloor) }},
		{ErrUnknownAccount, func(tx *store.Tx) error { return b.CloseAccount(tx, 5) }},
		{ErrWrongCurrency, post(func(e *Entry) { e.Postings[0].Currency = "USD" })},
		{ErrBalanceOverflow, post(legs(Posting{Account: cash, Amount: -1 << 63}, Posting{Account: other, Amount: 1}))},
		{ErrBalanceOverflow, post(legs(Posting{Account: noCredit, Amount: 1<<63 - 1}, Posting{Account: rich, Amount: -(1<<63 - 1)}))},
		{ErrTotalOverflow, func(tx *store.Tx) error {
			for i := range 3 {
				if err := b.Post(tx, transfer("t"+string(rune('0'+i)), rich, cash, 1<<62)); err != nil {
					return err
				}
				if err := b.Post(tx, transfer("u"+string(rune('0'+i)), cash, rich, 1<<62)); err != nil {
					return err
				}
			}
			return nil
		}},
		{ErrInsufficient, post(legs(Posting{Account: other, Amount: 1_000_000}, Posting{Account: cash, Amount: -1_000_000}))},
		{ErrInsufficient, hold(func(h *Hold) { h.Amount = 1_000_000_000 })},
		{ErrFrozen, post(legs(Posting{Account: frozen, Amount: 1}, Posting{Account: cash, Amount: -1}))},
		{ErrFrozen, post(legs(Posting{Account: deposit, Amount: b.balance(deposit).Booked - b.balance(deposit).Held - 50}, Posting{Account: cash,
			Amount: -(b.balance(deposit).Booked - b.balance(deposit).Held - 50)}))},
		{ErrCeiling, post(legs(Posting{Account: cash, Amount: 11}, Posting{Account: full, Amount: -11}))},
		{ErrDebitFrozen, post(legs(Posting{Account: noDebit, Amount: 1}, Posting{Account: cash, Amount: -1}))},
		{ErrDebitFrozen, hold(func(h *Hold) { h.Account = noDebit })},
		{ErrCreditFrozen, post(legs(Posting{Account: cash, Amount: 1}, Posting{Account: noCredit, Amount: -1}))},
		{ErrCreditFrozen, hold(func(h *Hold) { h.Account = noCreditAsset })},
		{ErrAccountClosed, post(legs(Posting{Account: cash, Amount: 1}, Posting{Account: closed, Amount: -1}))},
		{ErrAccountClosed, hold(func(h *Hold) { h.Account = closed })},
		{ErrAccountClosed, freeze(func(f *Freeze) { f.Account = closed })},
		{ErrAccountClosed, func(tx *store.Tx) error { return b.SetLimits(tx, closed, NoFloor) }},
		{ErrAccountClosed, func(tx *store.Tx) error { return b.CloseAccount(tx, closed) }},
		{ErrAccountNotEmpty, func(tx *store.Tx) error { return b.CloseAccount(tx, deposit) }},
		{ErrDuplicateReference, post(func(e *Entry) { e.Reference = "in3" })},
		{ErrDuplicateReference, post(func(e *Entry) { *e = *transfer("in3", deposit, cash, 1_000_000_000_000_000) })},
		{ErrDuplicateReference, hold(func(h *Hold) { h.Kind, h.Reference = "card", "1" })},
		{ErrDuplicateReference, freeze(func(f *Freeze) { f.Kind, f.Reference, f.Whole, f.Amount = Judicial, "0", true, 0 })},
		{ErrDuplicateReference, reverse(Reversal{Entry: huge.ID, Kind: "transfer", Reference: "in3"})},
		{ErrUnknownEntry, reverse(Reversal{Entry: 5, Kind: "r", Reference: "r"})},
		{ErrAlreadyReversed, reverse(Reversal{Entry: wrong.ID, Kind: "reverse", Reference: "r2"})},
		{ErrReversalOfReversal, reverse(Reversal{Entry: reversal.ID, Kind: "reverse", Reference: "r3"})},
		{ErrUnknownHold, capture(5, 1)},
		{ErrUnknownHold, func(tx *store.Tx) error { _, err := b.ReleaseHold(tx, 5); return err }},
		{ErrHoldEnded, capture(expired.ID, 1)},
		{ErrHoldExceeded, capture(active, 301)},
		{ErrHoldAccount, post(func(e *Entry) { e.Capture = &Capture{Hold: active} })},
		{ErrHoldExpiry, hold(func(h *Hold) { h.ExpiresAt = time.Time{} })},
		{ErrHoldExpiry, freeze(func(f *Freeze) { f.ExpiresAt = time.Time{} })},
		{ErrAmountNotPositive, hold(func(h *Hold) { h.Amount = 0 })},
		{ErrAmountNotPositive, freeze(func(f *Freeze) { f.Amount = -1 })},
		{ErrAmountNotPositive, unfreeze(firstFreeze(b), amountOf(0))},
		{ErrUnknownFreeze, unfreeze(5, nil)},
		{ErrFreezeEnded, unfreeze(gone.ID, nil)},
		{ErrFreezeRelease, unfreeze(whole.ID, amountOf(1))},
		{ErrFreezeKind, freeze(func(f *Freeze) { f.Kind = 9 })},
		{ErrFreezeKind, freeze(func(f *Freeze) { f.Authority = "" })},
		{ErrDayClosed, post(func(e *Entry) { e.BankDate = day1 })},
		{ErrDayNotOpen, post(func(e *Entry) { e.BankDate = day1 + 9 })},
		{ErrDayOrder, func(tx *store.Tx) error { return b.OpenDay(tx, day1) }},
		{ErrDayStillClosing, func(tx *store.Tx) error { return b.OpenDay(tx, day1+3) }},
		{ErrDayNotClosing, func(tx *store.Tx) error { return b.CloseDay(tx, day1+2) }},
		{ErrPeriodOpenDays, func(tx *store.Tx) error { return b.ClosePeriod(tx, 202603) }},
		{ErrYearEnd, func(tx *store.Tx) error { _, err := b.YearEnd(tx, 2026, "4103"); return err }},
		{ErrValueDate, post(func(e *Entry) { e.ValueDate = day1 + 400 })},
		{ErrValueDate, post(func(e *Entry) { e.ValueDate = calendar.Date(-1 << 31) })},
		{ErrDuplicateNumber, open(func(n *NewAccount) { n.Number = "cash" })},
		{ErrDuplicateNumber, func(tx *store.Tx) error {
			n := NewAccount{Number: "twin", Code: "2011", Currency: "CNY", Branch: "0001", Name: "x"}
			_, err := b.OpenAccounts(tx, []NewAccount{n, n})
			return err
		}},
		{ErrAccountFields, open(func(n *NewAccount) { n.Number = "" })},
		{ErrAccountFields, open(func(n *NewAccount) { n.Name = strings.Repeat("名", 201) })},
		{ErrAccountFields, open(func(n *NewAccount) { n.Currency = "XXQ" })},
		{money.ErrOverflow, open(func(n *NewAccount) { n.Limits = AtLeast(-1 << 63) })},
		{ErrUnknownCode, open(func(n *NewAccount) { n.Code = "9999" })},
		{ErrCodeExists, define(ChartCode{"1001", Income, "现", "c"})},
		{ErrCodeFields, define(ChartCode{"x", Asset, "现", "c"})},
		{ErrBatchSize, batch(Atomic)},
		{ErrBatchSize, batch(Independent, make([]*Entry, MaxBatch+1)...)},
		{ErrBatchRefused, batch(Atomic, transfer("b1", cash, other, 1), transfer("b2", cash, closed, 1))},
		{ErrOpenChain, batch(Independent, &Entry{Linked: true})},
	}
	before := b.counts()
	for i, tt := range tests {
		for _, late := range []bool{false, true} {
			err := b.st.Update(ctx, func(tx *store.Tx) error {
				if late { // after a neighbour's work of the same update, which must fall with it
					if err := b.Post(tx, transfer("neighbour", cash, other, 1)); err != nil {
						return err
					}
					if _, err := b.OpenAccount(tx, NewAccount{Number: "n", Code: "2011", Currency: "CNY", Branch: "0001", Name: "x"}); err != nil {
						return err
					}
				}
				return tt.do(tx)
			})
			p := problem.Of(err)
			if p == nil || p.Code != tt.want.Code || p.Kind != tt.want.Kind && tt.want != ErrBatchRefused {
				t.Errorf("%d: got %v, want %s", i, err, tt.want.Code)
				continue
			}
			if p.EN == "" || p.ZH == "" || strings.Contains(p.EN+p.ZH, "%!") || strings.ContainsAny(p.EN, "%") {
				t.Errorf("%s: %q %q", p.Code, p.EN, p.ZH)
			}
		}
	}
	if after := b.counts(); after != before {
		t.Errorf("traces:\n%s\nbefore:\n%s", after, before)
	}
	b.clean()
	for _, tt := range []struct {
		want *problem.Error
		do   func() error
	}{
		{ErrUnknownAccount, func() error { _, err := b.Account(ctx, 5); return err }},
		{ErrUnknownAccount, func() error { _, err := b.AccountByNumber(ctx, "nobody"); return err }},
		{ErrUnknownAccount, func() error { _, err := b.BalanceAsOf(ctx, 5, day1); return err }},
		{ErrUnknownAccount, func() error { _, err := b.Postings(ctx, 5, 0, 1); return err }},
		{ErrUnknownAccount, func() error { _, err := b.Statement(ctx, 5, day1, day1); return err }},
		{ErrUnknownEntry, func() error { _, err := b.Entry(ctx, 5); return err }},
		{ErrPeriod, func() error { _, err := b.Statement(ctx, cash, day1, day1-1); return err }},
		{ErrClass, func() error { _, err := ParseClass("x"); return err }},
		{ErrMode, func() error { _, err := ParseMode("x"); return err }},
		{ErrFreezeKind, func() error { return new(FreezeKind).UnmarshalText([]byte("x")) }},
	} {
		if err := tt.do(); !errors.Is(err, tt.want) {
			t.Errorf("got %v, want %s", err, tt.want.Code)
		}
	}
}

func firstFreeze(b *bank) (id FreezeID) {
	must(b, b.st.View(ctx, func(v *store.View) error {
		f, _, err := freezeByReference(v, Judicial, "0")
		id = f.ID
		return err
	}))
	return id
}

func TestNoOpenDay(t *testing.T) {
	st := store.Test(t, store.Schema{Module: "ledger", Files: Schema()})
	l := New(st)
	for name, do := range map[string]func(*store.Tx) error{
		"open":  func(tx *store.Tx) error { _, err := l.OpenAccounts(tx, nil); return err },
		"close": func(tx *store.Tx) error { return l.CloseAccount(tx, 1) },
		"year":  func(tx *store.Tx) error { _, err := l.YearEnd(tx, 2026, "1"); return err },
	} {
		err := st.Update(ctx, do)
		if want := map[bool]error{true: ErrYearEnd, false: ErrNoOpenDay}[name == "year"]; !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
