package history

import (
	"testing"
	"time"

	"tonghui/base/money"
)

var everything = map[Verb]int{Post: 40, Batch: 8, Reverse: 4, Hold: 8, Release: 4, Freeze: 4, Unfreeze: 6, Limit: 4, Open: 3,
	Close: 2, Day: 1, CloseDay: 1, Period: 1, Buffer: 1}

// mixes are the histories: the random one, and those directed at a rule that rests on rows which another update changes.
var mixes = []struct {
	name     string
	mix      map[Verb]int
	deposits int
	each     money.Amount
	ops      int
}{
	{"everything", everything, 8, 300, 150},
	// A freeze reads the balance that a payment reads too; each alone is right.
	{"freeze against spending", map[Verb]int{Post: 10, Freeze: 6, Unfreeze: 7}, 2, 150, 120},
	// A posting reads that its day is not closed.
	{"closing a day against posting", map[Verb]int{Post: 30, Batch: 4, Day: 1, CloseDay: 1, Period: 1}, 4, 5000, 120},
	// Holds, captures and freezes share what an account may spend.
	{"two limits on one quota", map[Verb]int{Post: 6, Hold: 10, Release: 5, Freeze: 2, Unfreeze: 3}, 1, 120, 120},
	// A payment reads the floor that another process raises.
	{"limits against spending", map[Verb]int{Post: 10, Limit: 6}, 2, 150, 120},
	// A balance becomes zero while an account is closed.
	{"closing an account against paying in", map[Verb]int{Post: 12, Open: 6, Close: 8, Limit: 1}, 2, 60, 120},
}

// TestHistories runs each mix on two processes (one on SQLite) and judges it. All share one database, as rooms of a bank do.
// Each ends after its operations or its time, so that a slow machine shortens it.
func TestHistories(t *testing.T) {
	dsn := database(t)
	for i, m := range mixes {
		t.Run(m.name, func(t *testing.T) {
			for round := range factor() {
				s := newStage(t, dsn, kind("h"+string(rune('a'+i))), m.deposits, m.each)
				s.plan.Mix, s.plan.Ops, s.plan.Common = m.mix, m.ops, uint64(round)+1
				var all []*proc
				for i := range processes() {
					all = append(all, s.start(func(p *Plan) {
						if i == 1 { // many updates share a group there
							p.Goroutines, p.Opt.Lanes = 6, 1
						}
					}))
				}
				s.wait(3*time.Second, all...)
				s.sentence()
				if t.Failed() {
					return
				}
			}
		})
	}
}
