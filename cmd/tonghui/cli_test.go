package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghui/platform/store"
)

// cli runs a command line in this process and returns its exit code and what it printed.
func cli(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	return cliContext(context.Background(), args...)
}

func cliContext(ctx context.Context, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = runIn(ctx, &env{out: &o, errs: &e}, args)
	return code, o.String(), e.String()
}

func TestHelpHasAnExampleForEveryCommand(t *testing.T) {
	for _, c := range commands {
		code, out, _ := cli(t, "help", c.name)
		if code != 0 || !strings.Contains(out, "example:\n  tonghui "+c.name) {
			t.Errorf("help %s: exit %d, no example in\n%s", c.name, code, out)
		}
	}
	code, out, _ := cli(t)
	if code != 0 || !strings.Contains(out, "verify") {
		t.Errorf("help: exit %d\n%s", code, out)
	}
}

func TestWrongUsage(t *testing.T) {
	db := filepath.Join(store.TestDir(t), "bank.db")
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"unknown command", []string{"fly"}, 2, "没有命令"},
		{"unknown flag", []string{"migrate", "--wings"}, 2, "wings"},
		{"argument too many", []string{"migrate", "--db", db, "x"}, 2, "usage"},
		{"no database to read", []string{"verify", "--db", db + ".none"}, 1, "没有数据库"},
		{"no account named", []string{"statement", "--db", db}, 2, "usage"},
		{"unknown import", []string{"import", "abacus", "dir", "--db", db}, 1, "导入方式"},
		{"seal key of the wrong length", []string{"serve", "--db", db, "--addr", "localhost:0", "--seal-key-file", "cli_test.go"}, 3, "64 位"},
		{"post without amount", []string{"post", "--db", db, "--debit", "1"}, 1, "--amount"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := cli(t, c.args...)
			if code != c.code || !strings.Contains(out+errs, c.says) {
				t.Errorf("exit %d (want %d), no %q in:\n%s%s", code, c.code, c.says, out, errs)
			}
		})
	}
}

