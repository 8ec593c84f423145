package party

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/blob"
	"tonghui/platform/observe"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

var ctx = context.Background()

// testClock is a clock that only moves when a test moves it.
type testClock struct{ micros atomic.Int64 }

func (c *testClock) now() time.Time          { return time.UnixMicro(c.micros.Load()).UTC() }
func (c *testClock) advance(d time.Duration) { c.micros.Add(d.Microseconds()) }

// town is a register of parties on a real store, with its ledger, files, approvals and API.
type town struct {
	testing.TB
	*Parties
	st      *store.Store
	clock   *testClock
	led     *ledger.Ledger
	log     *audit.Log
	reg     *approval.Register
	handler http.Handler
	callers map[string]*auth.Subject
	rng     *rand.Rand
	keys    int
	changed []ID
}

// Admit knows who calls by a word in a header.
func (w *town) Admit(r *http.Request) (*auth.Subject, error) {
	return w.callers[r.Header.Get("X-Caller")], nil
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{TB: t, clock: &testClock{}, callers: map[string]*auth.Subject{}, rng: rand.New(rand.NewPCG(4, 2))}
	w.clock.micros.Store(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).UnixMicro())
	w.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: w.clock.now},
		append(app.Schemas((&ledger.Ledger{}).Module(), (&Parties{}).Module()), store.Schema{Module: "vault", Files: vault.Schema()},
			store.Schema{Module: "audit", Files: audit.Schema()}, store.Schema{Module: "blob", Files: blob.Schema()},
			store.Schema{Module: "approval", Files: approval.Schema()})...)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	w.must(err)
	log := audit.New(w.st, audit.Config{Key: key})
	w.log = log
	w.led = ledger.New(w.st)
	place, err := blob.Open(store.TestDir(t))
	w.must(err)
	master, err := keys.NewMasterKey(make([]byte, 32))
	w.must(err)
	w.reg = approval.New(w.st, log)
	w.Parties = New(w.st, Options{Vault: vault.ForTest(t, w.st), Audit: log, Ledger: w.led, Approvals: w.reg,
		Files:   blob.New(w.st, place, keys.NewRing(master)),
		Changed: func(_ *store.Tx, persons ...ID) { w.changed = append(w.changed, persons...) }})
	w.reg.Add(w.MergeAct())
	for _, s := range w.AuditSources() {
		log.AddSource(s)
	}
	a, err := app.New(w.st, app.Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), Admit: []app.Authenticator{w},
		AccessLog: app.LogNone}, w.Module())
	w.must(err)
	w.handler = a.Handler()
	w.update(func(tx *store.Tx) error {
		if err := w.led.DefineCode(tx, ledger.ChartCode{Code: "2011", Class: ledger.Liability, NameZH: "吸收存款", NameEN: "Deposits"}); err != nil {
			return err
		}
		return w.led.OpenDay(tx, calendar.MustOf(2026, 3, 2))
	})
	for word, s := range map[string]*auth.Subject{
		"teller":   w.staff(901, auth.Teller, "0001"),
		"distant":  w.staff(902, auth.Teller, "0002"),
		"steward":  w.staff(903, auth.DataSteward, "0001"),
		"steward2": w.staff(904, auth.DataSteward, "0001"),
	} {
		w.callers[word] = s
	}
	return w
}

func (w *town) staff(person ID, role auth.Role, branch auth.Branch) *auth.Subject {
	return &auth.Subject{Person: person, Name: "员工" + person.String(), Client: "web", Session: 7, Level: auth.LevelTwo, ProvedAt: w.clock.now(),
		Hat: auth.Hat{ID: "staff-" + person.String(), Kind: auth.StaffHat, Roles: []auth.Role{role}, Branch: branch, Branches: []auth.Branch{branch}}}
}

// self lets a person call for herself by a word.
func (w *town) self(word string, id ID) {
	w.callers[word] = &auth.Subject{Person: id, Name: word, Client: "web", Session: 8, Level: auth.LevelTwo, ProvedAt: w.clock.now(),
		Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: id, Roles: []auth.Role{auth.Customer}}}
}

func (w *town) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *town) update(f func(*store.Tx) error) {
	w.Helper()
	w.must(w.st.Update(ctx, f))
}

// as updates as somebody.
func (w *town) as(word string, f func(*store.Tx) error) error {
	return w.st.Update(auth.WithSubject(ctx, w.callers[word]), f)
}

// refused demands a refusal's code.
func (w *town) refused(err error, code string) {
	w.Helper()
	var p *problem.Error
	if !errors.As(err, &p) || p.Code != code {
		w.Fatalf("got %v, want %s", err, code)
	}
}

// enrol registers in branch 0001, as the bank itself.
func (w *town) enrol(n NewParty) (ID, error) {
	if n.Branch == "" {
		n.Branch = "0001"
	}
	var id ID
	w.clock.advance(20 * time.Millisecond) // ids of different lanes rise with the clock
	err := w.st.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = w.Register(ctx, tx, n)
		return err
	})
	return id, err
}

func (w *town) enrolled(n NewParty) ID {
	w.Helper()
	id, err := w.enrol(n)
	w.must(err)
	return id
}

// person is somebody new with an identity number of her own.
func (w *town) person(name string, more ...NewValue) ID {
	w.Helper()
	return w.enrolled(NewParty{Sort: Person, Name: name, Contacts: more, Identifiers: []NewValue{{Kind: CitizenID, Value: w.citizen()}}})
}

func (w *town) citizen() string {
	return string(ident.GenerateCitizenID(w.rng, calendar.MustOf(1960+w.rng.IntN(40), time.Month(1+w.rng.IntN(12)), 1+w.rng.IntN(28)), ident.Female))
}

func (w *town) get(id ID) Party {
	w.Helper()
	p, err := view(ctx, w.Parties, func(v *store.View) (Party, error) { return w.Get(v, id) })
	w.must(err)
	return p
}

// ask calls the API and answers status, problem code and body.
func (w *town) ask(caller, method, path, body string, headers ...string) (status int, code, text string) {
	w.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("X-Caller", caller)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		w.keys++
		r.Header.Set("Idempotency-Key", "key-"+ID(w.keys).String())
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	var p struct{ Code string }
	_ = json.Unmarshal(rec.Body.Bytes(), &p)
	return rec.Code, p.Code, rec.Body.String()
}

// clean proves the register, and that the audit log knows of every change.
func (w *town) clean() {
	w.Helper()
	r, err := w.Check(ctx, CheckOptions{Full: true})
	w.must(err)
	if r.Errors > 0 {
		w.Errorf("check: %d findings: %q", r.Errors, r.Findings)
	}
	_, err = w.log.Sequence(ctx)
	w.must(err)
	a, err := w.log.Check(ctx, audit.CheckOptions{Full: true})
	w.must(err)
	if a.Errors > 0 || a.Objects != w.count("party_parties") {
		w.Errorf("audit: %d findings over %d objects: %+v", a.Errors, a.Objects, a.Findings)
	}
}
