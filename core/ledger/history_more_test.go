package ledger

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tonghui/base/money"
	"tonghui/platform/store"
)

func (h *history) step() {
	switch h.pick("op", 22) {
	case 0:
		h.openAccount()
	case 1, 2:
		h.batch()
	case 3:
		h.burst()
	case 4:
		h.reverse()
	case 5, 6:
		h.placeHold()
	case 7:
		h.releaseHold()
	case 8:
		h.placeFreeze()
	case 9:
		h.unfreeze()
	case 10:
		h.wait()
	case 11:
		h.day()
	case 12:
		h.settings()
	case 13:
		h.ops = append(h.ops, op{name: "restart"})
	default:
		h.post()
	}
}

func (h *history) placeHold() {
	hold := mHold{account: h.pick("account", len(h.m.accounts)), ref: fmt.Sprint("h", h.pick("ref", 20)),
		amount: money.Amount(h.pick("amount", 300)), state: HoldActive, expires: h.m.now.Add(time.Duration(h.pick("hours", 5)) * time.Hour)}
	n, want := len(h.m.holds), ""
	already := slices.IndexFunc(h.m.holds, func(o mHold) bool { return o.ref == hold.ref })
	a := &h.m.accounts[hold.account]
	switch {
	case hold.amount == 0:
		want = "ledger.amount_not_positive"
	case already >= 0 && (h.m.holds[already].account != hold.account || h.m.holds[already].amount != hold.amount):
		want = "ledger.duplicate_reference"
	case already >= 0:
		want, n = "replayed", already
	case !hold.expires.After(h.m.now):
		want = "ledger.hold_expiry"
	case a.closed:
		want = "ledger.account_closed"
	case a.class.sign() > 0 && a.limits.CreditFrozen:
		want = "ledger.credit_frozen"
	case a.class.sign() < 0 && a.limits.DebitFrozen:
		want = "ledger.debit_frozen"
	default:
		if want = h.m.move(hold.account, -a.class.sign()*hold.amount, 0); want == "" {
			h.m.holds = append(h.m.holds, hold)
		}
	}
	h.add("hold", want, func(r *runner, tx *store.Tx) (string, error) {
		x := &Hold{Account: r.accounts[hold.account], Kind: "h", Reference: hold.ref, Amount: hold.amount, ExpiresAt: hold.expires}
		if err := r.PlaceHold(tx, x); err != nil {
			return "", err
		}
		if x.Replayed {
			if r.holds[n] != x.ID {
				return "replayed another", nil
			}
			return "replayed", nil
		}
		r.holds[n] = x.ID
		return "", nil
	})
}

func (h *history) releaseHold() {
	if len(h.m.holds) == 0 {
		return
	}
	n := h.pick("hold", len(h.m.holds))
	hold, want := &h.m.holds[n], ""
	switch hold.state {
	case HoldActive:
		hold.released += hold.left()
		hold.state = HoldReleased
	case HoldReleased:
	default:
		want = "ledger.hold_ended"
	}
	h.add("release", want, func(r *runner, tx *store.Tx) (string, error) {
		_, err := r.ReleaseHold(tx, r.holds[n])
		return "", err
	})
}

func (h *history) placeFreeze() {
	f := mFreeze{account: h.pick("account", len(h.m.accounts)), kind: FreezeKind(h.pick("kind", 3) + 1),
		ref: fmt.Sprint("f", len(h.m.freezes)), amount: money.Amount(h.pick("amount", 5) * 40),
		expires: h.m.now.Add(time.Duration(h.pick("hours", 9)+1) * time.Hour)}
	n, want := len(h.m.freezes), ""
	if h.m.accounts[f.account].closed {
		want = "ledger.account_closed"
	} else {
		h.m.freezes = append(h.m.freezes, f)
	}
	h.add("freeze", want, func(r *runner, tx *store.Tx) (string, error) {
		x := &Freeze{Account: r.accounts[f.account], Kind: f.kind, Reference: f.ref, Amount: f.amount, Whole: f.amount == 0,
			Authority: "court", Document: "1", ExpiresAt: f.expires}
		err := r.PlaceFreeze(tx, x)
		if err == nil {
			r.freezes[n] = x.ID
		}
		return "", err
	})
}

