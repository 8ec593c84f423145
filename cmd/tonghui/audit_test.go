package main

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tonghui "tonghui"
	"tonghui/core/ledger"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/blob"
	"tonghui/platform/store"
)

// night is a bank as its operator leaves it in the evening: closed, with everything noted, numbered, signed and
// exported.
type night struct {
	dir, db string
	account ledger.AccountID // has a floor
	file    blob.Ref         // attached
	ids     map[string]string
}

// serveWhile runs the bank's server with these flags as long as do runs, and returns what it printed.
func serveWhile(t *testing.T, db string, do func(), flags ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	out := &lineWriter{}
	done := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--db", db, "--addr", "localhost:0", "--log-level", "error"}, flags...)
		done <- runIn(ctx, &env{out: out, errs: out}, args)
	}()
	for end := time.Now().Add(20 * time.Second); !strings.Contains(out.text(), "Ctrl-C"); time.Sleep(5 * time.Millisecond) {
		select {
		case code := <-done:
			t.Fatalf("serve: exit %d\n%s", code, out.text())
		default:
		}
		if time.Now().After(end) {
			t.Fatalf("the server does not start\n%s", out.text())
		}
	}
	do()
	stop()
	if code := <-done; code != 0 {
		t.Fatalf("serve: exit %d\n%s", code, out.text())
	}
	return out.text()
}

// eveningDir is where anEvening lies, "" if no test has asked for it.
var eveningDir string

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == serveCommand.name { // the server that a benchmark starts is this program again
		main()
	}
	code := m.Run()
	if eveningDir != "" {
		_ = os.RemoveAll(eveningDir)
	}
	os.Exit(code)
}

// anEvening makes a bank with customers, a limit and a stored file, once for all tests that need one.
var anEvening = sync.OnceValues(func() (*night, error) {
	dir, err := os.MkdirTemp("", "evening")
	if err != nil {
		return nil, err
	}
	eveningDir = dir
	k := &night{dir: dir, db: filepath.Join(dir, "bank.db")}
	data := filepath.Join(dir, "data")
	for _, args := range [][]string{{"import", "generate", data, "--accounts", "5", "--months", "1"}, {"import", "pkdd99", data, "--db", k.db},
		founding(k.db)} {
		if code, out, errs := cliContext(context.Background(), args...); code != 0 {
			return nil, fmt.Errorf("%s: exit %d\n%s%s", args, code, out, errs)
		}
	}
	return k, k.limitAndFile(context.Background())
})

// limitAndFile gives one account a floor, and attaches a file.
func (k *night) limitAndFile(ctx context.Context) error {
	b, err := tonghui.Open(ctx, k.db, store.Options{}, tonghui.Config{})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	place, err := blob.Open(filepath.Join(k.dir, "files"))
	if err != nil {
		return err
	}
	files := b.Files(place, nil)
	if k.file, err = files.Put(ctx, strings.NewReader("甲方借款十万元"), blob.Options{MediaType: "text/plain"}); err != nil {
		return err
	}
	return b.Store.Update(ctx, func(tx *store.Tx) error {
		id, _, err := store.One(tx, store.Value[int64], "SELECT id FROM ledger_accounts WHERE code = '2011' ORDER BY id LIMIT 1")
		if err != nil {
			return err
		}
		k.account = ledger.AccountID(id)
		if err := b.Ledger.SetLimits(tx, k.account, ledger.AtLeast(-100_00)); err != nil {
			return err
		}
		return files.Attach(tx, k.file)
	})
}

// evening is a copy of that bank, served once since.
func evening(t *testing.T) *night {
	t.Helper()
	store.SQLiteOnly(t, "it changes a file behind the bank's back")
	made, err := anEvening()
	if err != nil {
		t.Fatal(err)
	}
	k := *made
	k.dir = store.TestDir(t)
	k.db = filepath.Join(k.dir, "bank.db")
	for _, suffix := range []string{"", ".client", ".master.key"} {
		copyFile(t, made.db+suffix, k.db+suffix)
	}
	serveWhile(t, k.db, func() { signedBeyond(t, k.db, 0) })
	k.ids = map[string]string{"account": k.account.String(), "file": strings.TrimPrefix(string(k.file.Digest), "sha256:")}
	k.sql(t, func(db *sql.DB) {
		for name, query := range map[string]string{
			"entry":  "SELECT id FROM ledger_entries ORDER BY id LIMIT 1 OFFSET 3",
			"record": "SELECT leaf FROM audit_records WHERE kind = 'ledger.account' ORDER BY leaf LIMIT 1 OFFSET 2",
		} {
			var id string
			if err := db.QueryRowContext(t.Context(), query).Scan(&id); err != nil {
				t.Fatal(name, err)
			}
			k.ids[name] = id
		}
	})
	return &k
}

