package tonghui

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/password"
	"tonghui/platform/auth/signin"
	"tonghui/platform/blob"
	"tonghui/platform/observe"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// site is where the test's bank is reached.
const site = "https://bank.example"

// world is a whole bank as it is served, with a clock of the test's own.
type world struct {
	testing.TB
	*Bank
	micros  atomic.Int64
	db      string // path of the database; an address on a server
	files   string // folder of the stored files
	log     *safeBuffer
	handler http.Handler
	clerk   context.Context  // the bank's own hand, which builds what the tests need
	vault   ledger.AccountID // out of which furnish funds accounts
	people  int              // counts, so that no two numbers are one
	keys    int
}

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// now is the bank's clock: a microsecond passes at each look.
func (w *world) now() time.Time { return time.UnixMicro(w.micros.Add(1)).UTC() }

// advance lets time pass.
func (w *world) advance(d time.Duration) { w.micros.Add(d.Microseconds()) }

func newWorld(t testing.TB, tune ...func(*Config)) *world {
	if testing.Short() && store.TestDSN() != "" {
		t.Skip("a whole bank for each test takes minutes where schemas change slowly; the long run on a server has it")
	}
	t.Helper()
	w := &world{TB: t, log: &safeBuffer{}}
	w.micros.Store(time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC).UnixMicro())
	w.files = store.TestDir(t)
	w.db = filepath.Join(store.TestDir(t), "bank.db")
	if store.TestDSN() != "" {
		w.db = store.TestDatabase(t)
	}
	place, err := blob.Open(w.files)
	w.must(err)
	master, err := keys.NewMasterKey(bytes.Repeat([]byte{7}, 32))
	w.must(err)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	w.must(err)
	cfg := Config{
		App: app.Config{Version: "test", AccessLog: app.LogAll, Observer: observe.Setup(observe.Config{Output: w.log}),
			PerPerson: limit.Rule{Burst: 1_000_000, Every: time.Microsecond}},
		Audit: audit.Config{Key: key}, Keys: keys.NewRing(master), Files: place,
		Site:    Site{Host: "bank.example", Origins: []string{site}, Secure: true},
		Hashing: password.Options{MemoryKiB: 64, Passes: 1},
	}
	for _, f := range tune {
		f(&cfg)
	}
	w.Bank, err = Open(context.Background(), w.db, store.Options{Clock: w.now, Readers: 4, CacheMB: 16}, cfg)
	w.must(err)
	t.Cleanup(func() { _ = w.Store.Close() })
	_, err = w.Migrate(context.Background(), "test")
	w.must(err)
	w.must(w.Unseal(context.Background()))
	w.handler = w.App.Handler()
	w.clerk = store.WithActor(context.Background(), store.Actor{Person: "operator", Hat: "init", Client: "test"})
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// update makes one as the bank's own work.
func (w *world) update(f func(tx *store.Tx) error) {
	w.Helper()
	w.must(w.Store.Update(w.clerk, f))
}

// ground opens the head office, two branches below it, the chart and a bank date.
func (w *world) ground() {
	w.Helper()
	w.update(func(tx *store.Tx) error {
		for _, o := range []branch.Opening{
			{Code: HeadOffice, NameZH: "总行", NameEN: "Head Office", Kind: branch.HeadOffice},
			{Code: "0101", NameZH: "东门支行", NameEN: "East Gate", Parent: HeadOffice, Kind: branch.SubBranch},
			{Code: "0102", NameZH: "西门支行", NameEN: "West Gate", Parent: HeadOffice, Kind: branch.SubBranch},
		} {
			if _, err := w.Branches.Open(tx, o); err != nil {
				return err
			}
		}
		if err := w.Ledger.SeedChart(tx); err != nil {
			return err
		}
		return w.Ledger.OpenDay(tx, calendar.FromTime(w.now()))
	})
}

// citizenID is an identity number of a person born on a day, another at each call.
func (w *world) citizenID(born string) string {
	w.people++
	return w.checked(fmt.Sprintf("110112%s%03d", born, w.people), "0123456789X", func(s string) error {
		_, err := ident.ParseCitizenID(s, calendar.FromTime(w.now()))
		return err
	})
}

