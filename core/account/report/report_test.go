package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

var (
	ctx  = context.Background()
	day1 = calendar.MustOf(2026, 12, 30)
)

// bank is a ledger with two branches, its customers' accounts, and the reports under test.
type bank struct {
	testing.TB
	*Reports
	st       *store.Store
	accounts map[string]ledger.AccountID
	deposits map[ledger.AccountID]Deposit
	n        int
}

// Lines and Dormant are the customers' accounts of a test.
func (b *bank) Lines(_ store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]Deposit, error) {
	out := map[ledger.AccountID]Deposit{}
	for _, id := range ids {
		if d, ok := b.deposits[id]; ok {
			out[id] = d
		}
	}
	return out, nil
}

func (b *bank) Dormant(_ store.Querier, branches []auth.Branch, after ledger.AccountID, limit int) (out []*Deposit, err error) {
	for id, d := range b.deposits {
		if d.Name == "dormant" && id > after && (branches == nil || slices.Contains(branches, d.Branch)) {
			out = append(out, &d)
		}
	}
	return out[:min(limit, len(out))], nil
}

var schemas = []store.Schema{{Module: "ledger", Files: ledger.Schema()}, {Module: "report", Files: Schema()}}

func newBank(t testing.TB) *bank {
	b := &bank{TB: t, accounts: map[string]ledger.AccountID{}, deposits: map[ledger.AccountID]Deposit{}}
	clock := func() time.Time { return time.Date(2026, 12, 30, 8, 0, 0, 0, time.UTC) }
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: clock}, schemas...)
	b.Reports = New(b.st, ledger.New(b.st), Options{Deposits: b, Below: func(_ store.Querier, c auth.Branch) ([]auth.Branch, error) {
		return map[auth.Branch][]auth.Branch{"0001": {"0001", "0101"}, "0101": {"0101"}}[c], nil
	}})
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		return b.led.OpenDay(tx, day1)
	})
	for _, branch := range []ledger.Branch{"0001", "0101"} {
		for _, code := range []ledger.Code{"1001", "3001", "4103", "6011", "6411", "6021"} {
			b.open(string(code)+"-"+string(branch), code, branch, 0)
		}
	}
	b.open("wang1", "2011", "0001", 101)
	b.open("wang2", "2011", "0101", 101)
	b.open("firm", "2011", "0101", 202)
	return b
}

func (b *bank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bank) ok(f func(*store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(ctx, f))
}

func (b *bank) open(number string, code ledger.Code, branch ledger.Branch, owner auth.Party) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: "CNY", Branch: branch, Name: number})
		if err == nil {
			b.accounts[number] = a.ID
		}
		return err
	})
	if owner != 0 {
		b.deposits[b.accounts[number]] = Deposit{Account: b.accounts[number], Number: number, Name: "dormant", Owner: owner, Natural: owner < 200,
			Product: map[bool]string{true: "D01", false: "D02"}[owner < 200], Branch: string(branch), Currency: "CNY"}
	}
}

// book books amount from the credited to the debited account, into a date (0: the open one).
func (b *bank) book(debit, credit string, yuan int64, d calendar.Date) {
	b.Helper()
	b.n++
	ref := fmt.Sprint(b.n)
	b.ok(func(tx *store.Tx) error {
		return b.led.Post(tx, &ledger.Entry{Kind: "test", Reference: ref, BankDate: d, Postings: []ledger.Posting{
			{Account: b.accounts[debit], Amount: money.Amount(yuan * 100)}, {Account: b.accounts[credit], Amount: money.Amount(-yuan * 100)}}})
	})
}

// flip opens the next date; end runs the room's steps of the closing one and closes it.
func (b *bank) flip(next calendar.Date) {
	b.ok(func(tx *store.Tx) error { return b.led.OpenDay(tx, next) })
}

