package party

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func day(y, m, d int) calendar.Date { return calendar.MustOf(y, time.Month(m), d) }

func (w *town) consented(id ID, purpose Purpose, data string) (err error) {
	_ = w.st.View(ctx, func(v *store.View) error { err = w.Consented(v, id, purpose, data); return nil })
	return err
}

func TestConsent(t *testing.T) {
	w := newTown(t)
	id, soon := w.person("王芳"), w.clock.now().Add(time.Minute)
	give := func(n NewConsent) (c Consent, err error) {
		err = w.st.Update(ctx, func(tx *store.Tx) (err error) { c, err = w.GiveConsent(ctx, tx, id, n); return err })
		return c, err
	}
	past := w.clock.now().Add(-time.Second)
	for _, bad := range []NewConsent{{Purpose: Service, Data: []string{ProfileData}, Wording: "v1"}, {Purpose: Marketing, Wording: "v1"},
		{Purpose: Marketing, Data: []string{"everything"}, Wording: "v1"}, {Purpose: Marketing, Data: []string{ProfileData}},
		{Purpose: Marketing, Data: []string{ProfileData}, Wording: "v1", Recipient: "client:a b"},
		{Purpose: Marketing, Data: []string{ProfileData}, Wording: "v1", Until: &past}} {
		_, err := give(bad)
		w.refused(err, "party.consent_terms")
	}
	w.refused(w.consented(id, Marketing, ProfileData), "party.no_consent")
	w.must(w.consented(id, Service, ProfileData))
	_, err := give(NewConsent{Purpose: Marketing, Data: []string{ProfileData}, Wording: "marketing-2026-01", Until: &soon})
	w.must(err)
	w.must(w.consented(id, Marketing, ProfileData))
	w.refused(w.consented(id, Marketing, AccountData), "party.no_consent")
	w.refused(w.consented(id, DataSharing, ProfileData), "party.no_consent")
	w.clock.advance(time.Minute) // its last moment is over
	w.refused(w.consented(id, Marketing, ProfileData), "party.no_consent")
	c, err := give(NewConsent{Purpose: Marketing, Data: dataWords, Wording: "marketing-2026-01"})
	w.must(err)
	w.must(w.consented(id, Marketing, ProfileData))
	w.update(func(tx *store.Tx) error { _, err := w.WithdrawConsent(ctx, tx, id, c.ID); return err })
	w.refused(w.consented(id, Marketing, ProfileData), "party.no_consent") // at once
	for consent, code := range map[ID]string{c.ID: "party.consent_withdrawn", 5: "party.consent_unknown"} {
		w.refused(w.st.Update(ctx, func(tx *store.Tx) error { _, err := w.WithdrawConsent(ctx, tx, id, consent); return err }), code)
	}
	w.clean()
}

// TestConsentWhereDataIsRead: a program reads a party's data with her consent only, and not a moment longer; the one view for
// marketing asks too.
func TestConsentWhereDataIsRead(t *testing.T) {
	w := newTown(t)
	id := w.person("王芳")
	w.self("wang", id)
	w.callers["program"] = &auth.Subject{Client: "abc", Level: auth.LevelStrong, Hat: auth.Hat{ID: "client-1", Kind: auth.ClientHat, For: 4242,
		Roles: []auth.Role{auth.ClientAgency}}}
	path := "/v1/parties/" + id.String()
	if status, code, _ := w.ask("teller", "GET", path+"/view?purpose=marketing", ""); status != 403 || code != "party.no_consent" {
		t.Errorf("marketing without consent: %d %s", status, code)
	}
	// The program of an agency has no reach to others' parties at all: not even that one exists.
	if status, code, _ := w.ask("program", "GET", path, ""); status != 404 || code != "party.unknown" {
		t.Errorf("a program out of reach: %d %s", status, code)
	}
	status, _, text := w.ask("wang", "POST", path+"/consents", `{"purpose":"marketing","data":["profile","accounts","documents","history"],"wording":"v1"}`)
	if status != 201 {
		t.Fatalf("give: %d %s", status, text)
	}
	if status, code, text := w.ask("teller", "GET", path+"/view?purpose=marketing", ""); status != 200 {
		t.Errorf("marketing with consent: %d %s %s", status, code, text)
	}
	// Where a program's reach is wider, consent decides.
	program := auth.WithSubject(ctx, w.callers["program"])
	read := func() error {
		_, err := view(program, w.Parties, func(v *store.View) (Party, error) { return w.read(program, v, id, ProfileData) })
		return err
	}
	w.refused(read(), "party.no_consent")
	var c Consent
	w.update(func(tx *store.Tx) (err error) {
		c, err = w.GiveConsent(ctx, tx, id, NewConsent{Purpose: AccountInformation, Data: []string{ProfileData}, Recipient: "client:abc", Wording: "v2"})
		return err
	})
	w.must(read())
	w.update(func(tx *store.Tx) error { _, err := w.WithdrawConsent(ctx, tx, id, c.ID); return err })
	w.clock.advance(time.Second)
	w.refused(read(), "party.no_consent")
}

func TestHolders(t *testing.T) {
	w := newTown(t)
	one, other := w.person("王芳"), w.person("李四")
	a := w.account("6200001")
	w.refused(w.hold(a, one, JointHolder), "party.account_held") // an owner comes first
	w.refused(w.hold(a, one, "friend"), "party.relation")
	w.must(w.hold(a, one, AccountOwner))
	w.refused(w.hold(a, other, AccountOwner), "party.account_held")
	w.refused(w.hold(a, one, JointHolder), "party.account_held")
	w.must(w.hold(a, other, JointHolder))
	scope, err := w.OwnerOfAccount(ctx, a.String())
	if err != nil || len(scope.Parties) != 2 || scope.Parties[0] != one || scope.Branch != "0001" {
		t.Errorf("owners: %+v %v", scope, err)
	}
	for _, missing := range []string{"5", "abc"} {
		if _, err := w.OwnerOfAccount(ctx, missing); !errors.Is(err, ledger.ErrUnknownAccount) {
			t.Errorf("account %s: %v", missing, err)
		}
	}
	w.refused(w.st.Update(ctx, func(tx *store.Tx) error {
		_, err := w.SetStatus(ctx, tx, one, Closed, "客户申请销户")
		return err
	}),
		"party.holds_accounts")
	release := func(id ID) error { return w.st.Update(ctx, func(tx *store.Tx) error { return w.Release(tx, a, id) }) }
	w.refused(release(one), "party.account_held") // the owner goes last
	w.must(release(other))
	w.must(release(one))
	w.refused(release(one), "party.account_not_held")
	w.must(w.hold(a, other, AccountOwner))
	w.must(release(other))
	w.must(w.hold(a, other, AccountOwner)) // a second time
	w.self("li", other)
	if status, _, text := w.ask("li", "GET", "/v1/parties/"+other.String()+"/accounts", ""); status != 200 || !strings.Contains(text, `"booked":"0"`) {
		t.Errorf("accounts: %d %s", status, text)
	}
	w.clean()
}
