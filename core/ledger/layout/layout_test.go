package layout

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// history is what the accounts must show, kept the simplest way.
type history map[int64][]Line

func (h history) book(batch []Transfer, balances map[int64]int64) {
	for i := range batch {
		t := &batch[i]
		for j, leg := range t.Legs {
			balances[leg.Account] += leg.Amount
			h[leg.Account] = append(h[leg.Account], Line{Transfer: t.ID, Seq: int64(len(h[leg.Account]) + 1), Kind: t.Kind,
				Reference: t.Reference, BankDate: t.BankDate, ValueDate: t.ValueDate, Amount: leg.Amount,
				Balance: balances[leg.Account], Contra: contra(t.Legs, j)})
		}
	}
}

func TestEveryLayoutShowsTheSameBooks(t *testing.T) {
	for _, name := range Names {
		for _, k := range []int{1, 32} {
			if name[0] != 'C' && k == 1 {
				continue // K means nothing to A, B and D
			}
			t.Run(fmt.Sprint(name, " K=", k), func(t *testing.T) { compare(t, name, k) })
		}
	}
}

func compare(t *testing.T, name string, k int) {
	load := Workload{Accounts: 20, Total: 800, HotShare: 0.3, Seed: 5}
	accounts := load.Start()
	w, err := Create(Settings{Path: filepath.Join(t.TempDir(), "trial.db"), RowsPerInsert: 8}, New(name, k), accounts)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r, err := OpenReader(w)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want, balances := history{}, map[int64]int64{}
	for batch := range 20 {
		transfers := load.Next(40)
		want.book(transfers, balances)
		if err := w.Book(transfers); err != nil {
			t.Fatal(err)
		}
		if forgetful, ok := w.Layout.(interface{ Forget() }); ok && batch%5 == 3 {
			forgetful.Forget()
		}
		if batch%3 == 2 {
			if err := w.Settle(); err != nil {
				t.Fatal(err)
			}
		}
		if batch == 10 || batch == 19 {
			for i := range 3 {
				account := load.Any(i)
				check(t, r, account, want[account])
			}
		}
	}
}

func check(t *testing.T, r *Reader, account int64, want []Line) {
	t.Helper()
	var got []Line
	if err := r.Export(account, func(l *Line) error { got = append(got, *l); return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("export (-want +got):\n%s", diff)
	}
	for _, before := range []int64{int64(len(want)) + 1, int64(len(want)/2) + 1, 9, 1} {
		page, err := r.Page(account, before, 50, nil)
		if err != nil {
			t.Fatal(err)
		}
		expected := slices.Clone(want[max(0, int(before)-51):max(0, min(int(before)-1, len(want)))])
		slices.Reverse(expected)
		if diff := cmp.Diff(expected, page, equateEmpty); diff != "" {
			t.Fatalf("page before %d (-want +got):\n%s", before, diff)
		}
	}
	for day := int32(FirstDay - 6); day < FirstDay+380; day += 17 {
		booked, valued := int64(0), int64(0)
		for _, l := range want {
			if l.BankDate <= day {
				booked += l.Amount
			}
			if l.ValueDate <= day {
				valued += l.Amount
			}
		}
		if got, err := r.AsOf(account, day); err != nil || got != booked {
			t.Fatalf("as of bank date %d: %d, %v; want %d", day, got, err, booked)
		}
		if got, err := r.AsOfValue(account, day); err != nil || got != valued {
			t.Fatalf("as of value date %d: %d, %v; want %d", day, got, err, valued)
		}
	}
}

var equateEmpty = cmp.Transformer("empty", func(l []Line) []Line {
	if len(l) == 0 {
		return nil
	}
	return l
})

func TestApplyRefusesWhole(t *testing.T) {
	a, b := &Account{ID: 1, Balance: 100, Held: 30}, &Account{ID: 2}
	accounts := NewAccounts([]*Account{a, b})
	tests := []struct {
		name        string
		legs        []Leg
		want        bool
		left, right int64
	}{
		{"within what is available", []Leg{{1, -70}, {2, 70}}, true, 30, 70},
		{"the held part stays", []Leg{{2, -1}, {1, 2}, {1, -3}, {2, 2}}, false, 30, 70},
		{"unknown account", []Leg{{2, -70}, {3, 70}}, false, 30, 70},
		{"back", []Leg{{2, -70}, {1, 70}}, true, 100, 0},
	}
	var out Outcome
	for i, test := range tests {
		seq := a.Seq
		Apply([]Transfer{{ID: int64(i + 1), Legs: test.legs}}, accounts, &out)
		if got := out.First[0] >= 0; got != test.want || a.Balance != test.left || b.Balance != test.right {
			t.Errorf("%s: accepted %v, balances %d and %d", test.name, got, a.Balance, b.Balance)
		}
		if !test.want && a.Seq != seq {
			t.Errorf("%s: a refused transfer left sequence %d", test.name, a.Seq)
		}
	}
}