func (b *bank) end(d calendar.Date) {
	b.Helper()
	for _, step := range b.Steps() {
		for cursor, more := "", true; more; more = cursor != "" {
			b.ok(func(tx *store.Tx) error {
				next, _, err := step.Chunk(ctx, tx, d, cursor)
				tx.AfterCommit(func() { cursor = next })
				return err
			})
		}
	}
	b.ok(func(tx *store.Tx) error { return b.led.CloseDay(tx, d) })
}

func (b *bank) table(q Query) *Table {
	b.Helper()
	t, err := b.Make(ctx, q)
	b.must(err)
	return t
}

// cell is the first cell of a row by its code, or of a total by its English word.
func (b *bank) cell(t *Table, name string) money.Amount {
	b.Helper()
	for _, s := range t.Sheets {
		for _, r := range s.Rows {
			if r.Code == name || r.Name.EN == name {
				return r.Cells[0]
			}
		}
	}
	b.Fatalf("no row %s in %+v", name, t)
	return 0
}

// year is a bank with a year's last two dates: it has earned, paid between branches and transferred its profit.
func year(t testing.TB) *bank {
	b := newBank(t)
	b.book("1001-0001", "wang1", 60_000, 0) // cash in, in two parts with the next
	b.book("1001-0101", "wang2", 1_000, 0)
	b.book("wang1", "wang2", 500_000-1, 0) // just below what is large for a person
	b.book("firm", "wang2", 1, 0)          // and now it is; the firm's isn't
	b.book("wang1", "6021-0001", 100, 0)   // a fee
	b.book("6411-0101", "firm", 30, 0)     // interest
	b.flip(day1 + 1)
	b.book("1001-0001", "wang1", 7, 0) // of the next date
	b.end(day1)
	b.flip(day1 + 2)
	b.ok(func(tx *store.Tx) error { _, err := b.led.YearEnd(tx, 2026, "4103"); return err })
	b.end(day1 + 1)
	return b
}

func TestStatements(t *testing.T) {
	b := year(t)
	s := b.table(Query{Form: BalanceSheet, Date: day1})
	if !s.Sheets[0].Ties || b.cell(s, "1001") != 61_000_00 || b.cell(s, "Profit not yet transferred") != 70_00 ||
		b.cell(s, "Total assets") != b.cell(s, "Total liabilities and equity") || b.cell(s, "2011") != (61_000-70)*100 {
		t.Errorf("balance sheet: %+v", s.Sheets[0])
	}
	for _, c := range []struct {
		branch auth.Branch
		ties   bool
		profit money.Amount
	}{{"0001", true, 70_00}, {"0101", false, -30_00}} {
		s := b.table(Query{Form: BalanceSheet, Date: day1, Branch: c.branch})
		if s.Sheets[0].Ties != c.ties || b.cell(s, "Profit not yet transferred") != c.profit ||
			b.cell(s, "Total assets") != b.cell(s, "Total liabilities and equity") {
			t.Errorf("branch %s: %+v", c.branch, s.Sheets[0])
		}
	}
	after := b.table(Query{Form: BalanceSheet})
	if after.Date != day1+1 || b.cell(after, "Profit not yet transferred") != 0 || b.cell(after, "4103") != 70_00 {
		t.Errorf("after the year's end: %+v", after.Sheets[0])
	}
	for _, d := range []calendar.Date{day1, day1 + 1} { // the transfer isn't part of it
		i := b.table(Query{Form: IncomeStatement, Date: d})
		if b.cell(i, "6021") != 100_00 || b.cell(i, "6411") != 30_00 || b.cell(i, "Profit") != 70_00 {
			t.Errorf("income to %s: %+v", d, i.Sheets[0])
		}
	}
	if i := b.table(Query{Form: IncomeStatement, From: day1 + 1}); b.cell(i, "Profit") != 0 {
		t.Errorf("income of the last date alone: %+v", i.Sheets[0])
	}
	tr := b.table(Query{Form: TrialBalance, From: day1 + 1, Date: day1 + 1})
	if !tr.Sheets[0].Ties || b.cell(tr, "1001") != 61_000_00 {
		t.Errorf("trial balance: %+v", tr.Sheets[0])
	}
	for _, c := range []struct {
		q    Query
		want error
	}{{Query{Form: BalanceSheet, Date: day1 + 2}, ErrNotClosed}, {Query{Form: BalanceSheet, Date: day1 - 1}, ErrNotClosed},
		{Query{Form: TrialBalance, Date: day1, From: day1 + 1}, ErrPeriod}, {Query{Form: TrialBalance, Branch: "7"}, ErrBranch}} {
		if _, err := b.Make(ctx, c.q); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.q, err, c.want)
		}
	}
	b.must(b.Check(ctx, b.st, 0))
	if _, err := newBank(t).Make(ctx, Query{Form: BalanceSheet}); !errors.Is(err, ErrNoClosed) {
		t.Errorf("a bank without a closed date: %v", err)
	}
}