func (w *world) checked(head, checks string, parse func(string) error) string {
	for _, c := range checks {
		if parse(head+string(c)) == nil {
			return head + string(c)
		}
	}
	w.Fatalf("no check character fits %s", head)
	return ""
}

// register registers a party at a branch.
func (w *world) register(n party.NewParty) (id auth.Party) {
	w.Helper()
	w.update(func(tx *store.Tx) (err error) {
		id, err = w.Parties.Register(w.clerk, tx, n)
		return err
	})
	return id
}

// person registers one of age.
func (w *world) person(name string, at auth.Branch) auth.Party {
	w.Helper()
	return w.register(party.NewParty{Sort: party.Person, Name: name, Branch: at,
		Identifiers: []party.NewValue{{Kind: party.CitizenID, Value: w.citizenID("19880412")}}})
}

// organisation registers a firm or an agency.
func (w *world) organisation(sort party.Sort, name string, at auth.Branch) auth.Party {
	w.Helper()
	w.people++
	head := map[party.Sort]string{party.Business: "91", party.Agency: "11"}[sort]
	code := w.checked(fmt.Sprintf("%s110112MA0%06d", head, w.people), "0123456789ABCDEFGHJKLMNPQRTUWXY", func(s string) error {
		_, err := ident.ParseCreditCode(s)
		return err
	})
	return w.register(party.NewParty{Sort: sort, Name: name, Branch: at, Identifiers: []party.NewValue{{Kind: party.CreditCode, Value: code}}})
}

// account opens one for a party.
func (w *world) account(owner auth.Party, at auth.Branch) (a *ledger.Account) {
	w.Helper()
	w.people++
	number := fmt.Sprintf("6200%s%08d", at, w.people)
	w.update(func(tx *store.Tx) (err error) {
		a, err = w.Ledger.OpenAccount(tx, ledger.NewAccount{Number: number, Code: "2011", Currency: "CNY", Branch: ledger.Branch(at),
			Name: "户名", Limits: ledger.AtLeast(0)})
		if err != nil {
			return err
		}
		return w.Parties.Hold(tx, a.ID, owner, party.AccountOwner)
	})
	return a
}

// give records a right to act.
func (w *world) give(g mandate.Grant) (m *mandate.Mandate) {
	w.Helper()
	w.update(func(tx *store.Tx) (err error) {
		m, err = w.Mandates.Give(tx, g)
		return err
	})
	return m
}

// hire employs a person.
func (w *world) hire(person auth.Party, at auth.Branch, roles ...auth.Role) (s *mandate.Staff) {
	w.Helper()
	w.people++
	number := fmt.Sprintf("B%04d", w.people)
	w.update(func(tx *store.Tx) (err error) {
		s, err = w.Mandates.Hire(tx, mandate.Hiring{Person: person, Number: number, Branch: at, Roles: roles})
		return err
	})
	return s
}

// caller is somebody who calls: what her requests bear.
type caller struct {
	name   string
	person auth.Party
	hat    auth.Hat
	sign   func(r *http.Request)
}

var nobody = &caller{name: "nobody", sign: func(*http.Request) {}}

// wears signs a person in, strongly, under the first of her hats of a kind.
func (w *world) wears(person auth.Party, kind auth.HatKind) *caller {
	w.Helper()
	hats, err := w.SignIn.HatsOf(context.Background(), person)
	w.must(err)
	for _, h := range hats {
		if h.Kind == kind {
			return w.with(person, h)
		}
	}
	w.Fatalf("%s has no hat of kind %s", person, kind)
	return nil
}

// with signs a person in under one of her hats.
func (w *world) with(person auth.Party, h auth.Hat) *caller {
	w.Helper()
	c := w.SignIn.TestClient(w, person, auth.LevelStrong)
	c.Hat = h.ID
	return &caller{name: h.ID, person: person, hat: h, sign: func(r *http.Request) { c.Sign(r) }}
}

// subject is the context in which a caller acts, for verbs that have no operation.
func (w *world) subject(c *caller) context.Context {
	return auth.WithSubject(context.Background(), &auth.Subject{Person: c.person, Name: c.name, Hat: c.hat, Client: "test",
		Level: auth.LevelStrong, ProvedAt: w.now()})
}

// bearer is a program with an access token.
func bearer(name, token string) *caller {
	return &caller{name: name, sign: func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }}
}

