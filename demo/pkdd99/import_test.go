package pkdd99

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestChallenge imports the challenge's first fifteen months and proves them against the bank's own balances.
func TestChallenge(t *testing.T) {
	shared := os.Getenv("TONGHUI_SHARED")
	if shared == "" {
		t.Skip("TONGHUI_SHARED is not set: the files of the PKDD'99 challenge are not at hand")
	}
	dir := filepath.Join(shared, "data", "pkdd99")
	d := newBank(t)
	first := imported(t, d, dir)
	if first.Booked != 49_102 || first.AlreadyBooked != 0 || first.Refused != 1 || first.Accounts != 4500 || first.AccountsOpened != 1229 {
		t.Errorf("%+v", first)
	}
	if len(first.CutOff) != 1 || first.CutOff[0].Line != 49_104 || first.CutOff[0].File != transFile {
		t.Errorf("cut off: %+v", first.CutOff)
	}
	compare := func(name string, r Reconciliation, want [3]int64) {
		if got := [3]int64{r.Exact, r.Tenth, r.Other}; got != want || r.AccountDays() != 39_960 || len(r.Largest) != largestShown {
			t.Errorf("%s: %v of %d, want %v", name, got, r.AccountDays(), want)
		}
	}
	compare("movement", first.Movement, [3]int64{37_703, 2_227, 30})
	compare("history", first.History, [3]int64{23_634, 13_679, 2_647})
	if first.FirstDay.String() != "1993-01-01" || first.OpenDay.String() != "1994-04-01" || first.DaysClosed != 455 {
		t.Errorf("days %s to %s, %d closed", first.FirstDay, first.OpenDay, first.DaysClosed)
	}
	for table, want := range map[string]int64{"pkdd99_clients": 5369, "pkdd99_birth_numbers": 5369, "pkdd99_dispositions": 5369,
		"pkdd99_orders": 6471, "pkdd99_loans": 682, "pkdd99_cards": 892, "pkdd99_districts": 77, "pkdd99_accounts": 4500, "ledger_entries": 49_102} {
		if got := rows(t, d, table); got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
	proved(t, d)
	if customers, against := sums(t, d); customers != against || customers <= 0 {
		t.Errorf("customers own %d, against it stand %d", customers, against)
	}
	again := imported(t, d, dir)
	if again.Booked != 0 || again.AlreadyBooked != 49_102 || again.DaysClosed != 0 || again.AccountsOpened != 0 {
		t.Errorf("again: %+v", again)
	}
	if diff := cmp.Diff([]Reconciliation{first.Movement, first.History}, []Reconciliation{again.Movement, again.History}); diff != "" {
		t.Errorf("what the ledger kept compares otherwise than what it answered: %s", diff)
	}
	t.Logf("first run %s, second run %s", first.Took, again.Took)
}

// TestGenerated: a bank whose figures are exact ties on every day, and what customers own is what stands against it.
func TestGenerated(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		opt := GenerateOptions{Accounts: rapid.IntRange(1, 8).Draw(rt, "accounts"), Months: rapid.IntRange(1, 4).Draw(rt, "months"),
			Seed: rapid.Uint64().Draw(rt, "seed"), Exact: true, Whole: rapid.Bool().Draw(rt, "whole")}
		t, end := store.TestRound(t)
		defer end()
		dir, g := generated(t, opt)
		d := newBank(t)
		r := imported(t, d, dir)
		refused := int64(1)
		if opt.Whole {
			refused = 0
		}
		if r.Booked != g.Transactions || r.Refused != refused || int64(len(r.CutOff)) != refused || *r.OpenDay != g.LastDay+1 {
			rt.Fatalf("%+v\n%+v", r, g)
		}
		for _, c := range []Reconciliation{r.Movement, r.History} {
			if c.Exact == 0 || c.Tenth != 0 || c.Other != 0 || len(c.Largest) != 0 {
				rt.Fatalf("%+v", c)
			}
		}
		if customers, against := sums(t, d); customers != against {
			rt.Fatalf("customers own %d, against it stand %d", customers, against)
		}
		if rows(t, d, "pkdd99_clients") != int64(g.Clients) || rows(t, d, "pkdd99_orders") != int64(g.Orders) ||
			rows(t, d, "pkdd99_loans") != int64(g.Loans) || rows(t, d, "pkdd99_cards") != int64(g.Cards) {
			rt.Fatalf("the register differs from %+v", g)
		}
	})
}

// TestRounded: figures rounded to 0.10 differ by that much on some days, and the report shows it.
func TestRounded(t *testing.T) {
	dir, g := generated(t, GenerateOptions{Accounts: 60, Months: fewer(15, 5), Seed: 7})
	d := newBank(t)
	var told []int64
	var refusals bytes.Buffer
	r, err := Import(context.Background(), d, dir, Options{Refusals: &refusals, Progress: func(done, total int64) {
		told = append(told, done, total)
	}})
	must(t, err)
	if r.Booked != g.Transactions || r.Movement.Exact == 0 || r.Movement.Tenth == 0 || r.Movement.Other != 0 || r.History.Tenth == 0 {
		t.Errorf("%+v", r)
	}
	for _, x := range r.History.Largest {
		if x.Size()%tenth != 0 || x.Size() == 0 {
			t.Errorf("%+v", x)
		}
	}
	if n := len(told); n < 2 || told[n-1] != told[n-2] {
		t.Errorf("progress ends at %v", told)
	}
	var f Refusal
	must(t, json.Unmarshal(refusals.Bytes(), &f))
	if diff := cmp.Diff(r.CutOff[0], f); diff != "" {
		t.Error(diff)
	}
	proved(t, d)
}

