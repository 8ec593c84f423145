package ledger

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

// history is a random sequence of verbs with the answers that the model gave.
type history struct {
	t    *rapid.T
	m    *model
	ops  []op
	refs int
}

// op is one verb: run tells it to a ledger inside an update; before moves the clock. want is the model's answer.
type op struct {
	name   string
	before time.Duration
	run    func(r *runner, tx *store.Tx) (string, error)
	want   string
}

// runner tells a history to one ledger. What the model names by place, it knows by id.
type runner struct {
	*bank
	accounts map[int]AccountID
	entries  map[int]EntryID
	holds    map[int]HoldID
	freezes  map[int]FreezeID
}

func code(err error) string {
	if err == nil {
		return ""
	}
	if p := problem.Of(err); p.Kind != problem.Internal {
		return p.Code
	}
	return err.Error()
}

func (h *history) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(h.t, label) }

func (h *history) add(name, want string, run func(r *runner, tx *store.Tx) (string, error)) {
	h.ops = append(h.ops, op{name: name, run: run, want: want})
}

func amountOf(a money.Amount) *money.Amount { return &a }

func (h *history) limits() (l Limits) {
	l.Floor = []*money.Amount{nil, nil, amountOf(0), amountOf(-500), amountOf(50)}[h.pick("floor", 5)]
	l.Ceiling = []*money.Amount{nil, nil, nil, amountOf(2000)}[h.pick("ceiling", 4)]
	l.DebitFrozen, l.CreditFrozen = h.pick("nodebit", 12) == 0, h.pick("nocredit", 12) == 0
	return l
}

func (h *history) openAccount() {
	c := chart[h.pick("code", len(chart))]
	a := mAccount{number: fmt.Sprint("n", h.pick("number", 12)), class: c.Class, code: c.Code,
		currency: []money.Currency{"CNY", "CNY", "USD"}[h.pick("currency", 3)], limits: h.limits()}
	n := len(h.m.accounts)
	want := ""
	if slices.ContainsFunc(h.m.accounts, func(o mAccount) bool { return o.number == a.number }) {
		want = "ledger.duplicate_number"
	} else {
		h.m.accounts = append(h.m.accounts, a)
	}
	h.add("open", want, func(r *runner, tx *store.Tx) (string, error) {
		got, err := r.OpenAccount(tx, NewAccount{Number: a.number, Code: a.code, Currency: a.currency, Branch: "0001", Name: "x",
			Limits: a.limits})
		if err == nil {
			r.accounts[n] = got.ID
		}
		return "", err
	})
}

// entry draws an entry; most are balanced.
func (h *history) entry() mEntry {
	e := mEntry{kind: "t", hold: -1, reverses: -1}
	if n := len(h.m.entries); n > 0 && h.pick("again", 8) == 0 {
		e = h.m.entries[h.pick("which", n)]
		if h.pick("dates", 2) == 0 {
			e.bank, e.value = 0, 0
		}
		if h.pick("changed", 3) == 0 {
			e.legs = slices.Clone(e.legs)
			e.legs[0].amount += 7
		}
		return e
	}
	h.refs++
	e.ref = fmt.Sprint("r", h.refs)
	if len(h.m.holds) > 0 && h.pick("capture", 5) == 0 {
		e.hold, e.final = h.pick("hold", len(h.m.holds)), h.pick("final", 2) == 0
		a := h.m.holds[e.hold].account
		e.legs = append(e.legs, mLeg{account: a, amount: -h.m.accounts[a].class.sign() * money.Amount(h.pick("take", 200)+1)})
	}
	sums := map[money.Currency]money.Amount{}
	for n := h.pick("legs", 4) + 1; len(e.legs) < n; {
		e.legs = append(e.legs, mLeg{account: h.pick("account", len(h.m.accounts)), amount: money.Amount(h.pick("amount", 801) - 400)})
	}
	for _, l := range e.legs {
		sums[h.m.accounts[l.account].currency] += l.amount
	}
	for _, c := range []money.Currency{"CNY", "USD"} {
		if sums[c] == 0 {
			continue
		}
		for range 4 { // an account of that currency, if one is met
			if i := h.pick("contra", len(h.m.accounts)); h.m.accounts[i].currency == c {
				e.legs = append(e.legs, mLeg{account: i, amount: -sums[c]})
				break
			}
		}
	}
	if len(e.legs) < 2 {
		e.legs = append(e.legs, e.legs[0])
	}
	if h.pick("said", 6) == 0 {
		e.legs[0].currency = "CNY"
	}
	if h.pick("valued", 4) == 0 {
		e.value = h.m.open + calendar.Date(h.pick("value", 9)-4)
	}
	switch h.pick("bank", 8) {
	case 0:
		e.bank = h.m.open
	case 1, 2:
		e.bank = h.m.open - calendar.Date(h.pick("late", 3))
	}
	return e
}

// real makes the ledger's entry of the model's.
func (r *runner) real(e *mEntry) *Entry {
	out := &Entry{Kind: e.kind, Reference: e.ref, BankDate: e.bank, ValueDate: e.value, Linked: e.linked}
	if e.hold >= 0 {
		out.Capture = &Capture{Hold: r.holds[e.hold], Final: e.final}
	}
	for _, l := range e.legs {
		out.Postings = append(out.Postings, Posting{Account: r.accounts[l.account], Amount: l.amount, Currency: l.currency})
	}
	return out
}

