package mandate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/party/branch"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

var ctx = context.Background()

// start is the time at which a test's bank begins.
var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

var peopleSchema = store.Schema{Module: "people", Files: fstest.MapFS{"001_people.sql": &fstest.MapFile{Data: []byte(`
	CREATE TABLE people_parties (id BIGINT NOT NULL PRIMARY KEY, sort VARCHAR(16) NOT NULL, name VARCHAR(60) NOT NULL,
	born BIGINT, active SMALLINT NOT NULL);`)}}}

// people is a small register of parties, beside the rights.
type people struct{}

var errNoParty = problem.New(problem.NotFound, "people.unknown", "There is no such party.", "没有该当事人。")

type party struct {
	sort, name string
	born       *int64
	active     bool
}

func (people) one(q store.Querier, id auth.Party) (party, error) {
	p, ok, err := store.One(q, func(r store.Scanner) (p party, err error) {
		err = r.Scan(&p.sort, &p.name, &p.born, &p.active)
		return p, err
	}, "SELECT sort, name, born, active FROM people_parties WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = errNoParty
	}
	return p, err
}

func (d people) Sort(q store.Querier, id auth.Party) (string, bool, error) {
	p, err := d.one(q, id)
	return p.sort, p.active, err
}

func (d people) Name(_ context.Context, q store.Querier, id auth.Party) (string, error) {
	p, err := d.one(q, id)
	return p.name, err
}

func (d people) Birth(q store.Querier, id auth.Party) (calendar.Date, bool, error) {
	p, err := d.one(q, id)
	if err != nil || p.born == nil {
		return 0, false, err
	}
	return calendar.Date(*p.born), true, nil
}

// bank is a store with branches, parties, and the register under test.
type bank struct {
	testing.TB
	*Mandates
	st        *store.Store
	branches  *branch.Branches
	approvals *approval.Register
	micros    atomic.Int64

	mu      sync.Mutex
	changed []auth.Party
	names   map[string]auth.Party
}

var schemas = []store.Schema{peopleSchema, {Module: "branch", Files: branch.Schema()}, {Module: "mandate", Files: Schema()},
	{Module: "approval", Files: approval.Schema()}, {Module: "audit", Files: audit.Schema()}}

func newBank(t testing.TB) *bank {
	b := &bank{TB: t, names: map[string]auth.Party{}}
	b.micros.Store(start.UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now}, schemas...)
	log := audit.New(b.st, audit.Config{})
	b.branches = branch.New(b.st, branch.Options{Audit: log})
	b.approvals = approval.New(b.st, log)
	b.Mandates = New(b.st, Options{Parties: people{}, Branches: b.branches, Audit: log, Approvals: b.approvals,
		Changed: func(tx *store.Tx, persons ...auth.Party) {
			tx.AfterCommit(func() {
				b.mu.Lock()
				defer b.mu.Unlock()
				b.changed = append(b.changed, persons...)
			})
		},
		Owned: func(_ store.Querier, object string, by auth.Party) (bool, error) {
			return object == "ledger.account/"+by.String(), nil // each has one account, with her own number
		}})
	b.ok(func(tx *store.Tx) error {
		for _, o := range []branch.Opening{{Code: "0001", NameZH: "总行", NameEN: "Head Office", Kind: branch.HeadOffice},
			{Code: "0101", NameZH: "滨河支行", NameEN: "Riverside", Parent: "0001", Kind: branch.SubBranch},
			{Code: "0102", NameZH: "东门支行", NameEN: "East Gate", Parent: "0001", Kind: branch.SubBranch}} {
			if _, err := b.branches.Open(tx, o); err != nil {
				return err
			}
		}
		return nil
	})
	for _, name := range []string{"王芳", "李强", "赵敏", "钱进", "孙丽"} {
		b.party(personSort, name, calendar.MustOf(1985, 6, 1))
	}
	b.party(personSort, "小明", calendar.MustOf(2012, 2, 29))
	b.party(businessSort, "惠民公司", 0)
	b.party(businessSort, "通达公司", 0)
	b.party(agencySort, "财政局", 0)
	return b
}

func (b *bank) now() time.Time          { return time.UnixMicro(b.micros.Load()).UTC() }
func (b *bank) advance(d time.Duration) { b.micros.Add(d.Microseconds()) }