// signedBeyond waits until the log of the bank that is served has more records under its checkpoint, and returns how many.
func signedBeyond(t *testing.T, db string, size int64) (n int64) {
	t.Helper()
	st, err := store.Open(t.Context(), db, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for end := time.Now().Add(20 * time.Second); n <= size; time.Sleep(10 * time.Millisecond) {
		err := st.View(t.Context(), func(v *store.View) (err error) {
			n, _, err = store.One(v, store.Value[int64], "SELECT size FROM audit_checkpoints ORDER BY size DESC LIMIT 1")
			return err
		})
		if time.Now().After(end) {
			t.Fatalf("nothing beyond %d is signed: %d, %v", size, n, err)
		}
	}
	return n
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// sql opens the closed file past the bank.
func (k *night) sql(t *testing.T, do func(db *sql.DB)) {
	t.Helper()
	db, err := sql.Open("sqlite", k.db)
	if err != nil {
		t.Fatal(err)
	}
	do(db)
	if _, err := db.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func (k *night) names(text string) string {
	for name, id := range k.ids {
		text = strings.ReplaceAll(text, "{"+name+"}", id)
	}
	return text
}

// TestVerifyLocates: whoever has the database in his hands changes a fen or deletes a row; verify ends with 1 and names the
// table and the row, in both languages.
func TestVerifyLocates(t *testing.T) {
	untouched := evening(t)
	if code, out, errs := cli(t, "verify", "--full", "--db", untouched.db); code != 0 || !strings.Contains(out, "全部账务相符") ||
		strings.Contains(out, "nothing_outside") {
		t.Fatalf("untouched: exit %d\n%s%s", code, out, errs)
	}
	for _, c := range []struct {
		name, sql string
		says      []string
	}{
		{"a fen in an entry's postings", "UPDATE ledger_entries SET postings = ? WHERE id = {entry}",
			[]string{"ledger.entry {entry} (table ledger_entries", "changed past the bank's verbs", "（表 ledger_entries", "未经业务操作而被改动"}},
		{"a fen in a balance", "UPDATE ledger_balances SET balance = balance + 1 WHERE account = {account}",
			[]string{"balance_row", "{account}", "账户"}},
		{"a fen in a limit", "UPDATE ledger_accounts SET floor_amount = floor_amount - 1 WHERE id = {account}",
			[]string{"row_changed", "ledger.account {account} (table ledger_accounts", "（表 ledger_accounts"}},
		{"a word in an audit record", "UPDATE audit_records SET body = CAST(replace(CAST(body AS TEXT), 'ledger.', 'Ledger.') AS BLOB) WHERE leaf = {record}",
			[]string{"record_changed", "Audit record {record} (table audit_records)", "审计记录 {record}（表 audit_records）"}},
		{"a document's row", "UPDATE blob_files SET size_bytes = size_bytes + 1 WHERE digest = 'sha256:{file}'",
			[]string{"row_changed", "blob.file {file} (table blob_files", "（表 blob_files"}},
		{"an entry deleted", "DELETE FROM ledger_entries WHERE id = {entry}", []string{"table ledger_entries", "{entry}", "表 ledger_entries"}},
		{"a balance deleted", "DELETE FROM ledger_balances WHERE account = {account}", []string{"{account}", "账户"}},
		{"an account deleted", "DELETE FROM ledger_accounts WHERE id = {account}",
			[]string{"row_deleted", "ledger.account {account} (table ledger_accounts", "已被删除"}},
		{"an audit record deleted", "DELETE FROM audit_records WHERE leaf = {record}",
			[]string{"record_missing", "Audit record {record} (table audit_records) was deleted", "审计记录 {record}（表 audit_records） 已被删除"}},
		{"a document's row deleted", "DELETE FROM blob_files WHERE digest = 'sha256:{file}'",
			[]string{"row_deleted", "blob.file {file} (table blob_files", "（表 blob_files"}},
		{"a document's row made up", "INSERT INTO blob_files SELECT 'sha256:00', size_bytes, media_type, key_id, state, links, made_at, changed_at " +
			"FROM blob_files LIMIT 1", []string{"row_unnoted", "blob.file 00 (table blob_files)", "未经业务操作插入"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := evening(t)
			k.sql(t, func(db *sql.DB) { k.tamper(t, db, k.names(c.sql)) })
			code, out, errs := cli(t, "verify", "--full", "--db", k.db)
			if code != 1 || !strings.Contains(errs, "不符") {
				t.Errorf("exit %d\n%s%s", code, out, errs)
			}
			for _, says := range c.says {
				if !strings.Contains(out, k.names(says)) {
					t.Errorf("no %q in\n%s", k.names(says), out)
				}
			}
		})
	}
}

// aFenMore moves one fen between the first two postings of an entry, so that it still sums to zero.
func aFenMore(t *testing.T, packed []byte) []byte {
	t.Helper()
	n, at := binary.Uvarint(packed)
	out := binary.AppendUvarint(nil, n)
	unsigned := func() {
		v, size := binary.Uvarint(packed[at:])
		out, at = binary.AppendUvarint(out, v), at+size
	}
	signed := func(more int64) {
		v, size := binary.Varint(packed[at:])
		out, at = binary.AppendVarint(out, v+more), at+size
	}
	for i := range n {
		unsigned()                              // account
		signed([]int64{1, -1, 0, 0}[min(i, 3)]) // amount
		unsigned()                              // sequence
		signed(0)                               // balance
		unsigned()                              // previous
	}
	if at != len(packed) {
		t.Fatalf("%d of %d bytes read", at, len(packed))
	}
	return out
}

// tamper runs one statement; its mark, if it has one, is the entry's postings with a fen moved.
func (k *night) tamper(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	var args []any
	if strings.Contains(query, "?") {
		var postings []byte
		err := db.QueryRowContext(t.Context(), k.names("SELECT postings FROM ledger_entries WHERE id = {entry}")).Scan(&postings)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, aFenMore(t, postings))
	}
	r, err := db.ExecContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := r.RowsAffected(); n != 1 || err != nil {
		t.Fatalf("%s: %d rows, %v", query, n, err)
	}
}

// TestVerifyAnswersOneDocument: what --json prints is one JSON document, also when something doesn't prove.
func TestVerifyAnswersOneDocument(t *testing.T) {
	k := evening(t)
	for _, proves := range []bool{true, false} {
		code, out, errs := cli(t, "verify", "--full", "--db", k.db, "--json")
		var v verifiedAnswer
		d := json.NewDecoder(strings.NewReader(out))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil || d.More() || v.Proves != proves || (code == 0) != proves {
			t.Fatalf("exit %d, %v\n%s%s", code, err, out, errs)
		}
		if !proves {
			f := v.Audit.Findings[0]
			if f.Table != "ledger_accounts" || f.Object != k.ids["account"] || f.Leaf == nil || f.DetailZh == "" {
				t.Errorf("%+v", f)
			}
		}
		k.sql(t, func(db *sql.DB) {
			k.tamper(t, db, k.names("UPDATE ledger_accounts SET floor_amount = NULL WHERE id = {account}"))
		})
	}
}

// aDayLater books one more entry through the server, after the database file was put aside; then puts the file back.
func aDayLater(t *testing.T, k *night, flags ...string) {
	t.Helper()
	old := k.db + ".old"
	copyFile(t, k.db, old)
	numbers := twoNumbers(t, k.db)
	serveWhile(t, k.db, func() {
		before := signedBeyond(t, k.db, 0)
		must(t, "post", "--db", k.db, "--debit", numbers[0], "--credit", numbers[1], "--amount", "1.00", "--reference", "today")
		signedBeyond(t, k.db, before)
	}, flags...)
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(k.db + suffix); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	copyFile(t, old, k.db)
}

// TestVerifyFindsYesterday: the whole database file is put back to last night's. Its own rows prove; the checkpoints
// outside, or the witness alone, don't let it pass.
func TestVerifyFindsYesterday(t *testing.T) {
	t.Run("checkpoints outside", func(t *testing.T) {
		k := evening(t)
		aDayLater(t, k)
		code, out, errs := cli(t, "verify", "--full", "--db", k.db)
		if code != 1 || !strings.Contains(out, "rolled_back") || !strings.Contains(out, "put back to an older state") ||
			!strings.Contains(out, "已被回退至较早状态") {
			t.Errorf("exit %d\n%s%s", code, out, errs)
		}
	})
	t.Run("the witness alone", func(t *testing.T) {
		k := evening(t)
		flag := runWitnessFor(t, k)
		aDayLater(t, k, "--audit-witness", flag)
		if err := os.Remove(k.db + ".checkpoints"); err != nil {
			t.Fatal(err)
		}
		code, out, errs := cli(t, "verify", "--full", "--db", k.db)
		if code != 0 || !strings.Contains(out, "nothing_outside") {
			t.Errorf("without the witness nothing contradicts, and verify says so: exit %d\n%s%s", code, out, errs)
		}
		code, out, errs = cli(t, "verify", "--full", "--db", k.db, "--audit-witness", flag)
		if code != 1 || !strings.Contains(out, "witness_ahead") || !strings.Contains(out, "witness.example/w1") ||
			!strings.Contains(out, "已被回退至较早状态") {
			t.Errorf("exit %d\n%s%s", code, out, errs)
		}
	})
}

// runWitnessFor starts a witness of this bank's log until the test ends, and returns the flag's value for it.
func runWitnessFor(t *testing.T, k *night) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out := &lineWriter{}
	done := make(chan int, 1)
	go func() {
		done <- runIn(ctx, &env{out: out, errs: out}, []string{"witness", "--json", "--addr", "localhost:0", "--name", "witness.example/w1",
			"--log-key", k.db + ".audit.pub", "--key", filepath.Join(k.dir, "w.key"), "--state", filepath.Join(k.dir, "w.state")})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("witness: exit %d\n%s", code, out.text())
		}
	})
	var says struct{ URL, Key string }
	for end := time.Now().Add(20 * time.Second); json.Unmarshal([]byte(out.text()), &says) != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no greeting: %s", out.text())
		}
	}
	return says.URL + "=" + says.Key
}

