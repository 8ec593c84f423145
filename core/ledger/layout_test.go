package ledger

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// told is a bank that a history is told to, with the ids that its picture writes as ordinals: the two layouts
// draw different ones.
type told struct {
	*bank
	accounts []AccountID
	entries  []EntryID
	names    []string // id, word, id, word …
}

func (b *told) name(id fmt.Stringer, word string) { b.names = append(b.names, id.String(), word) }

func newTold(t testing.TB, y Layout) *told {
	b := &told{bank: newBankAt(t, filepath.Join(store.TestDir(t), "bank.db"), store.Options{CacheMB: 4, Readers: 4}, Options{Layout: y})}
	for i, code := range []Code{"1001", "2011", "2011", "6411"} {
		id := b.account(fmt.Sprint("a", i), code, NoFloor)
		b.accounts = append(b.accounts, id)
		b.name(id, fmt.Sprint("account", i))
	}
	return b
}

// tell books a batch and keeps the ids that it got.
func (b *told) tell(es []*Entry) {
	b.Helper()
	b.update(func(tx *store.Tx) error {
		_, err := b.PostBatch(tx, Atomic, es)
		return err
	})
	for _, e := range es {
		b.name(e.ID, fmt.Sprint("entry", len(b.entries)))
		b.entries = append(b.entries, e.ID)
	}
}

// picture is everything that readers are told, with ordinals for ids.
func (b *told) picture(last calendar.Date) string {
	b.Helper()
	var out bytes.Buffer
	for i, id := range b.accounts {
		p, err := b.Account(ctx, id)
		b.must(err)
		fmt.Fprintf(&out, "account %d: %+v\n", i, p.Balance)
		for d := day1 - 4; d <= last+4; d++ {
			booked, err := b.BalanceAsOf(ctx, id, d)
			b.must(err)
			valued, err := b.BalanceAtValue(ctx, id, d)
			b.must(err)
			fmt.Fprintln(&out, d, booked, valued)
		}
		for from := day1 - 1; from <= last; from += 2 {
			for _, format := range []string{"csv", "jsonl", "camt053"} {
				s, err := b.Statement(ctx, id, from, from+3)
				b.must(err)
				b.must(b.Export(ctx, &out, s, ExportOptions{Format: format}))
			}
		}
		for before := p.Balance.Sequence + 1; before > 0; before -= 29 {
			lines, err := b.Postings(ctx, id, before, 40)
			b.must(err)
			fmt.Fprintf(&out, "%+v\n", lines)
		}
	}
	for _, full := range []bool{false, true, false} {
		r, err := b.Check(ctx, CheckOptions{Full: full})
		b.must(err)
		r.Took = 0
		fmt.Fprintf(&out, "%+v\n", r)
	}
	return strings.NewReplacer(b.names...).Replace(out.String())
}

// TestLayoutsAgree tells random histories to a packed and to a clustered ledger: balances of the past, statements, pages
// and checks must be the same to the byte.
func TestLayoutsAgree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		banks := []*told{newTold(round, Packed), newTold(round, Clustered)}
		open, n := day1, 0
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "step") {
			case 0:
				open++
				for _, b := range banks {
					b.nextDayLate()
				}
			case 1:
				wait := time.Duration(rapid.IntRange(1, 5000).Draw(rt, "ms")) * time.Millisecond
				for _, b := range banks {
					b.clock.advance(wait)
				}
			default:
				late := open > day1 && rapid.Bool().Draw(rt, "late")
				es := drawEntries(rt, open, late, &n)
				for _, b := range banks {
					b.tell(b.real(es))
				}
			}
		}
		if a, b := banks[0].picture(open), banks[1].picture(open); a != b {
			rt.Fatalf("the layouts differ at %s", firstDifference(a, b))
		}
	})
}

// nextDayLate opens the next day and leaves the one before closing, so that it may still be booked to.
func (b *told) nextDayLate() {
	b.Helper()
	b.update(func(tx *store.Tx) error {
		open, _ := tx.BankDate()
		if open > day1 {
			if err := b.CloseDay(tx, open-1); err != nil {
				return err
			}
		}
		return b.OpenDay(tx, open+1)
	})
}

