package history

import (
	"context"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"tonghui/internal/engines"
	"tonghui/platform/store"
)

// busy is a mix without what keeps everybody else out, so that kills meet work under way.
var busy = map[Verb]int{Post: 40, Batch: 10, Reverse: 4, Hold: 8, Release: 4, Freeze: 2, Unfreeze: 4, Limit: 1, Open: 2,
	Close: 1, Day: 1}

// TestKills kills processes with -9 at random moments and starts others, which ask again what was left in doubt.
func TestKills(t *testing.T) {
	s := newStage(t, database(t), kind("kill"), 8, 2000)
	s.plan.Mix, s.plan.Common = busy, 1
	var all []*proc
	for range processes() {
		all = append(all, s.start(nil))
	}
	for round := range 8 * factor() {
		i := round % len(all)
		c := all[i]
		if !c.up() {
			t.Fatalf("round %d: a process did not begin: %v", round, c.err)
		}
		time.Sleep(rand.N(pace(t) * 400 * time.Millisecond))
		s.kill(c)
		left := s.doubts(s.name[c])
		s.tally("asked again after a kill", len(left))
		all[i] = s.start(func(p *Plan) { p.Again, p.Frozen = left, s.freezes() })
	}
	s.wait(time.Second, all...)
	s.settle()
	s.sentence()
}

// shared skips where one process has the file to itself.
func shared(t testing.TB) {
	t.Helper()
	if store.TestDSN() == "" {
		t.Skip("needs a server in TONGHUI_TEST_DSN (mysql://user:password@host:port/)")
	}
}

// through is a DSN that leads through a proxy.
func through(t testing.TB, dsn string) (*engines.Proxy, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	p, err := engines.NewProxy(u.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	u.Host = p.Addr()
	return p, u.String()
}

// TestDroppedConnections breaks connections at random moments: all at once, at a COMMIT before the server sees it, at a
// COMMIT after the server has done it, and in the middle of an answer.
func TestDroppedConnections(t *testing.T) {
	shared(t)
	s := newStage(t, database(t), kind("drop"), 8, 2000)
	s.plan.Mix, s.plan.Common = busy, 1
	p, dsn := through(t, s.plan.DSN)
	var all []*proc
	for range processes() {
		all = append(all, s.start(func(p *Plan) { p.DSN = dsn }))
	}
	for _, c := range all {
		if !c.up() {
			t.Fatalf("a process did not begin: %v", c.err)
		}
	}
	for round := range 24 * factor() {
		time.Sleep(rand.N(pace(t) * 200 * time.Millisecond))
		switch round % 4 {
		case 0:
			s.tally("connections dropped", p.Drop())
		case 1:
			sprung(t, p.DropAnswer("COMMIT"))
			s.tally("commits without an answer", 1)
		case 2:
			sprung(t, p.DropRequest("COMMIT"))
			s.tally("commits that did not arrive", 1)
		case 3:
			p.DropAfter(rand.Int64N(2000))
			s.tally("answers cut", 1)
		}
	}
	s.wait(time.Second, all...)
	s.settle()
	if s.judge.counts["resolved"] == 0 {
		t.Error("no commit's outcome was asked for: the connections broke at no commit")
	}
	s.sentence()
}

// sprung waits for a trap.
func sprung(t testing.TB, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(time.Minute):
		t.Fatal("no commit was sent within a minute")
	}
}

// on tells whether the server under test is of a kind.
func on(t testing.TB, engine string) bool {
	t.Helper()
	db, err := server()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var version string
	if err := db.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return strings.Contains(version, engine)
}

// pace stretches the time between faults where an operation takes longer, so that some are done in between.
func pace(t testing.TB) time.Duration {
	t.Helper()
	if store.TestDSN() != "" && on(t, "TiDB") {
		return 3
	}
	return 1
}

// TestServerKilled kills the database server with -9 while the bank writes, and starts it again on its folder.
func TestServerKilled(t *testing.T) {
	shared(t)
	if !on(t, "MariaDB") {
		t.Skip("the server that is killed is MariaDB: TiDB's single-process store is no proof of durability")
	}
	maria, err := engines.MariaDB(ctx, engines.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = maria.Close() })
	if err := maria.Exec(ctx, "CREATE DATABASE bank"); err != nil {
		t.Fatal(err)
	}
	s := newStage(t, maria.DSN("bank"), kind("server"), 8, 2000)
	s.plan.Mix, s.plan.Common = busy, 1
	all := []*proc{s.start(nil), s.start(nil)}
	for range 3 * factor() {
		for _, c := range all {
			if !c.up() {
				t.Fatalf("a process did not begin: %v", c.err)
			}
		}
		time.Sleep(300*time.Millisecond + rand.N(500*time.Millisecond))
		maria.Kill()
		time.Sleep(rand.N(300 * time.Millisecond))
		within, cancel := context.WithTimeout(ctx, time.Minute)
		err := maria.Start(within)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		s.tally("server killed", 1)
	}
	s.wait(time.Second, all...)
	s.settle()
	s.sentence()
}
