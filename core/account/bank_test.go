package account

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account/interest"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

var ctx = context.Background()

var day1 = calendar.MustOf(2026, 3, 2)

// peopleSchema is a small register of parties beside the room.
var peopleSchema = store.Schema{Module: "people", Files: fstest.MapFS{"001_people.sql": &fstest.MapFile{Data: []byte(`
	CREATE TABLE people_parties (id BIGINT NOT NULL PRIMARY KEY, sort VARCHAR(16) NOT NULL, name VARCHAR(60) NOT NULL,
	level SMALLINT NOT NULL, active SMALLINT NOT NULL);
	CREATE TABLE people_holdings (account BIGINT NOT NULL, party BIGINT NOT NULL, PRIMARY KEY (account, party));`)}}}

type people struct{}

var errNoParty = problem.New(problem.NotFound, "people.unknown", "There is no such party.", "没有该当事人。")

type human struct {
	sort, name string
	level      party.Level
	active     bool
}

func (people) one(q store.Querier, id auth.Party) (human, error) {
	h, ok, err := store.One(q, func(r store.Scanner) (h human, err error) {
		err = r.Scan(&h.sort, &h.name, &h.level, &h.active)
		return h, err
	}, "SELECT sort, name, level, active FROM people_parties WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = errNoParty
	}
	return h, err
}

func (p people) Sort(q store.Querier, id auth.Party) (string, bool, error) {
	h, err := p.one(q, id)
	return h.sort, h.active, err
}

func (p people) Name(_ context.Context, q store.Querier, id auth.Party) (string, error) {
	h, err := p.one(q, id)
	return h.name, err
}

func (p people) Level(q store.Querier, id auth.Party) (party.Level, error) {
	h, err := p.one(q, id)
	return h.level, err
}

func (people) Hold(tx *store.Tx, account ledger.AccountID, id auth.Party, _ party.Relation) error {
	_, err := tx.Exec("INSERT INTO people_holdings (account, party) VALUES (?, ?)", int64(account), int64(id))
	return err
}

func (people) Owners(q store.Querier, account ledger.AccountID) ([]auth.Party, error) {
	return store.All(q, store.Value[auth.Party], "SELECT party FROM people_holdings WHERE account = ? ORDER BY party", int64(account))
}

// rates is a small room of interest: rates that don't change but where a test says so, and 7 fen at the end of an account.
type rates struct {
	led     *ledger.Ledger
	expense ledger.AccountID
	at      map[string]money.Rate
}

func (r *rates) Begin(*store.Tx, Bearing) error { return nil }

func (r *rates) End(tx *store.Tx, account ledger.AccountID, _ calendar.Date) (money.Amount, error) {
	return 7, r.led.Post(tx, transfer("interest.end", account.String(), r.expense, account, 7, "销户结息"))
}

func (r *rates) RateAt(_ store.Querier, code string, _ calendar.Date, _ money.Amount) (money.Rate, error) {
	return r.at[code], nil
}

func (r *rates) TimeDeposit(principal money.Amount, rate money.Rate, from, to calendar.Date) (money.Amount, error) {
	months := 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
	return principal.TimesFraction(rate, int64(months), 12)
}

// bank is a store with a ledger, a register of parties and the room.
type bank struct {
	testing.TB
	*Deposits
	st               *store.Store
	led              *ledger.Ledger
	log              *audit.Log
	reg              *approval.Register
	rates            *rates             // small and fixed, so that tests can reckon
	interest         *interest.Interest // the real one; a test that wants it says so
	micros           atomic.Int64
	cash             ledger.AccountID
	handler          http.Handler
	callers          map[string]*auth.Subject
	keys             int
	told             []string
	closing, openDay calendar.Date
}

// Parties that every bank has.
const (
	wang   auth.Party = 101 // a person, known face to face
	li     auth.Party = 102 // a person, known by declaration only
	firm   auth.Party = 201
	office auth.Party = 301
	gone   auth.Party = 109 // dead
)

// now goes on by a millisecond at each look: ids of two lanes of a server rise with the clock.
func (b *bank) now() time.Time { return time.UnixMicro(b.micros.Add(1000)).UTC() }

func (b *bank) Admit(r *http.Request) (*auth.Subject, error) {
	return b.callers[r.Header.Get("X-Caller")], nil
}

