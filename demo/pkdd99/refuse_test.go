package pkdd99

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestWholeRefusals are imports that don't begin. Nothing is written.
func TestWholeRefusals(t *testing.T) {
	tests := []struct {
		name   string
		damage func(t *testing.T, dir string) string
		want   error
		says   string
	}{
		{"no directory", func(_ *testing.T, dir string) string { return filepath.Join(dir, "nowhere") }, ErrDirectory, "nowhere"},
		{"a file for a directory", func(_ *testing.T, dir string) string { return filepath.Join(dir, transFile) }, ErrDirectory, "eight files"},
		{"missing files", func(t *testing.T, dir string) string {
			must(t, os.Remove(filepath.Join(dir, "loan.asc")))
			must(t, os.Remove(filepath.Join(dir, "card.asc")))
			return dir
		}, ErrMissingFiles, "loan.asc, card.asc"},
		{"wrong header", func(t *testing.T, dir string) string {
			edit(t, dir, "disp.asc", func(s string) string { return strings.Replace(s, "client_id", "customer", 1) })
			return dir
		}, ErrHeader, "disp.asc"},
		{"empty file", func(t *testing.T, dir string) string {
			edit(t, dir, "order.asc", func(string) string { return "" })
			return dir
		}, ErrHeader, "order.asc"},
		{"no transaction", func(t *testing.T, dir string) string {
			edit(t, dir, transFile, func(string) string { return heading(transFile) + "1;2\r\n" })
			return dir
		}, ErrNoTransactions, "trans.asc"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newBank(t)
			r, err := Import(context.Background(), d, test.damage(t, small(t)), Options{})
			if r != nil || !errors.Is(err, test.want) || !strings.Contains(problem.Of(err).EN, test.says) {
				t.Fatalf("%v %v", r, err)
			}
			if rows(t, d, "pkdd99_clients") != 0 || rows(t, d, "ledger_days") != 0 {
				t.Error("something was written")
			}
		})
	}
}

func TestBankInUse(t *testing.T) {
	d := newBank(t)
	today := calendar.MustOf(2026, 3, 2)
	must(t, d.Store.Update(context.Background(), func(tx *store.Tx) error { return d.Ledger.OpenDay(tx, today) }))
	_, err := Import(context.Background(), d, small(t), Options{})
	if !errors.Is(err, ErrBankPast) || !strings.Contains(problem.Of(err).ZH, "2026-03-02") || rows(t, d, "pkdd99_clients") != 0 {
		t.Fatal(err)
	}
}

// TestEarlierBank: a bank whose day lies before the first transaction moves on, over a long time, and keeps its chart.
func TestEarlierBank(t *testing.T) {
	d, ctx := newBank(t), context.Background()
	must(t, d.Store.Update(ctx, func(tx *store.Tx) error {
		if err := d.Ledger.OpenDay(tx, calendar.MustOf(1992, 10, 1)); err != nil {
			return err
		}
		return d.Ledger.DefineCode(tx, ledger.ChartCode{Code: deposits, Class: ledger.Liability, NameZH: "存款", NameEN: "Ours"})
	}))
	r := imported(t, d, small(t))
	if r.DaysClosed != 96 || r.Booked != 2 || r.OpenDay.String() != "1993-01-05" {
		t.Errorf("%+v", r)
	}
	codes, err := d.Ledger.Codes(ctx)
	must(t, err)
	for _, c := range codes {
		if c.Code == deposits && c.NameEN != "Ours" {
			t.Errorf("%+v", c)
		}
	}
}

func TestForeignChart(t *testing.T) {
	d := newBank(t)
	must(t, d.Store.Update(context.Background(), func(tx *store.Tx) error {
		return d.Ledger.DefineCode(tx, ledger.ChartCode{Code: "6021", Class: ledger.Expense, NameZH: "别的", NameEN: "Other"})
	}))
	r, err := Import(context.Background(), d, small(t), Options{})
	if !errors.Is(err, ledger.ErrCodeExists) || r == nil || r.Booked != 0 || rows(t, d, "ledger_entries") != 0 {
		t.Fatal(r, err)
	}
}