// drawEntries draws a burst of entries; their accounts are ordinals.
func drawEntries(rt *rapid.T, open calendar.Date, late bool, n *int) (es []*Entry) {
	for range rapid.IntRange(1, 45).Draw(rt, "burst") {
		*n++
		e := &Entry{Kind: []string{"transfer", "fee"}[*n%2], Reference: fmt.Sprint("r", *n), Summary: []string{"", "货款", "rent"}[*n%3]}
		if late {
			e.BankDate = open - 1
		}
		if rapid.IntRange(0, 7).Draw(rt, "value dated") == 0 {
			e.ValueDate = open + calendar.Date(rapid.IntRange(-3, 3).Draw(rt, "shift"))
		}
		from, to := rapid.IntRange(0, 3).Draw(rt, "from"), rapid.IntRange(0, 3).Draw(rt, "to")
		amount := money.Amount(rapid.IntRange(1, 999).Draw(rt, "amount"))
		e.Postings = []Posting{{Account: AccountID(to), Amount: amount}, {Account: AccountID(from), Amount: -amount}}
		if *n%11 == 0 {
			e.Postings = append(e.Postings, Posting{Account: AccountID(to), Amount: 7}, Posting{Account: AccountID(to), Amount: -7})
		}
		es = append(es, e)
	}
	return es
}

// real gives entries the bank's own accounts.
func (b *told) real(es []*Entry) []*Entry {
	out := make([]*Entry, len(es))
	for i, e := range es {
		c := *e
		c.Postings = slices.Clone(e.Postings)
		for j := range c.Postings {
			c.Postings[j].Account = b.accounts[c.Postings[j].Account]
		}
		out[i] = &c
	}
	return out
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d:\n%s\n%s", i, x[i], y[i])
		}
	}
	return "their ends"
}

// TestClusteredCheckFindsOneFen changes the clustered rows past the ledger.
func TestClusteredCheckFindsOneFen(t *testing.T) {
	tests := []struct{ name, sql, want string }{
		{"amount", "UPDATE ledger_postings SET amount = amount + 1 WHERE seq = 40", "posting_differs"},
		{"balance", "UPDATE ledger_postings SET balance = balance - 1 WHERE seq = 40", "posting_differs"},
		{"date", "UPDATE ledger_postings SET value_date = value_date - 1 WHERE seq = 1", "posting_differs"},
		{"day", "UPDATE ledger_postings SET day = day + 1 WHERE seq = 3", "posting_differs"},
		{"entry", "UPDATE ledger_postings SET entry = entry - 1 WHERE seq = 7", "posting_differs"},
		{"contra", "UPDATE ledger_postings SET contra = 5 WHERE seq = 7", "posting_differs"},
		{"deleted", "DELETE FROM ledger_postings WHERE seq = 31", "posting_missing"},
		{"last deleted", "DELETE FROM ledger_postings WHERE seq = 50", "posting_missing"},
		{"invented", "INSERT INTO ledger_postings SELECT account, seq + 1000, entry, amount, balance, bank_date, value_date, day, contra " +
			"FROM ledger_postings WHERE seq = 50", "posting_extra"},
		{"of nobody", "UPDATE ledger_postings SET account = 77 + amount WHERE seq = 2", "posting_missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newTold(t, Clustered)
			var es []*Entry
			for i := range 50 {
				es = append(es, transfer(fmt.Sprint(i), b.accounts[0], b.accounts[1], money.Amount(i+1)))
			}
			b.tell(es)
			b.clean()
			b.exec(tt.sql)
			for _, per := range []int{10, 1} {
				r, err := b.check(ctx, CheckOptions{Full: true}, per)
				must(t, err)
				if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == tt.want && f.EN != "" && f.ZH != "" }) {
					t.Errorf("no finding %s among %+v", tt.want, r.Findings)
				}
			}
		})
	}
}