func newBank(t testing.TB) *bank {
	t.Helper()
	b := &bank{TB: t, callers: map[string]*auth.Subject{}}
	b.micros.Store(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC).UnixMicro())
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now},
		append(app.Schemas((&ledger.Ledger{}).Module(), (&Deposits{}).Module(), (&interest.Interest{}).Module()), peopleSchema,
			store.Schema{Module: "audit", Files: audit.Schema()}, store.Schema{Module: "approval", Files: approval.Schema()})...)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	b.must(err)
	b.log = audit.New(b.st, audit.Config{Key: key})
	b.led = ledger.New(b.st, ledger.Options{Audit: b.log})
	b.reg = approval.New(b.st, b.log)
	b.rates = &rates{led: b.led, at: map[string]money.Rate{DemandRate: money.RateBP(10), "time.1y": money.RateBP(150), "time.3m": money.RateBP(80),
		"notice.7d": money.RateBP(75), "notice.1d": money.RateBP(45)}}
	b.interest = interest.New(b.st, b.led, interest.Options{Audit: b.log})
	b.Deposits = New(b.st, b.led, Options{Parties: people{}, Interest: b.rates, Audit: b.log, Approvals: b.reg,
		Notify: func(tx *store.Tx, a Account, event string) error {
			tx.AfterCommit(func() { b.told = append(b.told, event+" "+a.Number) })
			return nil
		}})
	for _, s := range slices.Concat(b.AuditSources(), b.led.AuditSources(), b.interest.AuditSources()) {
		b.log.AddSource(s)
	}
	a, err := app.New(b.st, app.Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), Admit: []app.Authenticator{b},
		AccessLog: app.LogNone}, b.Module(), app.Module{Name: "party", Owners: map[auth.Kind]app.Owner{party.Kind: {Missing: errNoParty,
		Of: func(_ context.Context, id string) (auth.Scope, error) {
			n, err := store.ParseID(id)
			return auth.Scope{Parties: []auth.Party{n}, Branch: "0101"}, err
		}}}})
	b.must(err)
	b.handler = a.Handler()
	b.found()
	return b
}

// found gives the bank its chart, day, products, cash and people.
func (b *bank) found() {
	b.ok(func(tx *store.Tx) error {
		if err := b.led.SeedChart(tx); err != nil {
			return err
		}
		if err := b.led.OpenDay(tx, day1); err != nil {
			return err
		}
		for _, own := range []struct {
			to     *ledger.AccountID
			number string
			code   ledger.Code
		}{{&b.cash, "1001-0101", "1001"}, {&b.rates.expense, "6411-TEST", "6411"}} {
			a, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: own.number, Code: own.code, Currency: "CNY", Branch: "0101", Name: "自有"})
			if err != nil {
				return err
			}
			*own.to = a.ID
		}
		for _, p := range []struct {
			id    auth.Party
			sort  string
			level int
			alive bool
		}{{wang, "person", 3, true}, {li, "person", 1, true}, {firm, "business", 2, true}, {office, "agency", 2, true}, {gone, "person", 3, false}} {
			_, err := tx.Exec("INSERT INTO people_parties (id, sort, name, level, active) VALUES (?, ?, ?, ?, ?)", int64(p.id), p.sort,
				"户主"+p.id.String(), p.level, p.alive)
			if err != nil {
				return err
			}
		}
		return nil
	})
	b.must(b.Seed(ctx))
	for word, role := range map[string]auth.Role{"teller": auth.Teller, "accountant": auth.Accountant, "accountant2": auth.Accountant,
		"manager": auth.BranchManager} {
		id := auth.Party(900 + len(b.callers))
		b.callers[word] = &auth.Subject{Person: id, Name: word, Client: "web", Session: 7, Level: auth.LevelTwo, ProvedAt: b.now(),
			Hat: auth.Hat{ID: "staff-" + id.String(), Kind: auth.StaffHat, Roles: []auth.Role{role}, Branch: "0101", Branches: []auth.Branch{"0101"}}}
	}
	for word, id := range map[string]auth.Party{"wang": wang, "li": li} {
		b.callers[word] = &auth.Subject{Person: id, Name: word, Client: "web", Session: 8, Level: auth.LevelTwo, ProvedAt: b.now(),
			Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: id, Roles: []auth.Role{auth.Customer}}}
	}
}

func (b *bank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bank) ok(f func(tx *store.Tx) error) {
	b.Helper()
	b.must(b.st.Update(ctx, f))
}