// TestLarge: sums are by customer, side and form, of the date alone.
func TestLarge(t *testing.T) {
	b := year(t)
	var got []string
	b.must(b.st.View(ctx, func(v *store.View) error {
		ms, err := largeOn(v, auth.Filter{All: true}, day1, "", &Movement{}, 10)
		for _, m := range ms {
			got = append(got, fmt.Sprint(m.Party, " ", m.Form, " ", m.Way, " ", m.Amount, " ", m.Entries))
		}
		return err
	}))
	// Her accounts pay each other 499,999 and the firm pays 1: in sum 500,000 in; out 499,999 and a fee of 100.
	if want := []string{"101 cash in 6100000 2", "101 transfer in 50000000 2", "101 transfer out 50009900 2"}; !slices.Equal(got, want) {
		t.Errorf("large: %q, want %q", got, want)
	}
	b.must(b.st.View(ctx, func(v *store.View) error {
		ps, err := productsOn(v, auth.Filter{Branches: []auth.Branch{"0101"}}, day1, "")
		if len(ps) != 2 || ps[0].Product != "D01" || ps[0].Total != 501_000_00 || ps[1].Total != 29_00 || ps[1].Accounts != 1 {
			t.Errorf("products: %+v", ps)
		}
		return err
	}))
}

// TestCSV: the last line is the digest of the others, in both languages, and the report's own is that of the Chinese form.
func TestCSV(t *testing.T) {
	b := year(t)
	s := b.table(Query{Form: BalanceSheet, Date: day1})
	for lang, word := range map[string]string{"zh": "资产总计", "en": "Total assets"} {
		file := s.CSV(lang, true)
		body, sum, ok := bytes.Cut(bytes.TrimPrefix(file, []byte("\ufeff")), []byte("SHA-256,"))
		want := sha256.Sum256(body)
		if !ok || strings.TrimSpace(string(sum)) != hex.EncodeToString(want[:]) || !bytes.Contains(body, []byte(word)) {
			t.Errorf("%s: %s", lang, file)
		}
		if lang == "zh" && s.Digest != hex.EncodeToString(want[:]) {
			t.Error("the report's digest is another")
		}
	}
}

// TestTies: whatever is booked between whatever codes and branches, the whole bank's sheet ties and a branch's does with what it owes.
func TestTies(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		b := newBank(round)
		var names []string
		for n := range b.accounts {
			names = append(names, n)
		}
		slices.Sort(names)
		for range rapid.IntRange(0, 15).Draw(rt, "entries") {
			i, j := rapid.IntRange(0, len(names)-1).Draw(rt, "debit"), rapid.IntRange(0, len(names)-1).Draw(rt, "credit")
			if i != j {
				b.book(names[i], names[j], rapid.Int64Range(1, 3_000_000).Draw(rt, "yuan"), 0)
			}
		}
		b.flip(day1 + 1)
		b.end(day1)
		b.must(b.Check(ctx, b.st, 0))
		for _, branch := range []auth.Branch{"", "0001", "0101"} {
			s := b.table(Query{Form: BalanceSheet, Branch: branch})
			i := b.table(Query{Form: IncomeStatement, Branch: branch})
			for k, sheet := range s.Sheets {
				if branch != "0101" && !sheet.Ties || b.cell(s, "Total assets") != b.cell(s, "Total liabilities and equity") ||
					b.cell(s, "Profit not yet transferred") != b.cell(i, "Profit") {
					rt.Errorf("branch %q sheet %d: %+v", branch, k, sheet)
				}
			}
		}
	})
}

