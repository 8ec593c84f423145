package pkdd99

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestGenerateTwice: the same options make the same bytes, another seed makes others.
func TestGenerateTwice(t *testing.T) {
	opt := GenerateOptions{Accounts: 30, Months: 4, Seed: 1}
	a, _ := generated(t, opt)
	b, _ := generated(t, opt)
	opt.Seed = 2
	c, g := generated(t, opt)
	names, _ := headers()
	for _, name := range names {
		x, err := os.ReadFile(filepath.Join(a, name))
		must(t, err)
		y, err := os.ReadFile(filepath.Join(b, name))
		must(t, err)
		z, err := os.ReadFile(filepath.Join(c, name))
		must(t, err)
		if !bytes.Equal(x, y) || bytes.Equal(x, z) {
			t.Errorf("%s: same seed %v, other seed %v", name, bytes.Equal(x, y), !bytes.Equal(x, z))
		}
	}
	if g.Accounts != 30 || g.LastDay.String() != "1993-04-30" || g.Transactions == 0 {
		t.Errorf("%+v", g)
	}
}

// TestGenerateLikely: over some years every kind of transaction that people make is there, and both kinds of loans.
func TestGenerateLikely(t *testing.T) {
	calls := 0
	dir, g := generated(t, GenerateOptions{Accounts: 200, Months: 36, Seed: 4, Progress: func(done, total int64) {
		if calls++; done > total || total != 3*365 {
			t.Errorf("%d of %d days", done, total)
		}
	}})
	trans, err := os.ReadFile(filepath.Join(dir, transFile))
	must(t, err)
	for _, want := range []string{`"VKLAD"`, `"DUCHOD"`, `"SIPO"`, `"POJISTNE"`, `"LEASING"`, `"UVER"`, `"UROK"`, `"SLUZBY"`,
		`"SANKC. UROK"`, `"VYBER KARTOU"`, `"VYBER";"VYBER"`, `;30.00;`} {
		if !bytes.Contains(trans, []byte(want)) {
			t.Errorf("no %s in %d transactions", want, g.Transactions)
		}
	}
	loans, err := os.ReadFile(filepath.Join(dir, "loan.asc"))
	must(t, err)
	for _, want := range []string{`"A"`, `"C"`, `"D"`} {
		if !bytes.Contains(loans, []byte(want)) {
			t.Errorf("no loan %s in\n%s", want, loans)
		}
	}
	if calls != 3*365 || g.Loans == 0 || g.Cards == 0 || g.Orders == 0 || g.Clients <= g.Accounts {
		t.Errorf("%d calls; %+v", calls, g)
	}
}

func TestGenerateRefusals(t *testing.T) {
	for _, opt := range []GenerateOptions{{}, {Accounts: 1}, {Accounts: 1, Months: MaxMonths + 1}, {Accounts: MaxAccounts + 1, Months: 1}} {
		if _, err := Generate(t.TempDir(), opt); !errors.Is(err, ErrGenerateOptions) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
	good := GenerateOptions{Accounts: 1, Months: 1}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "loan.asc"), nil, 0o644))
	if _, err := Generate(dir, good); !errors.Is(err, ErrNotEmpty) {
		t.Error(err)
	}
	if _, err := Generate(filepath.Join(dir, "loan.asc", "x"), good); !errors.Is(err, ErrWrite) {
		t.Error(err)
	}
	// What is there is never written over.
	dir = t.TempDir()
	names, columns := headers()
	path := filepath.Join(dir, names[0])
	must(t, writeFile(path, columns[0], func(*lineWriter) {}))
	if err := writeFile(path, columns[0], func(*lineWriter) {}); !errors.Is(err, os.ErrExist) {
		t.Error(err)
	}
}

// BenchmarkImport reports the rate at which a bank of the challenge's size is imported, with full syncs.
func BenchmarkImport(b *testing.B) {
	dir, g := generated(b, GenerateOptions{Accounts: 4500, Months: 15, Seed: 99})
	for b.Loop() {
		b.StopTimer()
		st, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "bank.db"), store.Options{})
		must(b, err)
		_, err = st.Migrate(context.Background(), "bench", schemas...)
		must(b, err)
		d := Deps{Store: st, Ledger: ledger.New(st)}
		b.StartTimer()
		r := imported(b, d, dir)
		b.StopTimer()
		if r.Booked != g.Transactions {
			b.Fatalf("%d of %d booked", r.Booked, g.Transactions)
		}
		must(b, st.Close())
		b.StartTimer()
	}
	perOp := b.Elapsed().Nanoseconds() / int64(b.N)
	//tidy:float a rate for people
	b.ReportMetric(float64(g.Transactions*1e9/perOp), "transactions/s")
}
