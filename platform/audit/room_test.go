package audit

import (
	"context"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

var ctx = context.Background()

// roomSchema is a small room: notes are made of its things, which change, and of its lines, which are only appended.
var roomSchema = store.Schema{Module: "t", Files: fstest.MapFS{"001_t.sql": &fstest.MapFile{Data: []byte(`
	CREATE TABLE t_things (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL, fen BIGINT NOT NULL);
	CREATE TABLE t_people (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL, fen BIGINT NOT NULL);
	CREATE TABLE t_lines (id BIGINT NOT NULL PRIMARY KEY, fen BIGINT NOT NULL);`)}}}

var auditSchema = store.Schema{Module: "audit", Files: Schema()}

type room struct {
	st   *store.Store
	log  *Log
	slot store.Slot
}

func newRoom(st *store.Store, c Config) *room {
	r := &room{st: st, log: New(st, c)}
	r.slot = st.AddBuffer(func() store.Buffer { return store.NewAppender("t_lines", "id", "fen") })
	r.log.AddSource(Source{Kind: "t.thing", Table: "t_things", Digests: digestsIn("t_things"), Objects: objectsIn("t_things")})
	r.log.AddSource(Source{Kind: "t.person", Table: "t_people", Digests: digestsIn("t_people"), Objects: objectsIn("t_people"), Salted: true})
	r.log.AddSource(Source{Kind: "t.line", Table: "t_lines", Rows: lineRows})
	return r
}

type thing struct {
	id   int64
	name string
	fen  int64
}

func (x thing) digest() Digest {
	var h Hasher
	return h.Start("thing").Int(x.id).Text(x.name).Int(x.fen).Sum()
}

func lineDigest(id store.ID, fen int64) Digest {
	var h Hasher
	return h.Start("line").Int(int64(id)).Int(fen).Sum()
}

func scanThing(s store.Scanner) (x thing, err error) {
	err = s.Scan(&x.id, &x.name, &x.fen)
	return x, err
}

func digestsIn(table string) func(q store.Querier, objects []string) (map[string]Digest, error) {
	return func(q store.Querier, objects []string) (map[string]Digest, error) {
		args := make([]any, len(objects))
		for i, o := range objects {
			id, err := strconv.ParseInt(o, 10, 64)
			if err != nil {
				return nil, err
			}
			args[i] = id
		}
		all, err := store.All(q, scanThing, "SELECT id, name, fen FROM "+table+" WHERE id IN ("+store.Marks(len(args))+")", args...)
		out := map[string]Digest{}
		for _, x := range all {
			out[strconv.FormatInt(x.id, 10)] = x.digest()
		}
		return out, err
	}
}

func objectsIn(table string) func(q store.Querier, after string, limit int) ([]string, error) {
	return func(q store.Querier, after string, limit int) ([]string, error) {
		from := int64(0)
		if after != "" {
			var err error
			if from, err = strconv.ParseInt(after, 10, 64); err != nil {
				return nil, err
			}
		}
		ids, err := store.All(q, store.Value[int64], "SELECT id FROM "+table+" WHERE id > ? ORDER BY id LIMIT ?", from, limit)
		out := make([]string, len(ids))
		for i, id := range ids {
			out[i] = strconv.FormatInt(id, 10)
		}
		return out, err
	}
}

func lineRows(q store.Querier, after, upTo store.ID, limit int) ([]Row, error) {
	return store.All(q, func(s store.Scanner) (r Row, err error) {
		var fen int64
		err = s.Scan(&r.ID, &fen)
		r.Digest = lineDigest(r.ID, fen)
		return r, err
	}, "SELECT id, fen FROM t_lines WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
}

// put makes or changes a thing, or deletes it when its name is "".
func (r *room) put(tx *store.Tx, table, kind string, x thing) error {
	rows, err := tx.Lock("SELECT id, name, fen FROM "+table+" WHERE id = ? ORDER BY id", x.id)
	was, err := store.Collect(rows, err, scanThing)
	if err != nil {
		return err
	}
	n := Note{Verb: "t.put", Kind: kind, Object: strconv.FormatInt(x.id, 10), Salted: kind == "t.person"}
	if len(was) > 0 {
		n.Before = was[0].digest()
	}
	if x.name == "" {
		_, err = tx.Exec("DELETE FROM "+table+" WHERE id = ?", x.id)
	} else {
		n.After = x.digest()
		_, err = tx.Exec("REPLACE INTO "+table+" (id, name, fen) VALUES (?, ?, ?)", x.id, x.name, x.fen)
	}
	if err != nil {
		return err
	}
	return r.log.Note(tx, n)
}

// line appends one line.
func (r *room) line(tx *store.Tx, fen int64) error {
	id := tx.NewID()
	tx.Buffer(r.slot).(*store.Appender).Add(int64(id), fen)
	return r.log.Cover(tx, Cover{Verb: "t.line", Kind: "t.line", ID: id, Digest: lineDigest(id, fen)})
}

func (r *room) update(t testing.TB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := r.st.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func (r *room) sequence(t testing.TB) {
	t.Helper()
	if _, err := r.log.Sequence(ctx); err != nil {
		t.Fatal(err)
	}
}

// fill does what a day does: things, people, lines in small and large updates, under one actor.
func (r *room) fill(t testing.TB) {
	t.Helper()
	for i := range int64(6) {
		r.update(t, func(tx *store.Tx) error {
			return r.put(tx, "t_things", "t.thing", thing{i + 1, "thing", 100 * (i + 1)})
		})
		r.update(t, func(tx *store.Tx) error { return r.put(tx, "t_people", "t.person", thing{i + 1, "somebody", i}) })
		r.update(t, func(tx *store.Tx) error { return r.line(tx, i) })
	}
	r.update(t, func(tx *store.Tx) error {
		for i := range int64(1200) {
			if err := r.line(tx, 10_000+i); err != nil {
				return err
			}
		}
		return r.put(tx, "t_things", "t.thing", thing{3, "changed", 333})
	})
	r.update(t, func(tx *store.Tx) error { return r.put(tx, "t_things", "t.thing", thing{id: 4}) })
	r.sequence(t)
}

func (r *room) check(t testing.TB, opt CheckOptions) *CheckReport {
	t.Helper()
	report, err := r.log.Check(ctx, opt)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func wantClean(t testing.TB, report *CheckReport) {
	t.Helper()
	for _, f := range report.Findings {
		t.Errorf("%s: %s / %s", f.Code, f.EN, f.ZH)
	}
}

func testKey(t testing.TB) *checkpoint.Key {
	t.Helper()
	k, err := checkpoint.GenerateKey("bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func testVerifier(t testing.TB, k *checkpoint.Key) note.Verifier {
	t.Helper()
	v, err := checkpoint.ParseVerifier(k.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func testRoom(t testing.TB, c Config) *room {
	t.Helper()
	if c.Key == nil {
		c.Key = testKey(t)
	}
	return newRoom(store.Test(t, auditSchema, roomSchema), c)
}

func clerk(c context.Context) context.Context {
	c = store.WithActor(c, store.Actor{Person: "li", Hat: "teller", Client: "counter"})
	return WithReason(WithPlace(c, Place{Address: "203.0.113.7", Terminal: "T1"}), "at the customer's wish")
}

// until polls.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}