func (h *history) post() {
	e := h.entry()
	e.linked = false
	n := len(h.m.entries)
	want := h.m.post(&e)
	if e.replayed >= 0 && want == "" {
		n, want = e.replayed, "replayed"
	}
	made := map[*runner]*Entry{}
	h.add("post", want, func(r *runner, tx *store.Tx) (string, error) {
		x, y := made[r], r.real(&e)
		if x == nil {
			x = y
			made[r] = x
		}
		for i := range y.Postings { // the same entry when the update runs again; ids of its group may be others
			x.Postings[i].Account = y.Postings[i].Account
		}
		x.Capture = y.Capture
		if err := r.Post(tx, x); err != nil {
			return "", err
		}
		if x.Replayed {
			if r.entries[n] != x.ID {
				return "replayed another", nil
			}
			return "replayed", nil
		}
		if want == "" { // not in a first run that doesn't know yet that it is a replay
			r.entries[n] = x.ID
		}
		return "", nil
	})
}

func (h *history) batch() {
	mode := Mode(h.pick("mode", 3))
	var es []mEntry
	for range h.pick("size", 5) + 1 {
		e := h.entry()
		e.linked = h.pick("linked", 3) == 0
		es = append(es, e)
	}
	if h.pick("closed", 8) > 0 {
		es[len(es)-1].linked = false
	}
	base := len(h.m.entries)
	codes, all := h.m.batch(mode, es)
	order := map[string]int{} // reference to the place of the entry, for those booked
	for i := base; i < len(h.m.entries); i++ {
		order[h.m.entries[i].ref] = i
	}
	h.add("batch", fmt.Sprint(codes, all), func(r *runner, tx *store.Tx) (string, error) {
		var xs []*Entry
		for i := range es {
			xs = append(xs, r.real(&es[i]))
		}
		var got []string
		errs, err := r.PostBatch(tx, mode, xs)
		for _, e := range errs {
			got = append(got, code(e))
		}
		for i, x := range xs {
			if place, ok := order[x.Reference]; ok && (errs == nil || errs[i] == nil) && !x.Replayed {
				r.entries[place] = x.ID
			}
		}
		if mode == Atomic || err != nil { // a refused batch ends its update
			return fmt.Sprint(got, code(err)), err
		}
		return fmt.Sprint(got, ""), nil
	})
}

// burst books many entries at once, so that segments fill.
func (h *history) burst() {
	var es []mEntry
	x, y := h.pick("x", len(h.m.accounts)), h.pick("y", len(h.m.accounts))
	for range 40 {
		h.refs++
		es = append(es, mEntry{kind: "t", ref: fmt.Sprint("r", h.refs), hold: -1, reverses: -1,
			legs: []mLeg{{account: x, amount: 3}, {account: y, amount: -3}}})
	}
	base := len(h.m.entries)
	codes, _ := h.m.batch(Independent, es)
	h.add("burst", fmt.Sprint(codes), func(r *runner, tx *store.Tx) (string, error) {
		var xs []*Entry
		for i := range es {
			xs = append(xs, r.real(&es[i]))
		}
		var got []string
		errs, err := r.PostBatch(tx, Independent, xs)
		place := base
		for i, e := range errs {
			got = append(got, code(e))
			if e == nil {
				r.entries[place] = xs[i].ID
				place++
			}
		}
		return fmt.Sprint(got), err
	})
}

func (h *history) reverse() {
	if len(h.m.entries) == 0 {
		return
	}
	h.refs++
	at, ref := h.pick("which", len(h.m.entries)), fmt.Sprint("v", h.refs)
	was := h.m.entries[at]
	if h.pick("same", 3) == 0 {
		ref = "v" + was.ref
	}
	n, want := len(h.m.entries), ""
	already := slices.IndexFunc(h.m.entries, func(e mEntry) bool { return e.reverses == at })
	switch {
	case was.reverses >= 0:
		want = "ledger.reversal_of_reversal"
	case already >= 0 && h.m.entries[already].ref == ref:
		want, n = "replayed", already
	case already >= 0:
		want = "ledger.already_reversed"
	default:
		e := mEntry{kind: "v", ref: ref, hold: -1, reverses: at, value: max(was.value, h.m.open-MaxValueShift)}
		for _, l := range was.legs {
			e.legs = append(e.legs, mLeg{account: l.account, amount: -l.amount})
		}
		want = h.m.post(&e)
	}
	h.add("reverse", want, func(r *runner, tx *store.Tx) (string, error) {
		e, err := r.Reverse(tx, Reversal{Entry: r.entries[at], Kind: "v", Reference: ref})
		if err != nil {
			return "", err
		}
		if e.Replayed {
			if r.entries[n] != e.ID {
				return "replayed another", nil
			}
			return "replayed", nil
		}
		r.entries[n] = e.ID
		return "", nil
	})
}

// TestHistories tells random histories to the model and to ledgers with group commit on, off, and in careful mode, and
// with both layouts of postings.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{t: rt, m: &model{open: day1, days: map[calendar.Date]DayState{day1: DayOpen},
			now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}}
		for len(h.m.accounts) < 3 {
			h.openAccount()
		}
		for n := rapid.IntRange(5, 60).Draw(rt, "ops"); n > 0; n-- {
			h.step()
		}
		for i, opt := range []store.Options{{CacheMB: 16}, {CacheMB: 2, NoGroup: true}, {CacheMB: 4, Careful: true}, {CacheMB: 16}} {
			opt.Readers, opt.Lanes = 4, 1
			runHistory(t, rt, h, opt, Options{Layout: []Layout{Packed, ByEngine, Packed, Clustered}[i]})
		}
	})
}
