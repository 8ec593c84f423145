package engines

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// What a transfer costs in bytes on a server, for the arithmetic of docs/scale.md:
//
//	TONGHUI_BYTES=200000 go run ./internal/engines/run mariadb -- go test -run TestBytesOfATransfer -v ./internal/engines
//
// Accounts are drawn at random, a tenth as many as transfers.
func TestBytesOfATransfer(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("TONGHUI_BYTES"))
	if n < 10_000 || store.TestDSN() == "" {
		t.Skip("a measurement: TONGHUI_BYTES says of how many transfers, from 10000 on, and TONGHUI_TEST_DSN on which server")
	}
	ctx := context.Background()
	dsn := store.TestDatabase(t)
	st, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	if _, err := st.Migrate(ctx, "test", store.Schema{Module: "ledger", Files: ledger.Schema()}); err != nil {
		t.Fatal(err)
	}
	led := ledger.New(st)
	accounts := found(t, st, led, n/10)
	db := plain(t, dsn)
	before := sizes(t, db)
	begin := time.Now()
	const size = 500
	for done := 0; done < n; done += size {
		batch := make([]*ledger.Entry, size)
		for i := range batch {
			from, to := accounts[rand.IntN(len(accounts))], accounts[rand.IntN(len(accounts))]
			if from == to {
				to = accounts[0]
				from = accounts[1]
			}
			batch[i] = &ledger.Entry{Kind: "transfer", Reference: fmt.Sprintf("01JZ%022d", done+i), Postings: []ledger.Posting{
				{Account: from, Amount: money.Amount(1 + rand.IntN(10_000))}, {Account: to}}}
			batch[i].Postings[1].Amount = -batch[i].Postings[0].Amount
		}
		if err := st.Update(ctx, func(tx *store.Tx) error {
			_, err := led.PostBatch(tx, ledger.Atomic, batch)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(begin)
	after := sizes(t, db)
	var entries int
	if err := db.QueryRow("SELECT COUNT(*) FROM ledger_entries").Scan(&entries); err != nil || entries != n {
		t.Errorf("%d entries, %v; want %d", entries, err, n)
	}
	t.Logf("%s: %d transfers in %s", st.Engine(), n, took.Round(time.Millisecond))
	for name, size := range after {
		if d := size - before[name]; d > int64(n) {
			t.Logf("%-28s %6d bytes a transfer", name, d/int64(n))
		}
	}
}

// found opens the first day and the accounts.
func found(t *testing.T, st *store.Store, led *ledger.Ledger, n int) (ids []ledger.AccountID) {
	t.Helper()
	err := st.Update(context.Background(), func(tx *store.Tx) error {
		err := led.DefineCode(tx, ledger.ChartCode{Code: "2011", Class: ledger.Liability, NameZH: "吸收存款", NameEN: "Deposits"})
		if err != nil {
			return err
		}
		return led.OpenDay(tx, calendar.MustOf(2026, 1, 5))
	})
	for err == nil && len(ids) < n {
		var as []*ledger.Account
		err = st.Update(context.Background(), func(tx *store.Tx) (err error) {
			news := make([]ledger.NewAccount, 1000)
			for i := range news {
				news[i] = ledger.NewAccount{Number: fmt.Sprintf("B%010d", len(ids)+i), Code: "2011", Currency: "CNY", Branch: "0001",
					Name: "account", Limits: ledger.AtLeast(-1 << 40)}
			}
			as, err = led.OpenAccounts(tx, news)
			return err
		})
		for _, a := range as {
			ids = append(ids, a.ID)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func plain(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("mysql", u.User.String()+"@tcp("+u.Host+")"+u.Path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// sizes are the tables' bytes with their indexes, as the server reckons them, and what it wrote to its files.
func sizes(t *testing.T, db *sql.DB) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	gather := func(query string) {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			var n int64
			if err := rows.Scan(&name, &n); err != nil {
				t.Fatal(err)
			}
			out[strings.ToLower(name)] = n
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"entries", "postings", "balances", "sums"} {
		if _, err := db.Exec("ANALYZE TABLE ledger_" + name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("SET SESSION information_schema_stats_expiry = 0"); err != nil {
		t.Log("no cached sizes here:", err)
	}
	gather("SELECT table_name, data_length + index_length FROM information_schema.tables WHERE table_schema = DATABASE()")
	gather("SHOW GLOBAL STATUS LIKE 'Innodb_%written'")
	return out
}
