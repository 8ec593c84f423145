package pkdd99

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var schemas = []store.Schema{{Module: "ledger", Files: ledger.Schema()}, {Module: "pkdd99", Files: Schema()}}

// newBank is an empty, migrated bank.
func newBank(t testing.TB) Deps {
	t.Helper()
	st := store.Test(t, schemas...)
	return Deps{Store: st, Ledger: ledger.New(st)}
}

// fewer is n, or less in a short run on a server, where a bank day is some dozens of round trips.
func fewer(n, short int) int {
	if testing.Short() && store.TestDSN() != "" {
		return short
	}
	return n
}

// proved fails unless the ledger's full check finds nothing.
func proved(t testing.TB, d Deps) {
	t.Helper()
	r, err := d.Ledger.Check(context.Background(), ledger.CheckOptions{Full: true})
	must(t, err)
	if r.Errors != 0 {
		t.Fatalf("the check finds %d differences: %+v", r.Errors, r.Findings)
	}
}

// generated makes a bank in a folder of the test.
func generated(t testing.TB, opt GenerateOptions) (string, *Generated) {
	t.Helper()
	dir := store.TestDir(t)
	g, err := Generate(dir, opt)
	must(t, err)
	return dir, g
}

func imported(t testing.TB, d Deps, dir string) *Report {
	t.Helper()
	r, err := Import(context.Background(), d, dir, Options{})
	must(t, err)
	return r
}

// books is everything that an import leaves in the ledger, in words: accounts, lines with balances, days, totals.
// Ids and clock times, which differ from run to run, are left out.
func books(t testing.TB, d Deps) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	var numbers []string
	must(t, d.Store.View(ctx, func(v *store.View) (err error) {
		numbers, err = store.All(v, store.Value[string], "SELECT number FROM ledger_accounts ORDER BY number")
		return err
	}))
	for _, n := range numbers {
		a, err := d.Ledger.AccountByNumber(ctx, n)
		must(t, err)
		fmt.Fprintf(&b, "%s %s %s %s %s %d\n", a.Number, a.Code, a.Branch, a.Name, a.OpenedOn, a.Balance.Booked)
		s, err := d.Ledger.Statement(ctx, a.ID, calendar.MinDate, calendar.MaxDate)
		must(t, err)
		must(t, d.Ledger.Lines(ctx, s, func(l *ledger.Line) error {
			fmt.Fprintf(&b, "  %d %s %s %s %d %d\n", l.Sequence, l.BankDate, l.Reference, l.Summary, l.Amount, l.Balance)
			return nil
		}))
	}
	days, err := d.Ledger.Days(ctx, calendar.MaxDate, 4000)
	must(t, err)
	for _, day := range days {
		fmt.Fprintf(&b, "%s %d\n", day.Date, day.State)
	}
	totals, err := d.Ledger.TrialBalance(ctx, calendar.MaxDate)
	must(t, err)
	fmt.Fprintf(&b, "%+v\n", totals)
	return b.String()
}

// rows counts a table.
func rows(t testing.TB, d Deps, table string) (n int64) {
	t.Helper()
	must(t, d.Store.View(context.Background(), func(v *store.View) (err error) {
		n, _, err = store.One(v, store.Value[int64], "SELECT COUNT(*) FROM "+table)
		return err
	}))
	return n
}

// texts are the rows of "COLUMN, … FROM TABLE" in the order of the first column, each run together; what is unknown is "?".
func texts(t testing.TB, d Deps, columns string) (out []string) {
	t.Helper()
	names, _, _ := strings.Cut(columns, " FROM ")
	must(t, d.Store.View(context.Background(), func(v *store.View) (err error) {
		out, err = store.All(v, func(s store.Scanner) (string, error) {
			values := make([]sql.NullString, strings.Count(names, ",")+1)
			into := make([]any, len(values))
			for i := range values {
				into[i] = &values[i]
			}
			err := s.Scan(into...)
			text := ""
			for _, x := range values {
				if !x.Valid {
					x.String = "?"
				}
				text += x.String
			}
			return text, err
		}, "SELECT "+columns+" ORDER BY 1")
		return err
	}))
	return out
}

// sums are what the customers own and what stands against it, from the general ledger.
func sums(t testing.TB, d Deps) (customers, against money.Amount) {
	t.Helper()
	totals, err := d.Ledger.TrialBalance(context.Background(), calendar.MaxDate)
	must(t, err)
	for _, x := range totals {
		if x.Code == deposits {
			customers += x.Credit - x.Debit
		} else {
			against += x.Debit - x.Credit
		}
	}
	return customers, against
}

// edit rewrites one file of a bank.
func edit(t testing.TB, dir, name string, change func(string) string) {
	t.Helper()
	path := filepath.Join(dir, name)
	b, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, []byte(change(string(b))), 0o644))
}

// small is a bank for tests that look at single records: one account, nothing cut off.
func small(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"district.asc": `7;"Ashford";"lake land";1000;0;0;0;1;1;50.0;9000;?;1.50;100;30;?`,
		"client.asc":   "3;\"405512\";7\r\n4;\"300101\";7",
		"account.asc":  `9;7;"POPLATEK TYDNE";930102`,
		"disp.asc":     "3;3;9;\"OWNER\"\r\n4;4;9;\"DISPONENT\"",
		"order.asc":    `1;9;"KA";"12345678";100.50;"SIPO"`,
		"loan.asc":     `1;9;930103;1200;12;100.00;"C"`,
		"card.asc":     `1;3;"gold";930105 00:00:00`,
		transFile: "11;9;930102;\"PRIJEM\";\"VKLAD\";500.00;500.00;\"\";;\r\n" +
			"12;9;930104;\"VYDAJ\";\"PREVOD NA UCET\";100.50;399.50;\"SIPO\";\"KA\";\"12345678\"",
	} {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(heading(name)+text+"\r\n"), 0o644))
	}
	return dir
}

func heading(name string) string {
	names, columns := headers()
	for i := range names {
		if names[i] == name {
			return strings.Join(columns[i], ";") + "\r\n"
		}
	}
	panic(name)
}