func TestALockedDatabaseAndANewerSchema(t *testing.T) {
	dir := store.TestDir(t)
	db := filepath.Join(dir, "bank.db")
	if code, _, errs := cli(t, "migrate", "--db", db); code != 0 {
		t.Fatal(errs)
	}
	st, err := store.Open(context.Background(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = st.Update(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO store_migrations (module, file, steps, digest, applied_at, version)
			VALUES ('ledger', '999_future.contract.sql', 1, 'x', 0, 'v99')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := cli(t, "migrate", "--db", db); code != 3 || !strings.Contains(errs, "另一进程") {
		t.Errorf("locked database: exit %d\n%s", code, errs)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := cli(t, "migrate", "--db", db); code != 3 || !strings.Contains(errs, "v99") {
		t.Errorf("newer schema: exit %d\n%s", code, errs)
	}
	if code, _, errs := cli(t, "migrate", "--db", filepath.Join(dir, "no", "such", "bank.db")); code != 1 || !strings.Contains(errs, "没有数据库") {
		t.Errorf("missing folder: exit %d\n%s", code, errs)
	}
}

// TestABank is the first hour: generate, import, serve, post through the server and without it, read, verify.
func TestABank(t *testing.T) {
	dir := store.TestDir(t)
	db, data := filepath.Join(dir, "bank.db"), filepath.Join(dir, "data")
	if code, _, errs := cli(t, "import", "generate", data, "--accounts", "20", "--months", "2"); code != 0 {
		t.Fatal(errs)
	}
	code, out, errs := cli(t, "import", "pkdd99", data, "--db", db)
	if code != 0 {
		t.Fatal(errs)
	}
	if !strings.Contains(out, "0.10") {
		t.Errorf("no reconciliation in\n%s", out)
	}
	for _, c := range [][2]string{{"--full", "全部账务相符"}, {"--full=false", "上次核对以来"}} {
		if code, out, errs := cli(t, "verify", c[0], "--db", db); code != 0 || !strings.Contains(out, c[1]) {
			t.Fatalf("verify %s: exit %d\n%s%s", c[0], code, out, errs)
		}
	}

	numbers := twoNumbers(t, db)
	post := []string{"post", "--db", db, "--debit", numbers[0], "--credit", numbers[1], "--amount", "12.50", "--summary", "测试"}
	if code, out, errs := cli(t, append(post, "--reference", "direct")...); code != 0 || !strings.Contains(out, "direct") {
		t.Fatalf("post: exit %d\n%s%s", code, out, errs)
	}

	batch := filepath.Join(dir, "batch.jsonl")
	writeBatch(t, db, batch, "b1", "b2")
	postFile := []string{"post", "--db", db, "--file", batch}
	if code, out, errs := cli(t, postFile...); code != 0 || !strings.Contains(out, "入账 2,") {
		t.Fatalf("post --file: exit %d\n%s%s", code, out, errs)
	}

	if code, out, errs := cli(t, founding(db)...); code != 0 || !strings.Contains(out, db+".client") {
		t.Fatalf("init: exit %d\n%s%s", code, out, errs)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan int, 1)
	go func() {
		code, _, _ := cliContext(ctx, "serve", "--db", db, "--addr", "localhost:0", "--json", "--log-level", "error")
		served <- code
	}()
	for i := 0; store.ServerOf(db) == ""; i++ {
		if i > 500 {
			t.Fatal("the server does not start")
		}
		time.Sleep(10 * time.Millisecond)
	}
	for range 2 { // the second time it is the same entry
		code, out, errs := cli(t, append(post, "--reference", "through", "--json")...)
		var booked struct{ ID string }
		if err := json.Unmarshal([]byte(out), &booked); code != 0 || err != nil || booked.ID == "" {
			t.Fatalf("post: exit %d %v\n%s%s", code, err, out, errs)
		}
	}
	if code, out, errs := cli(t, postFile...); code != 0 || !strings.Contains(out, "此前已入账 2,") {
		t.Errorf("post --file again, through the server: exit %d\n%s%s", code, out, errs)
	}
	writeBatch(t, db, batch, "b1", "b3", "") // without a reference
	if code, out, errs := cli(t, append(postFile, "--mode", "stop")...); code != 1 || !strings.Contains(out+errs, "参考号") {
		t.Errorf("post --file with a faulty entry: exit %d\n%s%s", code, out, errs)
	}
	if code, _, errs := cli(t, "import", "pkdd99", data, "--db", db); code != 3 || !strings.Contains(errs, "独占") {
		t.Errorf("import beside a server: exit %d\n%s", code, errs)
	}
	if code, out, errs := cli(t, "verify", "--db", db); code != 0 {
		t.Errorf("verify beside a server: exit %d\n%s%s", code, out, errs)
	}
	stop()
	if code := <-served; code != 0 {
		t.Errorf("serve: exit %d", code)
	}
	for _, format := range []string{"text", "csv", "jsonl", "camt053"} {
		code, out, errs := cli(t, "statement", numbers[1], "--db", db, "--format", format)
		if code != 0 || !strings.Contains(out, "测试") || format != "jsonl" && !strings.Contains(out, "12.50") {
			t.Errorf("statement as %s: exit %d\n%s%s", format, code, out, errs)
		}
	}
	if code, out, _ := cli(t, "import", "pkdd99", data, "--db", db, "--json"); code != 0 || !strings.Contains(out, "{") {
		t.Errorf("second import: exit %d\n%s", code, out)
	}
}

// founding is the command line that gives a bank its administrators and a client for the commands.
func founding(db string) []string {
	return []string{"init", "--db", db, "--admin", "李明=liming", "--admin", "王芳=wangfang", "--client", "command line"}
}

// writeBatch writes a file of entries between two customers.
func writeBatch(t *testing.T, db, path string, references ...string) {
	t.Helper()
	ids := twoOf(t, db, "id")
	var b strings.Builder
	for _, r := range references {
		b.WriteString(`{"kind":"batch","reference":"` + r + `","debit":"` + ids[0] + `","credit":"` + ids[1] + `","amount":"100"}` + "\n")
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// twoNumbers are the numbers of two customers' accounts.
func twoNumbers(t *testing.T, db string) []string {
	t.Helper()
	return twoOf(t, db, "number")
}

func twoOf(t *testing.T, db, column string) (numbers []string) {
	t.Helper()
	st, err := store.Open(context.Background(), db, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	err = st.View(context.Background(), func(v *store.View) (err error) {
		numbers, err = store.All(v, store.Value[string], "SELECT "+column+" FROM ledger_accounts WHERE code = '2011' ORDER BY id LIMIT 2")
		return err
	})
	if err != nil || len(numbers) < 2 {
		t.Fatal(numbers, err)
	}
	return numbers
}

func TestEnvironmentSetsFlags(t *testing.T) {
	db := filepath.Join(store.TestDir(t), "env.db")
	t.Setenv("TONGHUI_DB", db)
	if code, _, errs := cli(t, "migrate"); code != 0 {
		t.Fatal(errs)
	}
	if _, err := os.Stat(db); err != nil {
		t.Error(err)
	}
}
