package audit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

// Whatever somebody changes with the database in his hands is found, and its place is named.
func TestTampering(t *testing.T) {
	for _, test := range []struct {
		name   string
		tamper func(tx *store.Tx, f *facts) error
		code   string
		names  func(f *facts) string // what the finding must name
	}{
		{"one fen in an object", statement("UPDATE t_things SET fen = fen + 1 WHERE id = 2"), "row_changed", is("t.thing 2 ")},
		{"one fen in an object with personal data", statement("UPDATE t_people SET fen = fen + 1 WHERE id = 2"), "row_changed", is("t.person 2 ")},
		{"an object deleted", statement("DELETE FROM t_things WHERE id = 5"), "row_deleted", is("t.thing 5 ")},
		{"an object inserted", statement("INSERT INTO t_things (id, name, fen) VALUES (99, 'x', 1)"), "row_unnoted", is("t.thing 99 ")},
		{"a deleted object put back", statement("INSERT INTO t_things (id, name, fen) VALUES (4, 'thing', 400)"), "row_revived", is("t.thing 4 ")},
		{"one fen in a row of a large update", func(tx *store.Tx, f *facts) error {
			return direct(tx, "UPDATE t_lines SET fen = fen - 1 WHERE id = ?", int64(f.lines[700]))
		}, "row_changed", func(f *facts) string { return f.lines[700].String() }},
		{"one fen in the only row of an update", func(tx *store.Tx, f *facts) error {
			return direct(tx, "UPDATE t_lines SET fen = fen + 1 WHERE id = ?", int64(f.lines[2]))
		}, "row_changed", func(f *facts) string { return f.lines[2].String() }},
		{"a row of a large update deleted", func(tx *store.Tx, f *facts) error {
			return direct(tx, "DELETE FROM t_lines WHERE id = ?", int64(f.lines[701]))
		}, "row_deleted", func(f *facts) string { return fmt.Sprintf("%s…%s", f.lines[700], f.lines[702]) }},
		{"the only row of an update deleted", func(tx *store.Tx, f *facts) error {
			return direct(tx, "DELETE FROM t_lines WHERE id = ?", int64(f.lines[3]))
		}, "row_deleted", func(f *facts) string { return f.lines[3].String() }},
		{"a row between two updates inserted", func(tx *store.Tx, f *facts) error {
			return direct(tx, "INSERT INTO t_lines (id, fen) VALUES (?, 1)", int64(f.lines[2]+256))
		}, "row_unnoted", func(f *facts) string { return (f.lines[2] + 256).String() }},
		{"a row under another id", func(tx *store.Tx, f *facts) error {
			return direct(tx, "UPDATE t_lines SET id = id + 1 WHERE id = ?", int64(f.lines[900]))
		}, "row_unnoted", func(f *facts) string { return (f.lines[900] + 1).String() }},
		{"a record's text", func(tx *store.Tx, f *facts) error {
			return direct(tx, "UPDATE audit_records SET body = ? WHERE leaf = 4", []byte(strings.Replace(string(f.body), "t.put", "t.pat", 1)))
		}, "record_changed", is("record 4 ")},
		{"a record's columns", statement("UPDATE audit_records SET object = '1' WHERE leaf = 6"), "record_columns", is("record 6 ")},
		{"a record deleted", statement("DELETE FROM audit_records WHERE leaf = 4"), "record_missing", is("record 4 ")},
		{"the last record deleted", func(tx *store.Tx, f *facts) error {
			return direct(tx, "DELETE FROM audit_records WHERE leaf = ?", f.size-1)
		}, "record_missing", func(f *facts) string { return fmt.Sprint("record ", f.size-1) }},
		{"a record added", func(tx *store.Tx, f *facts) error {
			return direct(tx, "INSERT INTO audit_records (leaf, id, kind, object, last_id, body) VALUES (?, 1, 'k', 'o', 0, ?)", f.size+3, f.body)
		}, "record_extra", func(f *facts) string { return fmt.Sprint("record ", f.size+3) }},
		{"a person's name", statement("UPDATE audit_private SET person = 'zhao' WHERE person = 'li'"), "private_changed", is("audit_private")},
		{"a private part deleted", statement("DELETE FROM audit_private"), "private_missing", is("audit_private")},
		{"a salt deleted", statement("DELETE FROM audit_salts"), "private_missing", is("audit_salts")},
		{"an erasure made up", func(tx *store.Tx, f *facts) error {
			return direct(tx, "INSERT INTO audit_erasures (record, what, erasure) VALUES (1, 1, 77)")
		}, "row_unnoted", is("audit.erasure 77 ")},
		{"a hash of the tree", func(tx *store.Tx, f *facts) error { return flip(tx, 0, 0, 4*32) }, "tile_damaged", is("level 0, hash 4")},
		{"a tile deleted", statement("DELETE FROM audit_tiles WHERE level = 0"), "tile_damaged", is("level 0, hash 0")},
		{"a checkpoint", func(tx *store.Tx, f *facts) error {
			return direct(tx, "UPDATE audit_checkpoints SET note = ?", []byte(strings.Replace(f.note, "\n"+fmt.Sprint(f.size)+"\n", "\n"+fmt.Sprint(f.size-1)+"\n", 1)))
		}, "checkpoint_signature", is("size")},
		{"the end of the log cut off", func(tx *store.Tx, f *facts) error {
			return errors.Join(direct(tx, "DELETE FROM audit_records WHERE leaf >= ?", f.size-2), putTreeSize(tx, f.size-2))
		}, "checkpoint_beyond", is("")},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := testRoom(t, Config{})
			f := r.facts(t)
			wantClean(t, r.check(t, CheckOptions{Full: true}))
			r.update(t, func(tx *store.Tx) error { return test.tamper(tx, f) })
			report := r.check(t, CheckOptions{Full: true})
			if report.Errors == 0 || report.Problem() == nil {
				t.Fatal("not found")
			}
			for _, x := range report.Findings {
				if x.Code == test.code && strings.Contains(x.EN, test.names(f)) && x.ZH != "" {
					return
				}
			}
			t.Errorf("no %s that names %q in %v", test.code, test.names(f), report.Findings)
		})
	}
}