// TestRecordRefusals: each bad record is refused with its line and reason, and the rest of the bank is taken.
func TestRecordRefusals(t *testing.T) {
	tests := []struct {
		file, record string
		want         *problem.Error
	}{
		{"district.asc", `0;"A";"B";1;0;0;0;1;1;5.0;9;1;1.5;100;30;2`, ErrNumber},
		{"district.asc", `8;"";"B";1;0;0;0;1;1;5.0;9;1;1.5;100;30;2`, ErrText},
		{"district.asc", `8;"A";"  ";1;0;0;0;1;1;5.0;9;1;1.5;100;30;2`, ErrText},
		{"district.asc", `8;"A";"B";x;0;0;0;1;1;5.0;9;1;1.5;100;30;2`, ErrNumber},
		{"district.asc", `8;"A";"B";1;0;0;0;1;1;5.0;9;1;1,5;100;30;2`, ErrAmount},
		{"district.asc", `8;"A";"B"`, ErrFields},
		{"district.asc", `7;"A";"B";1;0;0;0;1;1;5.0;9;1;1.5;100;30;2`, ErrRepeated},
		{"client.asc", `5;"405512"`, ErrFields},
		{"client.asc", `x;"405512";7`, ErrNumber},
		{"client.asc", `5;"401399";7`, ErrBirthNumber},
		{"client.asc", `5;"4055120";7`, ErrBirthNumber},
		{"client.asc", `5;"405512";8`, ErrUnknownDistrict},
		{"client.asc", `5;"405512;7`, ErrQuote},
		{"client.asc", `5;"405512"7;7`, ErrQuote},
		{"client.asc", `5;40"5512;7`, ErrQuote},
		{"client.asc", `5;` + strings.Repeat("x", maxLine) + `;7`, ErrLineLength},
		{"account.asc", `10;7;"POPLATEK";930102`, ErrWord},
		{"account.asc", `10;7;"POPLATEK TYDNE";930231`, ErrDate},
		{"account.asc", `10;7;"POPLATEK TYDNE";93-1-2`, ErrDate},
		{"account.asc", `10;8;"POPLATEK TYDNE";930102`, ErrUnknownDistrict},
		{"account.asc", `-1;7;"POPLATEK TYDNE";930102`, ErrNumber},
		{"disp.asc", `5;99;9;"OWNER"`, ErrUnknownClient},
		{"disp.asc", `5;3;99;"OWNER"`, ErrUnknownAccount},
		{"disp.asc", `5;3;9;"FRIEND"`, ErrWord},
		{"disp.asc", `5;;9;"OWNER"`, ErrNumber},
		{"disp.asc", `;3;9;"OWNER"`, ErrNumber},
		{"order.asc", `2;9;"ka";"12345678";100.50;"SIPO"`, ErrPartner},
		{"order.asc", `2;9;"KA";"12 45678";100.50;"SIPO"`, ErrPartner},
		{"order.asc", `2;9;"KA";"12345678";100.505;"SIPO"`, ErrAmount},
		{"order.asc", `2;9;"KA";"12345678";0.00;"SIPO"`, ErrNotPositive},
		{"order.asc", `2;9;"KA";"12345678";1.00;"GIFT"`, ErrWord},
		{"order.asc", `2;8;"KA";"12345678";1.00;"SIPO"`, ErrUnknownAccount},
		{"order.asc", `two;9;"KA";"12345678";1.00;"SIPO"`, ErrNumber},
		{"loan.asc", `2;9;930103;1200;12;100.00;"E"`, ErrWord},
		{"loan.asc", `2;9;930103;1200;0;100.00;"A"`, ErrNumber},
		{"loan.asc", `2;9;930103;-1200;12;100.00;"A"`, ErrNotPositive},
		{"loan.asc", `2;9;930103;1200;12;1.;"A"`, ErrAmount},
		{"loan.asc", `2;9;931303;1200;12;100.00;"A"`, ErrDate},
		{"loan.asc", `2;8;930103;1200;12;100.00;"A"`, ErrUnknownAccount},
		{"loan.asc", `0;9;930103;1200;12;100.00;"A"`, ErrNumber},
		{"card.asc", `2;99;"gold";930105 00:00:00`, ErrUnknownDisposition},
		{"card.asc", `2;3;"black";930105 00:00:00`, ErrWord},
		{"card.asc", `2;3;"gold";930105 12:00:00`, ErrDate},
		{"card.asc", `2;3;"gold";930199 00:00:00`, ErrDate},
		{"card.asc", `2;x;"gold";930105 00:00:00`, ErrNumber},
		{"card.asc", `x;3;"gold";930105 00:00:00`, ErrNumber},
		{transFile, `13;9;930104;"PRIJEM";"VKLAD";1.00;400.50;""`, ErrFields},
		{transFile, `x;9;930104;"PRIJEM";"VKLAD";1.00;400.50;"";;`, ErrNumber},
		{transFile, `13;9x;930104;"PRIJEM";"VKLAD";1.00;400.50;"";;`, ErrNumber},
		{transFile, `13;8;930104;"PRIJEM";"VKLAD";1.00;400.50;"";;`, ErrUnknownAccount},
		{transFile, `13;9;930132;"PRIJEM";"VKLAD";1.00;400.50;"";;`, ErrDate},
		{transFile, `13;9;930104;"PRIJEM";"VKLAD";-1.00;400.50;"";;`, ErrNotPositive},
		{transFile, `13;9;930104;"PRIJEM";"VKLAD";99999999999999;400.50;"";;`, ErrAmount},
		{transFile, `13;9;930104;"PRIJEM";"VKLAD";1.x0;400.50;"";;`, ErrAmount},
		{transFile, `13;9;930104;"PRIJEM";"VKLAD";1.00;;"";;`, ErrAmount},
		{transFile, `13;9;930104;"GIFT";"VKLAD";1.00;400.50;"";;`, ErrOperation},
		{transFile, `13;9;930104;"PRIJEM";"VYBER";1.00;400.50;"";;`, ErrOperation},
		{transFile, `13;9;930104;"PRIJEM";"";1.00;400.50;"SLUZBY";;`, ErrOperation},
		{transFile, `13;9;930104;"VYDAJ";"PREVOD NA UCET";1.00;398.50;"";"TOOLONGBANK";"1"`, ErrPartner},
		{transFile, `13;9;930101;"PRIJEM";"VKLAD";1.00;400.50;"";;`, ErrOutOfOrder},
		{transFile, `12;9;930104;"PRIJEM";"VKLAD";1.00;400.50;"";;`, ErrRepeated},
		{transFile, `12;9;930105;"PRIJEM";"VKLAD";1.00;400.50;"";;`, ledger.ErrDuplicateReference},
	}
	for i, test := range tests {
		if i%fewer(1, 6) != 0 {
			continue // what is refused doesn't depend on the engine
		}
		t.Run(test.file, func(t *testing.T) {
			dir := small(t)
			edit(t, dir, test.file, func(s string) string { return s + test.record + "\r\n" })
			d := newBank(t)
			var all, log bytes.Buffer
			r, err := Import(context.Background(), d, dir, Options{Refusals: &all, Log: slog.New(slog.NewTextHandler(&log, nil))})
			must(t, err)
			if r.Refused != 1 || len(r.Refusals) != 1 || len(r.CutOff) != 0 || r.Booked != 2 || r.History.Exact != 2 {
				t.Errorf("%s %s: %+v", test.file, test.record, r)
				return
			}
			f := r.Refusals[0]
			lines, err := os.ReadFile(filepath.Join(dir, test.file))
			must(t, err)
			if f.Code != test.want.Code || f.File != test.file || f.Line != bytes.Count(lines, []byte("\n")) {
				t.Errorf("%s %.80s: %+v", test.file, test.record, f)
			}
			if !strings.HasSuffix(f.EN, ".") || !strings.ContainsFunc(f.ZH, func(c rune) bool { return unicode.Is(unicode.Han, c) }) ||
				strings.Contains(f.EN+f.ZH, "%!") {
				t.Errorf("%+v", f)
			}
			for _, private := range []string{"405512", "300101", "401399"} {
				if strings.Contains(all.String()+log.String(), private) {
					t.Errorf("a birth number of %s came out: %s%s", test.record, &all, &log)
				}
			}
			proved(t, d)
		})
	}
}