// refused demands a refusal that leaves no trace.
func (b *bank) refused(want *problem.Error, f func(tx *store.Tx) error) {
	b.Helper()
	if err := b.st.Update(ctx, f); !errors.Is(err, want) {
		b.Fatalf("got %v, want %s", err, want.Code)
	}
}

// open opens one in branch 0101, in yuan unless it says otherwise.
func (b *bank) open(n NewAccount) (a Account, err error) {
	b.micros.Add(20_000)
	if n.Currency == "" {
		n.Currency = "CNY"
	}
	n.Branch = "0101"
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		a, err = b.Open(ctx, tx, n)
		return err
	})
	return a, err
}

func (b *bank) opened(n NewAccount) Account {
	b.Helper()
	a, err := b.open(n)
	b.must(err)
	return a
}

// demand opens a demand account with so much in it.
func (b *bank) demand(owner auth.Party, amount money.Amount) Account {
	b.Helper()
	a := b.opened(NewAccount{Owner: owner, Product: "demand"})
	b.fund(a.ID, amount)
	return a
}

// fund pays cash in.
func (b *bank) fund(id ledger.AccountID, amount money.Amount) {
	b.Helper()
	if amount == 0 {
		return
	}
	b.keys++
	b.ok(func(tx *store.Tx) error {
		return b.led.Post(tx, transfer("cash", "fund-"+strconv.Itoa(b.keys), b.cash, id, amount, "现金存入"))
	})
}

func (b *bank) balance(id ledger.AccountID) money.Amount {
	b.Helper()
	a, err := b.led.Account(ctx, id)
	b.must(err)
	return a.Balance.Booked
}

func (b *bank) get(id ledger.AccountID) Account {
	b.Helper()
	a, err := view(ctx, b.Deposits, func(v *store.View) (Account, error) { return b.Get(v, id) })
	b.must(err)
	return a
}

// toDay opens a later bank date and moves the clock with it. The one that was open is closing then, until the next.
func (b *bank) toDay(d calendar.Date) {
	b.Helper()
	b.micros.Store(d.In(shanghai).Add(10 * time.Hour).UnixMicro())
	was := b.openDay
	if was == 0 {
		was = day1
	}
	b.ok(func(tx *store.Tx) error {
		if b.closing != 0 {
			if err := b.led.CloseDay(tx, b.closing); err != nil {
				return err
			}
		}
		return b.led.OpenDay(tx, d)
	})
	b.closing, b.openDay = was, d
	for _, s := range b.callers {
		s.ProvedAt = b.now()
	}
}

// endOf flips the day and works the room's steps for the day that closes.
func (b *bank) endOf(d calendar.Date) map[string]int {
	b.Helper()
	b.toDay(d + 1)
	done := map[string]int{}
	for _, s := range b.Steps() {
		for cursor, first := "", true; first || cursor != ""; first = false {
			var next string
			var n int
			b.ok(func(tx *store.Tx) (err error) {
				next, n, err = s.Chunk(ctx, tx, d, cursor)
				return err
			})
			cursor = next
			done[s.Name] += n
		}
	}
	return done
}

// ask calls the API and answers status, problem code and body.
func (b *bank) ask(caller, method, path, body string) (status int, code, text string) {
	b.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("X-Caller", caller)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		b.keys++
		r.Header.Set("Idempotency-Key", "key-"+strconv.Itoa(b.keys))
	}
	rec := httptest.NewRecorder()
	b.handler.ServeHTTP(rec, r)
	var p struct{ Code string }
	_ = json.Unmarshal(rec.Body.Bytes(), &p)
	return rec.Code, p.Code, rec.Body.String()
}

// clean proves the room, the ledger and the audit log.
func (b *bank) clean() {
	b.Helper()
	b.must(b.Prove(ctx, b.st, store.Seq(1<<62)))
	r, err := b.led.Check(ctx, ledger.CheckOptions{})
	b.must(err)
	if r.Errors > 0 {
		b.Errorf("ledger: %+v", r.Findings)
	}
	_, err = b.log.Sequence(ctx)
	b.must(err)
	a, err := b.log.Check(ctx, audit.CheckOptions{Full: true})
	b.must(err)
	if a.Errors > 0 {
		b.Errorf("audit: %d findings: %+v", a.Errors, a.Findings)
	}
}