// facts are what a tamperer could look up.
type facts struct {
	lines []store.ID
	size  int64
	note  string
	body  []byte // of record 4
}

func (r *room) facts(t testing.TB) *facts {
	t.Helper()
	if err := r.st.Update(clerk(ctx), func(tx *store.Tx) error {
		return r.log.Note(tx, Note{Verb: "t.look", Kind: "t.other", Object: "1", Behalf: "wang"})
	}); err != nil {
		t.Fatal(err)
	}
	r.fill(t)
	f := &facts{}
	if err := r.st.View(ctx, func(v *store.View) error {
		var err error
		if f.lines, err = store.All(v, store.Value[store.ID], "SELECT id FROM t_lines ORDER BY id"); err != nil {
			return err
		}
		if f.size, err = treeSize(v); err != nil {
			return err
		}
		rows, err := recordRows(v, 4, 5)
		if err != nil {
			return err
		}
		f.body = rows[0].body
		c, _, err := newestCheckpoint(v)
		f.note = string(c.note)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return f
}

func direct(tx *store.Tx, query string, args ...any) error {
	n, err := tx.Exec(query, args...)
	if err == nil && n == 0 {
		err = errors.New("nothing was tampered with")
	}
	return err
}

func statement(query string) func(tx *store.Tx, f *facts) error {
	return func(tx *store.Tx, _ *facts) error { return direct(tx, query) }
}

func is(text string) func(*facts) string { return func(*facts) string { return text } }

// flip changes one bit of a tile.
func flip(tx *store.Tx, level int, n int64, at int) error {
	data, err := tileRow(tx, tileKey{level, n})
	if err != nil {
		return err
	}
	data[at] ^= 1
	return putTile(tx, tileKey{level, n}, data)
}

// A tree of several levels: a changed upper hash is found, though every record and every leaf's hash is right.
func TestUpperTile(t *testing.T) {
	r := testRoom(t, Config{})
	for range 3 {
		r.update(t, func(tx *store.Tx) error {
			for i := range 200 {
				if err := r.log.Note(tx, Note{Verb: "v", Kind: "k", Object: fmt.Sprint(i)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	r.sequence(t)
	wantClean(t, r.check(t, CheckOptions{Full: true}))
	r.update(t, func(tx *store.Tx) error { return flip(tx, 1, 0, 32) })
	report := r.check(t, CheckOptions{Full: true})
	if report.Errors != 1 || report.Findings[0].Code != "tile_damaged" || !strings.Contains(report.Findings[0].EN, "level 1, hash 1") {
		t.Errorf("%v", report.Findings)
	}
	if _, err := r.log.Prove(ctx, 1); !errors.Is(err, ErrUnknownRecord) {
		t.Error(err)
	}
}

// Somebody who rewrites records, tree and hashes consistently can't sign: his root contradicts the signature from there on.
func TestConsistentRewrite(t *testing.T) {
	r := testRoom(t, Config{})
	f := r.facts(t)
	r.update(t, func(tx *store.Tx) error {
		body := []byte(strings.Replace(string(f.body), "t.put", "t.pat", 1))
		if err := direct(tx, "UPDATE audit_records SET body = ? WHERE leaf = 4", body); err != nil {
			return err
		}
		tl := newTiles(tx)
		for leaf := range f.size {
			rows, err := recordRows(tx, leaf, leaf+1)
			if err != nil {
				return err
			}
			if leaf == 0 {
				tl.kept[tileKey{0, 0}] = nil
			}
			rec, err := readRecord(leaf, rows[0].body, nil, nil)
			if err != nil {
				return err
			}
			if err := tl.push(0, leaf, rec.hash); err != nil {
				return err
			}
		}
		for _, k := range tl.changed() {
			if err := putTile(tx, k, tl.kept[k]); err != nil {
				return err
			}
		}
		return nil
	})
	report := r.check(t, CheckOptions{Full: true})
	if report.Errors == 0 || report.Findings[0].Code != "checkpoint_root" {
		t.Errorf("%v", report.Findings)
	}
	// Nothing more is signed on top of it.
	r.update(t, func(tx *store.Tx) error { return r.line(tx, 1) })
	if _, err := r.log.Sequence(ctx); !errors.Is(err, ErrRewritten) {
		t.Errorf("the sequencer goes on: %v", err)
	}
}

// A whole database put back to last night's backup is found by the checkpoint file, and nothing is signed on top of it.
func TestPutBackToBackup(t *testing.T) {
	store.SQLiteOnly(t, "a backup is a copy of the file")
	dir := store.TestDir(t)
	key := testKey(t)
	file, err := OpenFile(filepath.Join(dir, "checkpoints"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	open := func() *room {
		st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{CacheMB: 16})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := st.Migrate(ctx, "test", auditSchema, roomSchema); err != nil {
			t.Fatal(err)
		}
		return newRoom(st, Config{Key: key, Exporter: file})
	}
	shut := func(r *room) {
		r.log.release(ctx)
		if err := r.st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	r := open()
	r.fill(t)
	if err := r.log.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	shut(r)
	backup, err := os.ReadFile(filepath.Join(dir, "bank.db"))
	if err != nil {
		t.Fatal(err)
	}
	r = open()
	r.fill(t)
	if err := r.log.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	notes, err := ReadFile(filepath.Join(dir, "checkpoints"))
	if err != nil || len(notes) != 2 {
		t.Fatal(len(notes), err)
	}
	wantClean(t, r.check(t, CheckOptions{Full: true, Outside: notes}))
	shut(r)
	if err := os.WriteFile(filepath.Join(dir, "bank.db"), backup, 0o600); err != nil {
		t.Fatal(err)
	}
	r = open()
	defer shut(r)
	report := r.check(t, CheckOptions{Full: true, Outside: notes})
	if report.Errors != 1 || report.Findings[0].Code != "rolled_back" || report.Outside != 2 {
		t.Errorf("%v", report.Findings)
	}
	if err := r.log.Verify(ctx, r.st, 0); err == nil || !strings.Contains(err.Error(), "older state") {
		t.Errorf("Verify: %v", err)
	}
	if _, err := r.log.Sequence(ctx); !errors.Is(err, ErrRolledBack) || r.log.Stats().Contradicted.Load() != 1 {
		t.Errorf("the sequencer: %v", err)
	}
	// Another history of the same length is no help.
	r.log.cfg.Exporter = nil
	for range 2 {
		r.fill(t)
	}
	report = r.check(t, CheckOptions{Outside: notes})
	if report.Errors != 1 || report.Findings[0].Code != "rewritten" {
		t.Errorf("%v", report.Findings)
	}
}

// Checkpoints that are not this log's are named for what they are.
func TestForeignCheckpoints(t *testing.T) {
	r := testRoom(t, Config{})
	r.fill(t)
	head := checkpoint.Checkpoint{Origin: "other.example/audit", Size: 3}
	sign := func(k *checkpoint.Key, c checkpoint.Checkpoint) []byte {
		msg, err := checkpoint.Sign(c, k)
		if err != nil {
			t.Fatal(err)
		}
		return msg
	}
	other, err := checkpoint.GenerateKey("other.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	mine := head
	mine.Origin = "bank.example/audit"
	for code, msg := range map[string][]byte{
		"other_bank": sign(other, head), "wrong_key": sign(testKey(t), mine), "not_a_checkpoint": []byte("hello\n"),
	} {
		report := r.check(t, CheckOptions{Outside: [][]byte{msg}})
		if report.Errors != 1 || report.Findings[0].Code != code {
			t.Errorf("%s: %v", code, report.Findings)
		}
	}
	r.log.verifier = nil
	if _, err := r.log.Check(context.Background(), CheckOptions{Outside: [][]byte{sign(other, head)}}); !errors.Is(err, ErrNoKey) {
		t.Errorf("without a key: %v", err)
	}
}