// TestNotYetOpen: nothing is booked before its account's own day.
func TestNotYetOpen(t *testing.T) {
	dir := small(t)
	edit(t, dir, "account.asc", func(s string) string { return s + "10;7;\"POPLATEK PO OBRATU\";930109\r\n" })
	edit(t, dir, transFile, func(s string) string { return s + "13;10;930104;\"PRIJEM\";\"VKLAD\";1.00;1.00;\"\";;\r\n" })
	r := imported(t, newBank(t), dir)
	if r.AccountsLater != 1 || r.AccountsOpened != 1 || r.Refused != 1 || r.Refusals[0].Code != ErrNotYetOpen.Code {
		t.Errorf("%+v", r)
	}
}

// TestLongerFile imports a bank whose file has grown since: the new days are added, and a day that is closed stays so.
func TestLongerFile(t *testing.T) {
	dir := small(t)
	d := newBank(t)
	imported(t, d, dir)
	edit(t, dir, "account.asc", func(s string) string { return s + "10;7;\"POPLATEK MESICNE\";930120\r\n" })
	edit(t, dir, transFile, func(s string) string {
		return s + "13;9;930104;\"PRIJEM\";\"VKLAD\";5.00;404.50;\"\";;\r\n" +
			"14;9;930306;\"VYDAJ\";\"VYBER KARTOU\";99.50;300.00;\"\";;\r\n" + "15;10;930306;\"VYDAJ\";\"VYBER\";5.00;-5.00;\"SANKC. UROK\";;\r\n"
	})
	r := imported(t, d, dir)
	if r.Booked != 2 || r.AlreadyBooked != 2 || r.Refused != 1 || r.Refusals[0].Code != ledger.ErrDayClosed.Code ||
		r.AccountsOpened != 1 || r.OpenDay.String() != "1993-03-07" {
		t.Errorf("%+v", r)
	}
	a, err := d.Ledger.AccountByNumber(context.Background(), AccountNumber(10))
	must(t, err)
	if a.OpenedOn != calendar.MustOf(1993, 1, 20) || a.Balance.Booked != -5_00 || a.Name != "账户 Account 10" {
		t.Errorf("%+v", a)
	}
	proved(t, d)
}

