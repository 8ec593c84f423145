package approval_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// office is a bank with a register, a clock, and one act: it writes the payload's word down.
type office struct {
	testing.TB
	st    *store.Store
	log   *audit.Log
	reg   *approval.Register
	clock *clock
}

type clock struct{ micros atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMicro(c.micros.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.micros.Add(d.Microseconds()) }

var wordSchema = store.Schema{Module: "word", Files: fstest.MapFS{"001_words.sql": {Data: []byte(
	"CREATE TABLE word_words (id BIGINT NOT NULL PRIMARY KEY, word VARCHAR(32) NOT NULL);\n")}}}

var errWord = problem.New(problem.Refused, "word.bad", "This word is never written.", "该词不得写入。")

func newOffice(t testing.TB) *office {
	o := &office{TB: t, clock: &clock{}}
	o.clock.micros.Store(time.Date(2026, 3, 31, 1, 0, 0, 0, time.UTC).UnixMicro())
	o.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: o.clock.now},
		store.Schema{Module: "approval", Files: approval.Schema()}, store.Schema{Module: "audit", Files: audit.Schema()}, wordSchema,
		store.Schema{Module: "vault", Files: vault.Schema()})
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	o.log = audit.New(o.st, audit.Config{Key: key})
	o.log.AddSource(approval.AuditSource())
	o.reg = approval.New(o.st, o.log)
	o.reg.Add(o.act("word.write", "ledger.post"), o.act("word.local", "party.write"))
	risky := o.act("word.risky", "ledger.post")
	risky.StepUp = true
	o.reg.Add(risky)
	return o
}

func (o *office) act(kind string, p auth.Permission) approval.Act {
	return approval.Act{Kind: kind, EN: "Write a word", ZH: "写入一词", Permission: p,
		Run: func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
			var word string
			if err := json.Unmarshal(payload, &word); err != nil {
				return nil, err
			}
			_, err := tx.Exec("INSERT INTO word_words (id, word) VALUES (?, ?)", tx.NewID(), word)
			if word == "bad" {
				err = errWord
			}
			return json.RawMessage(`{"written":true}`), err
		},
		Describe: func(_ context.Context, payload json.RawMessage) []approval.Line {
			return []approval.Line{{EN: "Word", ZH: "词", Value: strings.Trim(string(payload), `"`)}}
		}}
}

// staff is somebody at a desk, who has just proved who she is.
func (o *office) staff(person auth.Party, hat string, branch auth.Branch, roles ...auth.Role) context.Context {
	return auth.WithSubject(context.Background(), &auth.Subject{Person: person, Name: "员工" + person.String(), Client: "web",
		Hat:   auth.Hat{ID: hat, Kind: auth.StaffHat, Roles: roles, Branch: branch, Branches: []auth.Branch{branch}},
		Level: auth.LevelTwo, ProvedAt: o.clock.now()})
}

func (o *office) accountant(person auth.Party) context.Context {
	return o.staff(person, "staff-"+person.String(), "0001", auth.Accountant)
}

func (o *office) propose(ctx context.Context, p approval.Proposal) store.ID {
	o.Helper()
	id, err := o.tryPropose(ctx, p)
	if err != nil {
		o.Fatal(err)
	}
	return id
}

func (o *office) tryPropose(ctx context.Context, p approval.Proposal) (id store.ID, err error) {
	o.clock.advance(time.Millisecond) // ids of one millisecond have no order where many lanes write
	if p.Reason == "" {
		p.Reason = "monthly"
	}
	err = o.st.Update(ctx, func(tx *store.Tx) error {
		a, err := o.reg.Propose(tx, p)
		id = a.ID
		return err
	})
	return id, err
}

func (o *office) approve(ctx context.Context, id store.ID) error {
	return o.st.Update(ctx, func(tx *store.Tx) error {
		_, err := o.reg.Approve(ctx, tx, id, "seen")
		return err
	})
}

func (o *office) words() (words []string) {
	o.Helper()
	err := o.st.View(context.Background(), func(v *store.View) (err error) {
		words, err = store.All(v, store.Value[string], "SELECT word FROM word_words ORDER BY id")
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return words
}

func (o *office) state(id store.ID) approval.State {
	o.Helper()
	a, err := o.reg.Get(context.Background(), id)
	if err != nil {
		o.Fatal(err)
	}
	return a.State
}

func word(w string) approval.Proposal {
	return approval.Proposal{Kind: "word.write", Object: "word.word/1", Payload: json.RawMessage(`"` + w + `"`)}
}

// verify checks the register against the audit log.
func (o *office) verify() {
	o.Helper()
	ctx := context.Background()
	for {
		n, err := o.log.Sequence(ctx)
		if err != nil {
			o.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	r, err := o.log.Check(ctx, audit.CheckOptions{Full: true})
	if err != nil {
		o.Fatal(err)
	}
	if len(r.Findings) > 0 {
		o.Errorf("the audit log finds %v", r.Findings)
	}
}
