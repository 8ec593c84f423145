package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // to make another product's database

	"tonghui/platform/store"
)

// TestBadInput: what an operator can hold out by mistake is refused in both languages, with its own code, and left as it was.
// What only a server can have is below; a backup cut short, a wrong key and a lost lease have tests of their own.
func TestBadInput(t *testing.T) {
	dir := store.TestDir(t)
	theirs := filepath.Join(dir, "theirs.db")
	db, err := sql.Open("sqlite", theirs)
	if err == nil {
		_, err = db.ExecContext(t.Context(), "CREATE TABLE wp_posts (id)")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(theirs)
	if err != nil {
		t.Fatal(err)
	}
	backups := filepath.Join(dir, "backups")
	for _, c := range []struct {
		name string
		args []string
		code int
		en   string
		zh   string
	}{
		{"verify another product", []string{"verify", "--db", theirs}, 3, "not a Tonghui database", "不是通惠数据库"},
		{"serve another product", []string{"serve", "--db", theirs, "--addr", "localhost:0"}, 3, "not a Tonghui database", "不是通惠数据库"},
		{"back up another product", []string{"backup", "--db", theirs, "--to", backups}, 3, "not a Tonghui bank", "不是通惠银行"},
		{"an address that is none", []string{"migrate", "--db", "mysql://bank@localhost"}, 1, "no address of a database", "数据库地址格式不正确"},
		{"a server that is away", []string{"migrate", "--db", "mysql://b:secret@127.0.0.1:1/a"}, 3, "does not answer", "无响应"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := cli(t, c.args...)
			if code != c.code || !strings.Contains(errs, c.en) || !strings.Contains(errs, c.zh) || strings.Contains(out+errs, "secret") {
				t.Errorf("exit %d\n%s%s", code, out, errs)
			}
		})
	}
	if after, err := os.ReadFile(theirs); err != nil || string(after) != string(before) {
		t.Errorf("another product's database was changed: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(backups, "*.tbk*")); len(left) != 0 {
		t.Errorf("a backup was left: %v", left)
	}
}

// TestAFileWithOneByteChanged: a drill reads every stored file, names the damaged one and says so by its exit code.
func TestAFileWithOneByteChanged(t *testing.T) {
	k := evening(t)
	made, err := anEvening()
	if err != nil {
		t.Fatal(err)
	}
	files := filepath.Join(k.dir, "files")
	if err := os.CopyFS(files, os.DirFS(filepath.Join(made.dir, "files"))); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TONGHUI_NICE", "0") // the tests' process goes on
	drill := []string{"drill", "--db", k.db, "--blobs", files, "--dir", k.dir}
	must(t, drill...)
	name := k.ids["file"]
	path := filepath.Join(files, "sha256", name[:2], name[2:4], name[4:])
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[3] ^= 1
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := cli(t, drill...)
	if code != 3 || !strings.Contains(errs, name) || !strings.Contains(errs, "至少一个字节已改变") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

// TestBadInputOnAServer: rights that are missing, a node number that is taken.
func TestBadInputOnAServer(t *testing.T) {
	if store.TestDSN() == "" {
		t.Skip("needs a database server: go run ./internal/engines/run mariadb -- go test ./cmd/tonghui")
	}
	db := store.TestDatabase(t)
	must(t, "migrate", "--db", db)
	stranger := "mysql://nobody:secret" + db[strings.LastIndex(db, "@"):]
	code, out, errs := cli(t, "verify", "--db", stranger)
	if code != 3 || !strings.Contains(errs, "refuses this user") || !strings.Contains(errs, "拒绝该用户") || strings.Contains(out+errs, "secret") {
		t.Errorf("without rights: exit %d\n%s%s", code, out, errs)
	}
	st, err := store.Open(context.Background(), db, store.Options{Node: 7})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	t.Chdir(store.TestDir(t))
	code, out, errs = cli(t, "serve", "--db", db, "--addr", "localhost:0", "--node", "7")
	if code != 3 || !strings.Contains(errs, "node 7") || !strings.Contains(errs, "节点号 7") {
		t.Errorf("a node number that is taken: exit %d\n%s%s", code, out, errs)
	}
}

// TestADrillProvesTheLog: what was altered before the backup comes back altered, and a drill says so instead of praising it.
func TestADrillProvesTheLog(t *testing.T) {
	k := evening(t)
	t.Setenv("TONGHUI_NICE", "0") // the tests' process goes on
	k.sql(t, func(db *sql.DB) {
		k.tamper(t, db, k.names("UPDATE ledger_accounts SET floor_amount = NULL WHERE id = {account}"))
	})
	code, out, errs := cli(t, "drill", "--db", k.db, "--dir", k.dir)
	if code != 1 || strings.Contains(out, "✓") || !strings.Contains(out, k.names("ledger.account {account} (table ledger_accounts")) {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}