// TestManyRefusals: the report shows some, the list has all.
func TestManyRefusals(t *testing.T) {
	dir := small(t)
	edit(t, dir, transFile, func(s string) string { return s + strings.Repeat("broken\r\n", 30) + "cut" })
	var all bytes.Buffer
	r, err := Import(context.Background(), newBank(t), dir, Options{Refusals: &all})
	must(t, err)
	if r.Refused != 31 || len(r.Refusals) != refusalsShown || len(r.CutOff) != 1 || bytes.Count(all.Bytes(), []byte("\n")) != 31 {
		t.Errorf("%+v", r)
	}
	var last Refusal
	list := bytes.Split(bytes.TrimSpace(all.Bytes()), []byte("\n"))
	must(t, json.Unmarshal(list[30], &last))
	if last.Line != 34 || last.Code != ErrCutOff.Code {
		t.Errorf("%+v", last)
	}
	_, err = Import(context.Background(), newBank(t), dir, Options{Refusals: broken{}})
	if !errors.Is(err, ErrRefusals) {
		t.Error(err)
	}
}

// TestBreaks: a store that is closed ends the import with its problem, and with a report once it has begun.
func TestBreaks(t *testing.T) {
	dir := small(t)
	d := newBank(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := Import(ctx, d, dir, Options{}); r != nil || !errors.Is(err, store.ErrGaveUp) {
		t.Error(r, err)
	}
	must(t, d.Store.Close())
	if r, err := Import(context.Background(), d, dir, Options{}); r != nil || !errors.Is(err, store.ErrClosed) {
		t.Error(r, err)
	}
}