// reply is an answer as a test looks at it.
type reply struct {
	status int
	code   string
	en, zh string
	text   string
	header http.Header
}

// watcher is a ResponseWriter which ends a request whose answer would go on for ever.
type watcher struct {
	*httptest.ResponseRecorder
	enough func()
}

func (w watcher) Write(p []byte) (int, error) {
	n, err := w.ResponseRecorder.Write(p)
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
		w.enough()
	}
	return n, err
}

func (w watcher) Flush() {
	w.ResponseRecorder.Flush()
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
		w.enough()
	}
}

// SetWriteDeadline is there for what sets one.
func (w watcher) SetWriteDeadline(time.Time) error { return nil }

// do sends a request through the bank's handler.
func (w *world) do(r *http.Request) (out reply) {
	w.Helper()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	rec := watcher{httptest.NewRecorder(), cancel}
	defer func() {
		if p := recover(); p != nil && p != http.ErrAbortHandler { //nolint:errorlint // a sentinel thrown, not an error returned
			panic(p)
		}
		out = replyOf(rec.ResponseRecorder)
	}()
	w.handler.ServeHTTP(rec, r.WithContext(ctx))
	return out
}

func replyOf(rec *httptest.ResponseRecorder) reply {
	out := reply{status: rec.Code, text: rec.Body.String(), header: rec.Header()}
	if strings.Contains(rec.Header().Get("Content-Type"), "json") && rec.Code >= 400 {
		var p struct{ Code, DetailZH, DetailEN string }
		_ = json.Unmarshal(rec.Body.Bytes(), &p)
		out.code, out.zh, out.en = p.Code, p.DetailZH, p.DetailEN
	}
	return out
}

// request makes one, with a key for what needs one and a body of JSON if there is one.
func (w *world) request(c *caller, method, path, body string, header ...string) *http.Request {
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, site+path, content)
	if method != http.MethodGet {
		w.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", w.keys))
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	c.sign(r)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// ask is do for a caller.
func (w *world) ask(c *caller, method, path, body string, header ...string) reply {
	w.Helper()
	return w.do(w.request(c, method, path, body, header...))
}

// want is ask which insists on a status and a code, and on a refusal's sentences in both languages.
func (w *world) want(status int, code string, c *caller, method, path, body string, header ...string) reply {
	w.Helper()
	got := w.ask(c, method, path, body, header...)
	w.judge(got, status, code, c.name+" "+method+" "+path)
	return got
}

// judge compares an answer with what is wanted of it.
func (w *world) judge(got reply, status int, code, what string) {
	w.Helper()
	if got.status != status || got.code != code {
		w.Errorf("%s: %d %s, want %d %s\n%.400s", what, got.status, got.code, status, code, got.text)
		return
	}
	if code != "" && (!strings.ContainsFunc(got.zh, isHan) || !strings.HasSuffix(got.zh, "。") || !strings.HasSuffix(got.en, ".")) {
		w.Errorf("%s isn't explained in both languages: %.400s", what, got.text)
	}
}

func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// read decodes an answer.
func read[T any](w *world, r reply) (out T) {
	w.Helper()
	if err := json.Unmarshal([]byte(r.text), &out); err != nil {
		w.Fatalf("%v in %d %.300s", err, r.status, r.text)
	}
	return out
}

// terminal is one that has signed itself in.
func (w *world) terminal(code string, at auth.Branch) *caller {
	w.Helper()
	var word string
	w.update(func(tx *store.Tx) (err error) {
		_, word, err = w.SignIn.AddTerminal(tx, code, at)
		return err
	})
	got := w.want(http.StatusOK, "", nobody, "POST", "/v1/auth/terminal", fmt.Sprintf(`{"code":%q,"secret":%q}`, code, word))
	csrf := read[struct{ CSRF string }](w, got).CSRF
	cookies := (&http.Response{Header: got.header}).Cookies()
	return &caller{name: "kiosk", sign: func(r *http.Request) {
		for _, c := range cookies {
			r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
		r.Header.Set(signin.CSRFHeader, csrf)
	}}
}

// last is what was logged last.
func (s *safeBuffer) last() string {
	text := s.String()
	return text[max(0, len(text)-2000):]
}