// Admit knows callers by the header X-Caller.
func (b *bank) Admit(r *http.Request) (*auth.Subject, error) {
	who := map[string]auth.Role{"accountant": auth.Accountant, "manager": auth.BranchManager, "teller": auth.Teller}[r.Header.Get("X-Caller")]
	if who == "" {
		return nil, nil
	}
	return &auth.Subject{Person: 1, Name: "员工", Client: "web", Level: auth.LevelTwo,
		Hat: auth.Hat{ID: "staff-1", Kind: auth.StaffHat, Roles: []auth.Role{who}, Branch: "0101", Branches: []auth.Branch{"0101"}}}, nil
}

func TestOverHTTP(t *testing.T) {
	b := year(t)
	for _, s := range app.Schemas() {
		_, err := b.st.Migrate(ctx, "test", append(schemas, s)...)
		b.must(err)
	}
	a, err := app.New(b.st, app.Config{Admit: []app.Authenticator{b}, AccessLog: app.LogNone}, b.Module())
	b.must(err)
	srv := httptest.NewServer(a.Handler())
	defer srv.Close()
	date := "date=" + day1.String()
	for _, c := range []struct {
		who, path string
		status    int
		has, not  string
	}{
		{"", "/v1/report/balance-sheet", 401, "app.sign_in", ""},
		{"teller", "/v1/report/balance-sheet", 403, "app.forbidden", ""},
		{"manager", "/v1/report/balance-sheet", 403, "app.reach", ""},
		{"manager", "/v1/report/branches/0001/balance-sheet", 404, "report.branch", ""},
		{"manager", "/v1/report/branches/0101/balance-sheet?" + date, 200, "系统内往来", ""},
		{"manager", "/v1/report/branches/0101/income-statement.csv?lang=en&" + date, 200, "SHA-256,", "利润"},
		{"accountant", "/v1/report/trial-balance?" + date, 200, `"ties":true`, `"ties":false`},
		{"accountant", "/v1/report/trial-balance.csv", 200, "期末贷方", ""},
		{"accountant", "/v1/report/balance-sheet?date=2026-01-01", 422, "report.not_closed", ""},
		{"accountant", "/v1/report/balance-sheet?date=x", 422, "date", ""},
		{"accountant", "/v1/report/large-movements?limit=1&" + date, 200, `"next"`, `"out"`},
		{"manager", "/v1/report/large-movements?" + date, 200, `"form":`, `"branch":"0001"`},
		{"manager", "/v1/report/products?" + date, 200, `"product":"D02"`, `"branch":"0001"`},
		{"manager", "/v1/report/dormant-accounts", 200, `"number":"firm"`, "wang1"},
		{"accountant", "/v1/report/dormant-accounts", 200, "wang1", ""},
	} {
		r, err := http.NewRequest("GET", srv.URL+c.path, nil)
		b.must(err)
		r.Header.Set("X-Caller", c.who)
		resp, err := srv.Client().Do(r)
		b.must(err)
		var out bytes.Buffer
		_, err = out.ReadFrom(resp.Body)
		b.must(err)
		b.must(resp.Body.Close())
		if resp.StatusCode != c.status || !strings.Contains(out.String(), c.has) || c.not != "" && strings.Contains(out.String(), c.not) {
			t.Errorf("%s %s: %d %s", c.who, c.path, resp.StatusCode, out.String())
		}
	}
}