// TestVerifyWithWhatBelongsElsewhere: another key, another bank's checkpoints, files that are none.
func TestVerifyWithWhatBelongsElsewhere(t *testing.T) {
	k, other := evening(t), evening(t)
	samename, err := checkpoint.GenerateKey(originOf(t, k))
	if err != nil {
		t.Fatal(err)
	}
	wrong := filepath.Join(k.dir, "wrong.pub")
	if err := os.WriteFile(wrong, []byte(samename.VerifierKey()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"a key of the same name", []string{"--audit-key", wrong}, 1, []string{"wrong_key", "密钥有误，或系伪造"}},
		{"another bank's key", []string{"--audit-key", other.db + ".audit.key"}, 1, []string{"another bank", "另一银行"}},
		{"another bank's checkpoints", []string{"--audit-checkpoints", other.db + ".checkpoints"}, 1, []string{"other_bank", "另一银行"}},
		{"no key file there", []string{"--audit-key", k.db + ".none"}, 3, []string{"can't be used", "无法使用"}},
		{"no checkpoints there", []string{"--audit-checkpoints", k.db + ".none"}, 3, []string{"checkpoint", "检查点"}},
		{"a witness's key that is none", []string{"--audit-witness", "http://localhost:1=x+y+z"}, 1, []string{"URL=KEY", "见证方"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := cli(t, append([]string{"verify", "--full", "--db", k.db}, c.args...)...)
			if code != c.code {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, out, errs)
			}
			for _, says := range c.says {
				if !strings.Contains(out+errs, says) {
					t.Errorf("no %q in\n%s%s", says, out, errs)
				}
			}
		})
	}
}