// party registers a party; born 0 is unknown.
func (b *bank) party(sort, name string, born calendar.Date) (id auth.Party) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		id = tx.NewID()
		var birth any
		if born != 0 {
			birth = int64(born)
		}
		_, err := tx.Exec("INSERT INTO people_parties (id, sort, name, born, active) VALUES (?, ?, ?, ?, 1)", int64(id), sort, name, birth)
		return err
	})
	b.names[name] = id
	return id
}

// close makes a party inactive.
func (b *bank) close(name string) {
	b.Helper()
	b.ok(func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE people_parties SET active = 0 WHERE id = ?", int64(b.names[name]))
		return err
	})
}

func (b *bank) ok(f func(*store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(ctx, f))
}

func (b *bank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// grant is a right between two parties by name.
func (b *bank) grant(forName, person string, basis Basis, change ...func(*Grant)) Grant {
	b.Helper()
	g := Grant{For: b.names[forName], Person: b.names[person], Basis: basis}
	if g.For == 0 || g.Person == 0 {
		b.Fatalf("who are %s and %s?", forName, person)
	}
	if basis == Agent {
		g.Items, g.Until = []auth.Item{{Permission: "ledger.read"}}, b.now().Add(30*24*time.Hour)
	}
	for _, c := range change {
		c(&g)
	}
	return g
}

func roles(words ...auth.Role) func(*Grant) { return func(g *Grant) { g.Roles = words } }
func until(t time.Time) func(*Grant)        { return func(g *Grant) { g.Until = t } }
func from(t time.Time) func(*Grant)         { return func(g *Grant) { g.From = t } }
func items(list ...auth.Item) func(*Grant)  { return func(g *Grant) { g.Items = list } }
func evidence(text string) func(*Grant)     { return func(g *Grant) { g.Evidence = text } }
func replaces(id store.ID) func(*Grant)     { return func(g *Grant) { g.Replaces = id } }
func item(p auth.Permission, object string) auth.Item {
	return auth.Item{Permission: p, Object: object}
}

// as gives a right under a hat; nil is the bank itself.
func (b *bank) as(s *auth.Subject, g Grant) (one *Mandate, err error) {
	c := ctx
	if s != nil {
		c = auth.WithSubject(ctx, s)
	}
	err = b.st.Update(c, func(tx *store.Tx) (err error) {
		one, err = b.Give(tx, g)
		return err
	})
	return one, err
}

func (b *bank) given(g Grant) *Mandate {
	b.Helper()
	one, err := b.as(nil, g)
	b.must(err)
	return one
}

func (b *bank) refused(want error, g Grant) {
	b.Helper()
	if _, err := b.as(nil, g); !errors.Is(err, want) {
		b.Errorf("got %v, want %v", err, want)
	}
}

// hats are a person's hats, as kind/for's name/roles.
func (b *bank) hats(name string) (out []string) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) error {
		hats, err := b.Hats(ctx, v, b.names[name])
		for _, h := range hats {
			out = append(out, fmt.Sprintf("%s %s %s", h.Kind, h.ForName, joinRoles(h.Roles)))
		}
		return err
	}))
	return out
}

// same compares hats. Under a clock that stands still ids rise in one lane only, so that on a server rights given in a row
// may be listed in another one.
func same(got, want []string) bool {
	if store.TestDSN() != "" {
		got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	}
	return slices.Equal(got, want)
}

func (b *bank) wears(name string, want ...string) {
	b.Helper()
	if got := b.hats(name); !same(got, want) {
		b.Errorf("%s wears %q, want %q", name, got, want)
	}
}

// self, head and teller are subjects.
func (b *bank) self(name string) *auth.Subject {
	p := b.names[name]
	return &auth.Subject{Person: p, Name: name, Client: "web", Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: p, Roles: []auth.Role{auth.Customer}}}
}

func (b *bank) under(name string, kind auth.HatKind, forName string, roles ...auth.Role) *auth.Subject {
	return &auth.Subject{Person: b.names[name], Name: name, Client: "web", Hat: auth.Hat{ID: string(kind) + "-1", Kind: kind, For: b.names[forName],
		Roles: roles}}
}