func (h *history) unfreeze() {
	if len(h.m.freezes) == 0 {
		return
	}
	n := h.pick("freeze", len(h.m.freezes))
	f, want := &h.m.freezes[n], ""
	var part *money.Amount
	if h.pick("part", 2) == 0 {
		part = amountOf(money.Amount(h.pick("amount", 4) * 30))
	}
	switch {
	case f.ended:
		want = "ledger.freeze_ended"
	case part == nil:
		f.ended = true
	case *part == 0:
		want = "ledger.amount_not_positive"
	case *part > f.amount:
		want = "ledger.freeze_release"
	default:
		f.amount -= *part
		f.ended = f.amount == 0
	}
	h.add("unfreeze", want, func(r *runner, tx *store.Tx) (string, error) {
		_, err := r.Unfreeze(tx, r.freezes[n], part)
		return "", err
	})
}

// wait moves the clock; then what is due expires, perhaps.
func (h *history) wait() {
	d := time.Duration(h.pick("minutes", 300)) * time.Minute
	h.m.now = h.m.now.Add(d)
	expire := h.pick("expire", 3) > 0
	want := ""
	if expire {
		holds, freezes := 0, 0
		for i := range h.m.holds {
			if x := &h.m.holds[i]; x.state == HoldActive && !x.expires.After(h.m.now) {
				x.released += x.left()
				x.state = HoldExpired
				holds++
			}
		}
		for i := range h.m.freezes {
			if x := &h.m.freezes[i]; !x.ended && !x.expires.After(h.m.now) {
				x.ended = true
				freezes++
			}
		}
		want = fmt.Sprint(holds, freezes)
	}
	h.add("wait", want, func(r *runner, tx *store.Tx) (string, error) {
		if !expire {
			return "", nil
		}
		holds, err := r.ExpireHolds(tx, 1000)
		if err != nil {
			return "", err
		}
		freezes, err := r.ExpireFreezes(tx, 1000)
		return fmt.Sprint(holds, freezes), err
	})
	h.ops[len(h.ops)-1].before = d
}

// day opens the next bank date or closes the closing one.
func (h *history) day() {
	closing, has := day1, false
	for d, s := range h.m.days {
		if s == DayClosing {
			closing, has = d, true
		}
	}
	if has && h.pick("close", 3) > 0 {
		h.m.days[closing] = DayClosed
		h.add("close", "", func(r *runner, tx *store.Tx) (string, error) { return "", r.CloseDay(tx, closing) })
		return
	}
	next, want := h.m.open+1, ""
	if has {
		want = "ledger.day_still_closing"
	} else {
		h.m.days[h.m.open], h.m.days[next], h.m.open = DayClosing, DayOpen, next
	}
	h.add("day", want, func(r *runner, tx *store.Tx) (string, error) { return "", r.OpenDay(tx, next) })
}

// settings changes limits or closes an account.
func (h *history) settings() {
	n := h.pick("account", len(h.m.accounts))
	a, want := &h.m.accounts[n], ""
	if h.pick("end", 3) == 0 {
		frozen, all := h.m.frozen(n)
		switch {
		case a.closed:
			want = "ledger.account_closed"
		case h.m.normal(n) != 0 || h.m.held(n) != 0 || frozen != 0 || all:
			want = "ledger.account_not_empty"
		default:
			a.closed = true
		}
		h.add("end", want, func(r *runner, tx *store.Tx) (string, error) { return "", r.CloseAccount(tx, r.accounts[n]) })
		return
	}
	l := h.limits()
	if a.closed {
		want = "ledger.account_closed"
	} else {
		a.limits = l
	}
	h.add("limits", want, func(r *runner, tx *store.Tx) (string, error) { return "", r.SetLimits(tx, r.accounts[n], l) })
}

