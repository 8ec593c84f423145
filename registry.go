package tonghui

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/core/party/screening"
	"tonghui/core/payment"
	"tonghui/platform/auth"
	"tonghui/platform/auth/passkey"
	"tonghui/platform/jobs"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

// registry is the bank's rooms as each other needs them: small interfaces that their users declare.
type registry struct{ b *Bank }

// Names gives screening the parties behind one.
func (r registry) Names(ctx context.Context, after auth.Party, limit int) ([]screening.Person, error) {
	page, err := r.b.Parties.Screenables(ctx, after, limit)
	out := make([]screening.Person, len(page))
	for i := range page {
		out[i] = screened(&page[i])
	}
	return out, err
}

// Person gives it one.
func (r registry) Person(q store.Querier, id auth.Party) (screening.Person, bool, error) {
	p, ok, err := r.b.Parties.Screenable(q, id)
	return screened(&p), ok, err
}

func screened(p *party.Screenable) screening.Person {
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

// screen looks at a party that is new, or another than it was.
func (r registry) screen(tx *store.Tx, p party.Party) error {
	person, ok, err := r.Person(tx, p.ID)
	if err == nil && ok {
		_, err = r.b.Screening.Screen(tx, person)
	}
	return err
}

// PartyName is for clients: a party that isn't there has no name.
func (r registry) PartyName(q store.Querier, id auth.Party) (name string, ok bool, err error) {
	name, err = r.b.Parties.Name(context.Background(), q, id)
	if errors.Is(err, party.ErrUnknown) {
		return "", false, nil
	}
	return name, err == nil, err
}

// branch refuses one that isn't there or has closed.
func (r registry) branch(q store.Querier, code auth.Branch) error {
	b, err := r.b.Branches.Get(q, code)
	if err == nil && !b.Open() {
		err = branch.ErrClosed
	}
	return err
}

// owned tells whether an object on which an agent may act belongs to who lets him.
func (r registry) owned(q store.Querier, object string, by auth.Party) (bool, error) {
	kind, text, _ := strings.Cut(object, "/")
	id, err := store.ParseID(text)
	if err != nil {
		return false, nil
	}
	switch kind {
	case "party.party":
		return id == by, nil
	case "ledger.account", "account.account":
		owners, err := r.b.Parties.Owners(q, ledger.AccountID(id))
		return slices.Contains(owners, by), err
	}
	return false, nil
}

// mandates are for the one view of a customer: who acts for the party, and for whom it acts.
func (r registry) mandates(ctx context.Context, q store.Querier, id auth.Party) ([]party.MandateLine, error) {
	const most = 50 // of each side; the lists behind the view have them all
	given, err := r.b.Mandates.For(q, id, false, 0, most)
	if err != nil {
		return nil, err
	}
	held, err := r.b.Mandates.Of(q, id, false, 0, most)
	if err != nil {
		return nil, err
	}
	lines := make([]party.MandateLine, 0, len(given)+len(held))
	for _, m := range append(given, held...) {
		l := mandateLine(m)
		if l.PersonName, err = r.b.Parties.Name(ctx, q, m.Person); err != nil {
			return nil, err
		}
		if l.ForName, err = r.b.Parties.Name(ctx, q, m.For); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func mandateLine(m *mandate.Mandate) party.MandateLine {
	basis, _ := m.Basis.MarshalText() // an unknown one has no word, and shows none
	l := party.MandateLine{ID: m.ID, Kind: string(basis), Person: m.Person, For: m.For, Title: m.Title}
	for _, role := range m.Roles {
		l.Roles = append(l.Roles, string(role))
	}
	if !m.Until.IsZero() {
		l.Until = &m.Until
	}
	return l
}

// screening tells for the one view how a party stands with the lists.
func (r registry) screening(_ context.Context, q store.Querier, id auth.Party) (party.ScreeningState, error) {
	s, err := r.b.Screening.Standing(q, id)
	state := party.ScreeningState{State: "clear"}
	switch {
	case s.Blocked:
		state.State = "confirmed"
	case s.Hit != 0:
		state.State = "hit"
	}
	return state, err
}

// The business parameters that the bank has so far.
const paramThreshold = "screening.threshold"

func parameters() []parameter.Definition {
	return append([]parameter.Definition{
		{Name: paramThreshold, EN: "Score from which a name match is a hit", ZH: "名单筛查命中分数线", Unit: "‰", Type: parameter.Int,
			Default: strconv.Itoa(screening.DefaultThreshold), Min: "700", Max: "1000"},
	}, payment.Definitions()...)
}

// threshold is the score from which a match is a hit.
func (b *Bank) threshold(q store.Querier) (int, error) {
	v, err := b.Parameters.In(q, paramThreshold, calendar.FromTime(b.Store.Now().In(china)))
	if err != nil {
		return 0, err
	}
	return int(v.Int()), nil
}

// china is the bank's time: one the whole year.
var china = time.FixedZone("CST", 8*60*60)

// tendKind is the daily job that brings protected values under the newest keys.
const tendKind = "vault.tend"

func tending(v *vault.Vault) jobs.Worker {
	return jobs.Worker{Kind: tendKind, Serial: true, Timeout: 2 * time.Hour, MaxAttempts: 3,
		Handle: func(ctx context.Context, _ *jobs.Run) error {
			_, _, err := v.Tend(ctx)
			return err
		}}
}

var tendDaily = jobs.Schedule{Name: tendKind, Kind: tendKind, When: jobs.When{Daily: true, At: jobs.At(3, 10)}, Missed: jobs.Latest}

// noKeys stands for the master key of a bank that is only looked at: nothing was ever wrapped under it, so it opens nothing.
func noKeys() *keys.Ring {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the program dies instead
	key, err := keys.NewMasterKey(b)
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	return keys.NewRing(key)
}

// passkeys is the site for passkeys; nil if the bank has no pages, or only at a number: browsers bind passkeys to names.
func passkeys(s Site) (*passkey.Site, error) {
	if _, err := netip.ParseAddr(s.Host); len(s.Origins) == 0 || err == nil {
		return nil, nil
	}
	return passkey.New(passkey.Config{RPID: cmp.Or(s.Host, "localhost"), Origins: s.Origins, Name: "通惠银行"})
}

// scheme is what clients see of the connection: a proxy may end TLS before the bank.
func scheme(s Site) string {
	if s.Secure {
		return "https"
	}
	return ""
}

// audience is to whom a client's assertions are made out.
func audience(s Site) (out []string) {
	for _, origin := range s.Origins {
		out = append(out, origin+"/v1/auth/token")
	}
	return out
}