// TestBooked looks at one account's statement and at everything the register holds.
func TestBooked(t *testing.T) {
	d, ctx := newBank(t), context.Background()
	r := imported(t, d, small(t))
	if r.Booked != 2 || r.Refused != 0 || r.AccountsLater != 0 || r.History.Exact != 2 {
		t.Fatalf("%+v", r)
	}
	a, err := d.Ledger.AccountByNumber(ctx, AccountNumber(9))
	must(t, err)
	if a.Branch != "D007" || a.Name != "客户 Client 3" || a.Code != "2011" || a.Currency != "CZK" || a.Balance.Booked != 399_50 ||
		a.OpenedOn != calendar.MustOf(1993, 1, 2) || a.Limits.Floor != nil {
		t.Errorf("%+v", a)
	}
	lines, err := d.Ledger.Postings(ctx, a.ID, 0, 10)
	must(t, err)
	if len(lines) != 2 || lines[0].Summary != "转账支出 水电气等家庭缴费" || lines[0].Amount != -100_50 || lines[0].Reference != "0000000012" ||
		lines[0].BankDate != calendar.MustOf(1993, 1, 4) || lines[1].Summary != "现金存入" || lines[1].Balance != 500_00 {
		t.Errorf("%+v", lines)
	}
	e, err := d.Ledger.Entry(ctx, lines[0].Entry)
	must(t, err)
	if string(e.Metadata) != `{"partnerBank":"KA","partnerAccount":"12345678"}` || e.Branch != "D007" {
		t.Errorf("%+v", e)
	}
	nostro, err := d.Ledger.AccountByNumber(ctx, "PKDD99-BANK-KA")
	must(t, err)
	if nostro.Balance.Booked != -100_50 || nostro.Branch != headOffice {
		t.Errorf("%+v", nostro)
	}
	days, err := d.Ledger.Days(ctx, calendar.MaxDate, 10)
	must(t, err)
	if len(days) != 4 || days[0].State != ledger.DayOpen || days[0].Date != calendar.MustOf(1993, 1, 5) {
		t.Errorf("%+v", days)
	}
	for i := range days[1:] {
		if days[i+1].State != ledger.DayClosed || days[i+1].Date != days[i].Date-1 {
			t.Errorf("%+v", days)
		}
	}
	var held []string
	for _, columns := range []string{
		"id, name, region, inhabitants, average_salary, unemployment_1995_bp, unemployment_1996_bp FROM pkdd99_districts",
		"id, frequency, opened_on, district FROM pkdd99_accounts",
		"client, birth_number FROM pkdd99_birth_numbers",
		"id, kind, client, account FROM pkdd99_dispositions",
		"id, account, bank_to, account_to, amount, purpose FROM pkdd99_orders",
		"id, account, granted_on, amount, duration_months, payment, status FROM pkdd99_loans",
		"id, disposition, kind, issued_on FROM pkdd99_cards",
	} {
		held = append(held, texts(t, d, columns)...)
	}
	want := []string{"7Ashfordlake land10009000?150", "9weekly84027", "3405512", "4300101", "3owner39", "4disponent49",
		"19KA1234567810050household", "198403120000" + "1210000C", "13gold8405"}
	if diff := cmp.Diff(want, held); diff != "" {
		t.Error(diff)
	}
}

// TestText prints a report in both languages.
func TestText(t *testing.T) {
	dir, g := generated(t, GenerateOptions{Accounts: 20, Months: fewer(12, 3), Seed: 3})
	r := imported(t, newBank(t), dir)
	var en, zh bytes.Buffer
	must(t, r.Write(&en, English))
	must(t, r.Write(&zh, Chinese))
	for _, want := range []string{"file ", "cut off: trans.asc line", "day's movement", "whole history", (g.LastDay + 1).String() + " is open", "off by 0.10"} {
		if !strings.Contains(en.String(), want) {
			t.Errorf("%q is missing in\n%s", want, en.String())
		}
	}
	for _, want := range []string{"文件", "末行截断：trans.asc", "当日发生额", "全程累计", "当前会计日期 " + (g.LastDay + 1).String(), "末行没有换行符"} {
		if !strings.Contains(zh.String(), want) {
			t.Errorf("%q is missing in\n%s", want, zh.String())
		}
	}
	if strings.Contains(zh.String(), "%!") || strings.Contains(en.String(), "%!") {
		t.Errorf("bad format in\n%s%s", en.String(), zh.String())
	}
	b, err := json.Marshal(r)
	must(t, err)
	var back Report
	must(t, json.Unmarshal(b, &back))
	if diff := cmp.Diff(*r, back); diff != "" {
		t.Error(diff)
	}
	if err := r.Write(broken{}, English); err == nil {
		t.Error("a broken writer was not noticed")
	}
	if (&Report{}).PerSecond() != 0 {
		t.Error("no time is no rate")
	}
}

func TestModule(t *testing.T) {
	m := Module()
	names, err := fs.Glob(m.Schema, "*.sql")
	if err != nil || m.Name != "pkdd99" || len(names) != 2 {
		t.Errorf("%+v %v %v", m, names, err)
	}
}

// broken takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }
