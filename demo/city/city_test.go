package city

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/core/party/screening"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/password"
	"tonghui/platform/auth/signin"
	"tonghui/platform/blob"
	"tonghui/platform/jobs"
	"tonghui/platform/observe"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

var ctx = context.Background()

// demoBank is a bank with the rooms that the city needs, on a real store.
type demoBank struct {
	testing.TB
	*City
	app    *app.App
	log    *audit.Log
	micros atomic.Int64
	left   atomic.Int64 // looks at the clock until stop is called
	stop   func()
}

// now is the bank's clock, which moves a millisecond at each look: ids of different lanes rise with it. What looks at it may be
// stopped by that: a build that is interrupted at any place.
func (b *demoBank) now() time.Time {
	if b.left.Add(-1) == 0 {
		b.stop()
	}
	return time.UnixMicro(b.micros.Add(time.Millisecond.Microseconds())).UTC()
}

func (b *demoBank) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// names gives clients and screening the parties.
type names struct{ b *demoBank }

func (n names) PartyName(q store.Querier, id auth.Party) (string, bool, error) {
	name, err := n.b.Parties.Name(ctx, q, id)
	return name, err == nil, err
}

func (n names) Names(ctx context.Context, after auth.Party, limit int) ([]screening.Person, error) {
	page, err := n.b.Parties.Screenables(ctx, after, limit)
	out := make([]screening.Person, len(page))
	for i := range page {
		out[i] = asPerson(&page[i])
	}
	return out, err
}

func (n names) Person(q store.Querier, id auth.Party) (screening.Person, bool, error) {
	p, ok, err := n.b.Parties.Screenable(q, id)
	return asPerson(&p), ok, err
}

func asPerson(p *party.Screenable) screening.Person {
	out := screening.Person{ID: p.ID, Branch: p.Branch, RegisteredBy: p.RegisteredBy,
		Subject: screening.Subject{Sort: screening.OrganisationSort, Names: p.Names, Nationality: p.Nationality}}
	if p.Sort == party.Person {
		out.Sort = screening.PersonSort
	}
	if p.Birth != nil {
		out.Birth = screening.BirthOf(*p.Birth)
	}
	return out
}

func newDemoBank(t testing.TB) *demoBank {
	t.Helper()
	b := &demoBank{TB: t, City: &City{}}
	b.micros.Store(time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC).UnixMicro())
	b.Store = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now})
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "demo.example/audit")
	b.must(err)
	b.log = audit.New(b.Store, audit.Config{Key: key})
	place, err := blob.Open(store.TestDir(t))
	b.must(err)
	master, err := keys.NewMasterKey(make([]byte, 32))
	b.must(err)
	sealed, err := vault.New(b.Store, keys.NewRing(master), vault.Options{})
	b.must(err)
	queue := jobs.New(b.Store, jobs.Options{})
	b.Approvals = approval.New(b.Store, b.log).Seal(sealed)
	b.Parameters = parameter.New(b.Store, parameter.Definition{Name: "screening.threshold", EN: "Score", ZH: "分数线", Type: parameter.Int,
		Default: "850", Min: "700", Max: "1000"})
	b.Ledger = ledger.New(b.Store, ledger.Options{Audit: b.log, Days: queue,
		Holders: func(q store.Querier, id ledger.AccountID) ([]auth.Party, error) { return b.Parties.Owners(q, id) }})
	b.Branches = branch.New(b.Store, branch.Options{Audit: b.log})
	changed := func(tx *store.Tx, persons ...auth.Party) { b.SignIn.Changed(tx, persons...) }
	b.Parties = party.New(b.Store, party.Options{Vault: sealed, Audit: b.log, Files: blob.New(b.Store, place, keys.NewRing(master)), Ledger: b.Ledger,
		Approvals: b.Approvals, Changed: changed, Screen: func(tx *store.Tx, p party.Party) error {
			s, ok, err := b.Parties.Screenable(tx, p.ID)
			if err == nil && ok {
				_, err = b.Screening.Screen(tx, asPerson(&s))
			}
			return err
		}})
	b.Mandates = mandate.New(b.Store, mandate.Options{Parties: b.Parties, Branches: b.Branches, Audit: b.log, Approvals: b.Approvals,
		Scope: b.Parties.Owner, Changed: changed})
	b.Screening = screening.New(b.Store, screening.Options{Parties: names{b}, Audit: b.log, Queue: queue, Approvals: b.Approvals})
	b.Approvals.Add(b.Screening.Acts()...)
	b.Approvals.Add(b.Parties.MergeAct())
	b.Clients = client.New(b.Store, client.Config{Audit: b.log, Parties: names{b}})
	b.SignIn = signin.New(b.Store, signin.Config{Registry: b.Mandates, Documents: b.Parties, Vault: sealed, Audit: b.log,
		Hasher: password.New(password.Options{MemoryKiB: 64, Passes: 1}), Policy: password.Policy{List: password.Common()}})
	b.Pictures = true
	for _, s := range slices.Concat(b.Ledger.AuditSources(), []audit.Source{approval.AuditSource()}, b.Branches.AuditSources(),
		b.Parties.AuditSources(), b.Mandates.AuditSources()) {
		b.log.AddSource(s)
	}
	b.app, err = app.New(b.Store, app.Config{Observer: observe.Setup(observe.Config{Output: io.Discard}), AccessLog: app.LogNone, Queue: queue,
		Admit: []app.Authenticator{b.SignIn, b.Clients}},
		app.AuditModule(b.log), app.JobsModule(queue), app.ApprovalModule(b.Approvals), app.ParameterModule(b.Parameters, b.Approvals),
		app.SignInModule(b.SignIn, b.Approvals), app.ClientModule(b.Clients, b.Approvals), b.Ledger.Module(), b.Branches.Module(), b.Parties.Module(),
		b.Mandates.Module(), b.Screening.Module(), b.Module(),
		app.Module{Name: "vault", Schema: vault.Schema()}, app.Module{Name: "blob", Schema: blob.Schema()})
	b.must(err)
	_, err = b.Store.Migrate(ctx, "test", b.app.Schemas()...)
	b.must(err)
	b.must(sealed.Start(ctx))
	return b
}

// TestCity builds the city once, and looks at it from all sides.
func TestCity(t *testing.T) {
	b := newDemoBank(t)
	first, err := b.Build(ctx)
	b.must(err)
	t.Run("again", func(t *testing.T) { b.again(t, first) })
	t.Run("proved", func(t *testing.T) { b.proved(t) })
	t.Run("life", func(t *testing.T) { b.life(t) })
	t.Run("logins", func(t *testing.T) { b.signsIn(t, first) })
	t.Run("hats", func(t *testing.T) { b.hatsOfLiJing(t, first) })
	t.Run("terminal", func(t *testing.T) { b.atTerminal(t, first) })
	t.Run("client", func(t *testing.T) { b.program(t, first) })
}

// counts are rows of what a second build could add to.
func (b *demoBank) counts(t *testing.T) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for _, table := range []string{"party_parties", "mandate_mandates", "mandate_staff", "branch_branches", "approval_approvals", "city_made",
		"city_logins", "signin_users", "client_clients", "party_consents", "party_disclosures", "party_duplicates", "screening_hits"} {
		var n int64
		b.must(b.Store.View(ctx, func(v *store.View) (err error) {
			n, _, err = store.One(v, store.Value[int64], "SELECT COUNT(*) FROM "+table)
			return err
		}))
		out[table] = n
	}
	return out
}

// id is the id of a piece of the city.
func (b *demoBank) id(name string) (id store.ID) {
	b.Helper()
	b.must(b.Store.View(ctx, func(v *store.View) error {
		all, err := marks(v)
		for _, m := range all {
			if m.name == name {
				id = m.id
			}
		}
		return err
	}))
	return id
}

// again: a second build adds nothing and answers the same.
func (b *demoBank) again(t *testing.T, first *Logins) {
	before := b.counts(t)
	second, err := b.Build(ctx)
	b.must(err)
	if diff := cmp.Diff(first.Lines, second.Lines); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, b.counts(t)); diff != "" {
		t.Error(diff)
	}
	b.must(b.Store.View(ctx, func(v *store.View) error {
		if built, err := b.Built(v); err != nil || !built {
			t.Errorf("built: %t, %v", built, err)
		}
		return nil
	}))
}

// proved: every room's own check finds nothing.
func (b *demoBank) proved(t *testing.T) {
	for {
		n, err := b.log.Sequence(ctx)
		b.must(err)
		if n == 0 {
			break
		}
	}
	b.must(b.app.Verify(ctx))
	r, err := b.Ledger.Check(ctx, ledger.CheckOptions{Full: true})
	b.must(err)
	if r.Errors != 0 || r.Entries < 300 {
		t.Errorf("%+v", r)
	}
	p, err := b.Parties.Check(ctx, party.CheckOptions{Full: true})
	b.must(err)
	if p.Errors != 0 || p.Parties < 60 {
		t.Errorf("%+v", p)
	}
}

// life: what waits on the desks.
func (b *demoBank) life(t *testing.T) {
	open, err := b.Approvals.List(ctx, approval.Filter{View: approval.Waiting, Show: auth.Filter{All: true}, Limit: 50})
	b.must(err)
	var kinds []string
	for _, a := range open {
		kinds = append(kinds, a.Kind)
	}
	slices.Sort(kinds)
	want := []string{"client.register", "parameter.set", "party.merge", "screening.activate", "staff.change"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
	n := b.counts(t)
	if n["screening_hits"] < 5 || n["party_duplicates"] != 3 || n["party_consents"] != 7 || n["party_disclosures"] != 5 {
		t.Errorf("%v", n)
	}
	firm := b.id("party/yunhe")
	b.must(b.Store.View(ctx, func(v *store.View) error {
		o, err := b.Mandates.BeneficialOwners(v, firm)
		if err != nil {
			return err
		}
		deepest := 0
		for _, one := range o.Owners {
			for _, p := range one.Paths {
				deepest = max(deepest, len(p.Steps))
			}
		}
		if deepest != 3 || o.Undeclared != "0%" {
			t.Errorf("the trading firm is owned through %d layers, %s undeclared", deepest, o.Undeclared)
		}
		return nil
	}))
	days, err := b.Ledger.Days(ctx, calendar.MaxDate, 100)
	b.must(err)
	if len(days) != history || days[0].State != ledger.DayOpen || days[1].State != ledger.DayClosed {
		t.Errorf("%d days, %v", len(days), days)
	}
}

// enter signs a user of the list in.
func (b *demoBank) enter(l *Line, i int) (*signin.Grant, error) {
	c := signin.Caller{Address: "198.19." + strconv.Itoa(i) + ".10"}
	g, err := b.SignIn.Password(ctx, c, signin.Try{Login: l.Login, Password: Password})
	if err != nil || g.Session != nil {
		return g, err
	}
	code, err := l.Code(b.now())
	if err != nil {
		return nil, err
	}
	return b.SignIn.Second(ctx, c, g.Ticket, code)
}

// signsIn: every printed login gets in, and may wear every hat that it has.
func (b *demoBank) signsIn(t *testing.T, all *Logins) {
	faces, roles := map[auth.Face]int{}, map[auth.Role]bool{}
	for i := range all.Lines {
		l := &all.Lines[i]
		faces[l.Face]++
		if l.Kind != UserLine {
			continue
		}
		g, err := b.enter(l, i)
		if err != nil {
			t.Fatalf("%s: %v", l.Login, err)
		}
		hats, err := b.SignIn.HatsOf(ctx, g.Session.Person)
		b.must(err)
		for _, h := range hats {
			if _, whole := b.SignIn.Usable(&h, g.Session.Level); !whole {
				t.Errorf("%s can't wear %s", l.Login, h.ID)
			}
			for _, r := range h.Roles {
				roles[r] = true
			}
		}
		if !strings.Contains(all.Text(), l.Login) {
			t.Errorf("%s isn't printed", l.Login)
		}
	}
	for _, r := range auth.Roles() {
		if r.Face != "" && r.Role != auth.Kiosk && !roles[r.Role] && !slices.Contains([]auth.Role{auth.AgencySealer, auth.AgencyViewer}, r.Role) {
			t.Errorf("nobody on the list has the role %s", r.Role)
		}
	}
	for _, f := range []auth.Face{auth.PeopleFace, auth.BusinessFace, auth.GovernmentFace, auth.KioskFace, auth.OpsFace} {
		if faces[f] == 0 {
			t.Errorf("no login for %s", f)
		}
	}
	if _, err := all.Code("sunli"); !errors.Is(err, errNoCode) {
		t.Errorf("a code for who has none: %v", err)
	}
}

func find(all *Logins, kind LineKind, login string) *Line {
	for i := range all.Lines {
		if l := &all.Lines[i]; l.Kind == kind && (login == "" || l.Login == login) {
			return l
		}
	}
	return nil
}

// hatsOfLiJing: customer, maker of a firm, clerk of an agency and agent of her mother, in one session.
func (b *demoBank) hatsOfLiJing(t *testing.T, all *Logins) {
	b.micros.Add(time.Minute.Microseconds())
	g, err := b.enter(find(all, UserLine, "lijing"), 200)
	b.must(err)
	hats, err := b.SignIn.HatsOf(ctx, g.Session.Person)
	b.must(err)
	worn := map[auth.HatKind]auth.Hat{}
	for _, h := range hats {
		r := httptest.NewRequest(http.MethodGet, "/v1/me", nil)
		for _, c := range b.SignIn.Cookies(g) {
			r.AddCookie(c)
		}
		r.Header.Set(signin.HatHeader, h.ID)
		s, err := b.SignIn.Admit(r)
		if err != nil || s == nil {
			t.Fatalf("%s: %v", h.ID, err)
		}
		worn[s.Hat.Kind] = s.Hat
		if mine := s.Filter("ledger.read"); len(mine.Parties) != 1 || mine.Parties[0] != h.For || mine.All {
			t.Errorf("%s reads %+v", h.ID, mine)
		}
	}
	if len(worn) != 4 || worn[auth.FirmHat].ForName != nameOf("yunhe") || worn[auth.AgencyHat].ForName != nameOf("caizheng") ||
		worn[auth.AgentHat].ForName != nameOf("liguizhen") || len(worn[auth.AgentHat].Items) != 2 {
		t.Errorf("%+v", worn)
	}
}

// atTerminal: the terminal signs itself in, then a card holder.
func (b *demoBank) atTerminal(t *testing.T, all *Logins) {
	k, card := find(all, TerminalLine, "K01"), find(all, CardLine, "")
	own, err := b.SignIn.SignInTerminal(ctx, signin.Caller{Address: "192.0.2.250"}, k.Login, k.Word)
	b.must(err)
	g, err := b.SignIn.Card(ctx, signin.Caller{Address: "192.0.2.250", Terminal: own.Token}, card.Login, card.Word)
	if err != nil || g.Session.Person != b.id("party/lijing") || g.Session.Level != auth.LevelTwo {
		t.Errorf("%+v, %v", g, err)
	}
}

// program: the printed id and secret give a token.
func (b *demoBank) program(t *testing.T, all *Logins) {
	l := find(all, ClientLine, "")
	r := httptest.NewRequest(http.MethodPost, client.TokenPath, nil)
	r.SetBasicAuth(l.Login, l.Word)
	g, err := b.Clients.Token(r, url.Values{"grant_type": {"client_credentials"}})
	if err != nil || g.AccessToken == "" {
		t.Errorf("%v", err)
	}
}

// A build that is interrupted, again and again, ends with the same city as one that is not.
func TestInterrupted(t *testing.T) {
	whole, b := newDemoBank(t), newDemoBank(t)
	_, err := whole.Build(ctx)
	whole.must(err)
	rounds := 0
	for {
		part, stop := context.WithCancel(ctx)
		b.stop = stop
		b.left.Store(int64(90 + 37*rounds))
		_, err := b.Build(part)
		b.left.Store(0)
		stop()
		if err == nil {
			break
		}
		rounds++
		b.micros.Add(time.Minute.Microseconds())
	}
	if rounds < 4 {
		t.Errorf("only %d rounds", rounds)
	}
	if diff := cmp.Diff(whole.counts(t), b.counts(t)); diff != "" {
		t.Error(diff)
	}
	b.proved(t)
}

// In a bank that has opened today already nothing of the script is lost: it keeps its days as value dates.
func TestTodayIsOpen(t *testing.T) {
	b := newDemoBank(t)
	today := calendar.MustOf(2026, 6, 15)
	b.must(b.Store.Update(ctx, func(tx *store.Tx) error { return b.Ledger.OpenDay(tx, today) }))
	_, err := b.Build(ctx)
	b.must(err)
	days, err := b.Ledger.Days(ctx, calendar.MaxDate, 10)
	b.must(err)
	if len(days) != 1 {
		t.Errorf("%d days", len(days))
	}
	first := bankDays(today)[0]
	id := ledger.AccountID(b.id("account/lijing"))
	then, err := b.Ledger.BalanceAtValue(ctx, id, first)
	b.must(err)
	now, err := b.Ledger.BalanceAtValue(ctx, id, today)
	b.must(err)
	if then <= 0 || then == now {
		t.Errorf("%d on %s, %d on %s", then, first, now, today)
	}
	b.proved(t)
}

// A bank with staff of its own gets no city.
func TestOccupied(t *testing.T) {
	b := newDemoBank(t)
	b.must(b.Store.Update(ctx, func(tx *store.Tx) error {
		if _, err := b.Branches.Open(tx, places[0]); err != nil {
			return err
		}
		id, err := b.Parties.Register(ctx, tx, party.NewParty{Sort: party.Person, Name: "真行长", Branch: headOffice})
		if err != nil {
			return err
		}
		_, err = b.Mandates.Hire(tx, mandate.Hiring{Person: id, Number: "X1", Branch: headOffice, Roles: []auth.Role{auth.Admin}})
		return err
	}))
	if _, err := b.Build(ctx); problem.KindOf(err) != problem.Conflict {
		t.Errorf("%v", err)
	}
}
