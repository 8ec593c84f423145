package history

import (
	"strings"
	"testing"

	"tonghui/base/money"
	"tonghui/core/ledger"
)

// story is what an account goes through; the last step breaks a rule, or "" for none.
func TestModel(t *testing.T) {
	zero, ten := money.Amount(0), money.Amount(10)
	atLeast := func(f *money.Amount) *ledger.Limits { return &ledger.Limits{Floor: f} }
	open := Step{Verb: Open, Limits: atLeast(&zero), Sign: -1}
	entry := int64(0)
	// move is a posting as the ledger would answer it: sequence and balance (debit positive) after it.
	move := func(amount money.Amount, sequence int64, balance money.Amount) Step {
		entry++
		return Step{Verb: Post, Entry: entry, Legs: []Leg{{1, -amount, sequence, -balance}}}
	}
	capture := func(s Step, hold int64, final bool) Step { s.Target, s.Final = hold, final; return s }
	for _, c := range []struct {
		name, wants string
		steps       []Step
	}{
		{"a payment of all there is", "", []Step{open, move(100, 1, 100), move(-100, 2, 0)}},
		{"a payment below the floor", "leaves", []Step{open, move(100, 1, 100), move(-101, 2, -1)}},
		{"two payments that each saw the whole balance", "leaves", []Step{open, move(100, 1, 100), move(-60, 2, 40), move(-60, 3, -20)}},
		{"a lost update", "was answered", []Step{open, move(100, 1, 100), move(-10, 2, 90), move(-10, 3, 90)}},
		{"a sequence given twice", "was answered", []Step{open, move(100, 1, 100), move(10, 1, 110)}},
		{"a payment beside a freeze", "leaves", []Step{open, move(100, 1, 100), {Verb: Freeze, Target: 5, Kind: 1, Amount: 60},
			move(-60, 2, 40)}},
		{"a payment from a frozen account", "frozen", []Step{open, move(100, 1, 100), {Verb: Freeze, Target: 5, Kind: 2}, move(-1, 2, 99)}},
		{"a waiting freeze takes nothing", "", []Step{open, move(100, 1, 100), {Verb: Freeze, Target: 5, Kind: 1, Amount: 60},
			{Verb: Freeze, Target: 4, Kind: 1, Amount: 90}, move(-40, 2, 60)}},
		{"a waiting freeze that has come into force", "leaves", []Step{open, move(100, 1, 100),
			{Verb: Freeze, Target: 5, Kind: 1, Amount: 10},
			{Verb: Freeze, Target: 4, Kind: 1, Amount: 90}, {Verb: Unfreeze, Target: 5}, move(-40, 2, 60)}},
		{"a freeze ended twice", "twice", []Step{open, {Verb: Freeze, Target: 5, Kind: 3, Amount: 1}, {Verb: Unfreeze, Target: 5},
			{Verb: Unfreeze, Target: 5}}},
		{"a freeze gives more than it has", "gave", []Step{open, {Verb: Freeze, Target: 5, Kind: 3, Amount: 1},
			{Verb: Unfreeze, Target: 5, Amount: 2}}},
		{"two holds on one balance", "leaves", []Step{open, move(100, 1, 100), {Verb: Hold, Target: 7, Amount: 60},
			{Verb: Hold, Target: 8, Amount: 60}}},
		{"a hold captured twice", "captures", []Step{open, move(100, 1, 100), {Verb: Hold, Target: 7, Amount: 60},
			capture(move(-40, 2, 60), 7, true), capture(move(-20, 3, 40), 7, false)}},
		{"a hold captured in parts", "", []Step{open, move(100, 1, 100), {Verb: Hold, Target: 7, Amount: 60},
			capture(move(-40, 2, 60), 7, false), capture(move(-20, 3, 40), 7, false)}},
		{"a hold released twice", "gave back", []Step{open, move(100, 1, 100), {Verb: Hold, Target: 7, Amount: 60},
			{Verb: Release, Target: 7, Amount: 60}, {Verb: Release, Target: 7, Amount: 60}}},
		{"a raised floor", "leaves", []Step{open, move(100, 1, 100), {Verb: Limit, Limits: atLeast(&ten)}, move(-91, 2, 9)}},
		{"a ceiling", "ceiling", []Step{open, {Verb: Limit, Limits: &ledger.Limits{Ceiling: &ten}}, move(11, 1, 11)}},
		{"a frozen side", "side", []Step{open, move(5, 1, 5), {Verb: Limit, Limits: &ledger.Limits{DebitFrozen: true}},
			move(-1, 2, 4)}},
		{"closed with money on it", "closed with", []Step{open, move(5, 1, 5), {Verb: Close}}},
		{"a payment into a closed account", "not open", []Step{open, {Verb: Close}, move(5, 1, 5)}},
		{"opened twice", "twice", []Step{open, open}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(1)
			for i := range c.steps {
				err := a.apply(&c.steps[i])
				last := i == len(c.steps)-1
				switch {
				case err == nil && last && c.wants != "":
					t.Error("the model finds nothing wrong")
				case err != nil && (!last || c.wants == ""):
					t.Errorf("step %d: %v", i+1, err)
				case err != nil && !strings.Contains(err.Error(), c.wants):
					t.Errorf("%v; want %q", err, c.wants)
				}
			}
		})
	}
}