func originOf(t *testing.T, k *night) string {
	t.Helper()
	v, err := checkpoint.LoadVerifier(k.db + ".audit.pub")
	if err != nil {
		t.Fatal(err)
	}
	return v.Name()
}

// TestServeAsksForTheKey: a bank that was restored without its key doesn't begin a new log by itself.
func TestServeAsksForTheKey(t *testing.T) {
	k := evening(t)
	moved := filepath.Join(k.dir, "moved.key")
	if err := os.Rename(k.db+".audit.key", moved); err != nil {
		t.Fatal(err)
	}
	code, out, errs := cli(t, "serve", "--db", k.db, "--addr", "localhost:0", "--log-level", "error")
	if code != 1 || !strings.Contains(errs, originOf2(t, moved)) || !strings.Contains(errs, "--audit-key") || !strings.Contains(errs, "启用新日志") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if _, err := os.Stat(k.db + ".audit.key"); !os.IsNotExist(err) {
		t.Errorf("a key was left: %v", err)
	}
	serveWhile(t, k.db, func() {}, "--audit-key", moved)
	said := serveWhile(t, k.db, func() {}, "--audit-origin", "bank.example/second")
	if !strings.Contains(said, "bank.example/second+") {
		t.Errorf("the new log's public key is not in the greeting:\n%s", said)
	}
	public, err := os.Stat(k.db + ".audit.pub")
	if err != nil || public.Mode().Perm() != fs.FileMode(0o644) {
		t.Errorf("%v %v", public, err)
	}
}

func originOf2(t *testing.T, path string) string {
	t.Helper()
	key, err := checkpoint.LoadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	return key.Name()
}