// runHistory tells a history to a fresh ledger, group by group, and compares every answer and what remains.
func runHistory(t *testing.T, rt *rapid.T, h *history, opt store.Options, y Options) {
	round, end := store.TestRound(t)
	defer end()
	r := &runner{bank: newBankAt(round, filepath.Join(store.TestDir(round), "bank.db"), opt, y), accounts: map[int]AccountID{},
		entries: map[int]EntryID{}, holds: map[int]HoldID{}, freezes: map[int]FreezeID{}}
	r.lane().limit = opt.CacheMB // in one of the runs the accounts hardly fit into memory
	for at := 0; at < len(h.ops); {
		if h.ops[at].run == nil {
			r.must(r.st.Close())
			opt.Clock = r.clock.now
			r.open(opt)
			r.lane().limit = opt.CacheMB
			at++
			continue
		}
		n := 1
		for at+n < len(h.ops) && h.ops[at+n].before == 0 && h.ops[at+n].run != nil && n < 7 {
			n++
		}
		r.clock.advance(h.ops[at].before)
		for i, got := range r.group(h.ops[at : at+n]) {
			if o := h.ops[at+i]; got != o.want {
				rt.Fatalf("%+v: operation %d, %s: the ledger says %q, the model %q", opt, at+i, o.name, got, o.want)
			}
		}
		at += n
	}
	r.compare(rt, h.m)
}

// group runs operations in one commit group: they queue up, in their order, behind an update that waits for them.
func (r *runner) group(ops []op) []string {
	hold := make(chan struct{})
	begun := make(chan struct{})
	go func() {
		_ = r.st.Update(ctx, func(*store.Tx) error { close(begun); <-hold; return nil })
	}()
	<-begun
	out := make([]string, len(ops))
	done := make(chan struct{}, len(ops))
	for i := range ops {
		go func() {
			var say string
			err := r.st.Update(ctx, func(tx *store.Tx) (err error) {
				say, err = ops[i].run(r, tx)
				return err
			})
			if out[i] = say; say == "" {
				out[i] = code(err)
			}
			done <- struct{}{}
		}()
		for r.st.Queued() <= i {
			time.Sleep(10 * time.Microsecond)
		}
	}
	close(hold)
	for range ops {
		<-done
	}
	return out
}

// compare compares everything a reader can ask with the model.
func (r *runner) compare(rt *rapid.T, m *model) {
	for i := range m.accounts {
		a, id := &m.accounts[i], r.accounts[i]
		sign := a.class.sign()
		got := r.balance(id)
		want := Balance{Booked: m.normal(i), Held: m.held(i), Sequence: int64(len(m.lines(i)))}
		want.Frozen, want.FrozenAll = m.frozen(i)
		if a.limits.Floor != nil {
			want.Available = amountOf(max(0, want.Booked-want.Held-want.Frozen-*a.limits.Floor))
			if want.FrozenAll {
				*want.Available = 0
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			rt.Fatalf("account %d: %s", i, d)
		}
		for d := day1 - 6; d <= m.open+6; d++ {
			booked, err := r.BalanceAsOf(ctx, id, d)
			r.must(err)
			if w := sign * m.sum(i, func(l mLine) bool { return l.bank <= d }); w != booked {
				rt.Fatalf("account %d as of %s: the ledger says %d, the model %d", i, d, booked, w)
			}
			valued, err := r.BalanceAtValue(ctx, id, d)
			r.must(err)
			if w := sign * m.sum(i, func(l mLine) bool { return l.value <= d }); w != valued {
				rt.Fatalf("account %d at value date %s: the ledger says %d, the model %d", i, d, valued, w)
			}
		}
		for from := day1 - 1; from <= m.open; from += 2 {
			for to := from; to <= m.open+1; to += 3 {
				s, err := r.Statement(ctx, id, from, to)
				r.must(err)
				var got []mLine
				if err := r.Lines(ctx, s, func(l *Line) error {
					got = append(got, mLine{sign * l.Amount, l.BankDate, l.ValueDate})
					return nil
				}); err != nil {
					rt.Fatal(err)
				}
				if want := m.statement(i, from, to); !slices.Equal(want, got) {
					rt.Fatalf("statement of account %d, %s to %s: %v, want %v", i, from, to, got, want)
				}
			}
		}
		page, err := r.Postings(ctx, id, 0, 10_000)
		r.must(err)
		if lines := m.lines(i); len(page) != len(lines) || len(page) > 0 && sign*page[0].Amount != lines[len(lines)-1].amount {
			rt.Fatalf("postings of account %d", i)
		}
	}
	for _, full := range []bool{false, true} {
		c, err := r.Check(ctx, CheckOptions{Full: full})
		r.must(err)
		if c.Errors != 0 {
			rt.Fatalf("check: %+v", c.Findings)
		}
	}
}
