package card

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/core/account"
	"tonghui/core/account/card/hsm"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// TestLife: issued, given a PIN, activated, frozen, lost, found, replaced, closed; what doesn't fit the state is refused.
func TestLife(t *testing.T) {
	b := newBank(t)
	one, number := b.issued(b.hers)
	if _, err := ident.ParseCard(number); err != nil || one.State != Issued || one.Owner != wang || one.Holder != wang || one.HasPIN {
		t.Fatalf("issued %+v, %v", one, err)
	}
	if strings.Contains(fmt.Sprintf("%+v", one.Number), number) || one.Number != ident.Card(number).Mask() {
		t.Error("the number isn't masked")
	}
	_, err := b.done(b.Activate, one.ID)
	b.wants(err, ErrPINMissing)
	_, err = b.SetPIN(ctx, one.ID, b.typed("111111", one, ""))
	b.wants(err, hsm.ErrWeak)
	one, err = b.SetPIN(ctx, one.ID, b.typed(goodPIN, one, number))
	b.must(err)
	if !one.HasPIN {
		t.Error("no PIN")
	}
	_, err = b.SetPIN(ctx, one.ID, b.typed("246802", one, number))
	b.wants(err, ErrPINSet)
	_, err = b.done(b.Freeze, one.ID)
	b.wants(err, ErrState)
	for _, step := range []struct {
		f    func(context.Context, *store.Tx, store.ID) (*Card, error)
		want State
	}{{b.Activate, Active}, {b.Freeze, Frozen}, {b.Unfreeze, Active},
		{func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) {
			return b.ReportLoss(c, tx, id, Oral, "")
		}, Lost},
		{func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) {
			return b.ReportLoss(c, tx, id, Written, "")
		}, Lost},
		{func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) {
			return b.Found(c, tx, id, "已找到")
		}, Frozen}} {
		one, err = b.done(step.f, one.ID)
		b.must(err)
		if one.State != step.want {
			t.Errorf("state %s, want %s", one.State, step.want)
		}
	}
	next, err := b.done(func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) {
		return b.Replace(c, tx, id, "磁条损坏")
	}, one.ID)
	b.must(err)
	if next.ID == one.ID || next.Replaces != one.ID || next.State != Issued || next.HasPIN || next.Number == one.Number {
		t.Errorf("the new one %+v", next)
	}
	_, err = b.done(b.Unfreeze, one.ID)
	b.wants(err, ErrState)
	_, err = b.done(func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) { return b.Close(c, tx, id, "") }, next.ID)
	b.must(err)
	b.sound()
}

// TestIssueRefused: only on active accounts that pay, only debit cards, and only to who may hold them.
func TestIssueRefused(t *testing.T) {
	b := newBank(t)
	a := b.accounts[b.his]
	for want, change := range map[error]func(*account.Account, *NewCard){
		ErrKind:      func(_ *account.Account, n *NewCard) { n.Kind = Credit },
		ErrAccount:   func(a *account.Account, _ *NewCard) { a.State = account.Dormant },
		errNoAccount: func(_ *account.Account, n *NewCard) { n.Account = 7 },
		ErrHolder:    func(a *account.Account, _ *NewCard) { a.Holder = account.ForFirm },
	} {
		n, changed := NewCard{Account: b.his}, a
		change(&changed, &n)
		b.accounts[b.his] = changed
		b.wants(b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.Issue(ctx, tx, n)
			return err
		}), want)
	}
	b.accounts[b.his] = a
	b.wants(b.st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.Issue(ctx, tx, NewCard{Account: b.his, Holder: wang})
		return err
	}), ErrHolder)
}

// TestPINs: three wrong ones block; a change needs the old one; a reset needs two people, and then a new one is chosen.
func TestPINs(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	if who, err := b.VerifyPIN(ctx, one.ID, b.typed(goodPIN, one, "")); err != nil || who != wang {
		t.Fatalf("%v, %v", who, err)
	}
	if who, err := b.Enter(ctx, number, goodPIN); err != nil || who != wang {
		t.Errorf("entering: %v, %v", who, err)
	}
	_, err := b.Enter(ctx, "6299990000000000000", goodPIN)
	b.wants(err, ErrPIN)
	_, err = b.ChangePIN(ctx, one.ID, b.typed("000001", one, ""), b.typed("864209", one, ""))
	b.wants(err, ErrPIN)
	_, err = b.ChangePIN(ctx, one.ID, b.typed(goodPIN, one, ""), b.typed("864209", one, ""))
	b.must(err)
	for i, want := range []error{ErrPIN, ErrPIN, ErrPINBlocked, ErrPINBlocked} {
		_, err := b.Enter(ctx, number, "10000"+string(rune('1'+i)))
		b.wants(err, want)
	}
	_, err = b.Enter(ctx, number, "864209")
	b.wants(err, ErrPINBlocked)

	desk := func(person auth.Party, role auth.Role) context.Context {
		return auth.WithSubject(ctx, &auth.Subject{Person: person, Name: "员工", Client: "web", Level: auth.LevelTwo, ProvedAt: b.now(),
			Hat: auth.Hat{ID: "staff-" + person.String(), Kind: auth.StaffHat, Roles: []auth.Role{role}, Branch: "0001", Branches: []string{"0001"}}})
	}
	var a *approval.Approval
	b.must(b.st.Update(desk(501, auth.Teller), func(tx *store.Tx) (err error) {
		a, err = b.ProposeReset(tx, one.ID, "客户到柜台，已核身")
		return err
	}))
	_, err = b.Enter(ctx, number, "864209")
	b.wants(err, ErrPINBlocked)
	b.must(b.st.Update(desk(502, auth.BranchManager), func(tx *store.Tx) error {
		_, err := b.approvals.Approve(desk(502, auth.BranchManager), tx, a.ID, "")
		return err
	}))
	_, err = b.SetPIN(ctx, one.ID, b.typed("975310", one, ""))
	b.must(err)
	if _, err := b.Enter(ctx, number, "975310"); err != nil {
		t.Errorf("after the reset: %v", err)
	}
	b.sound()
}

// TestTries: however many guess at once, no more than three are judged.
func TestTries(t *testing.T) {
	b := newBank(t)
	one, _ := b.inUse(b.hers)
	blocks := make([]hsm.Block, 12)
	for i := range blocks {
		blocks[i] = b.typed(fmt.Sprintf("20%04d", i), one, "")
	}
	errs := make(chan error, len(blocks))
	for _, p := range blocks {
		go func() {
			_, err := b.VerifyPIN(ctx, one.ID, p)
			errs <- err
		}()
	}
	wrong := 0
	for range blocks {
		if err := <-errs; err != nil && strings.HasPrefix(err.Error(), ErrPIN.Code+":") {
			wrong++
		}
	}
	if wrong > 2 { // the third answers that it is blocked
		t.Errorf("%d guesses were told that they are wrong", wrong)
	}
	_, err := b.VerifyPIN(ctx, one.ID, b.typed(goodPIN, one, ""))
	b.wants(err, ErrPINBlocked)
}

// TestRenew: the next card has number and PIN, and takes over when it is activated.
func TestRenew(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.hers)
	_, err := b.Renew(ctx, one.ID)
	b.wants(err, ErrRenew)
	b.advance(time.Duration(one.ExpiresOn.Sub(dayOf(b.now()))-40) * 24 * time.Hour)
	next, err := b.Renew(ctx, one.ID)
	b.must(err)
	if next.Sequence != 2 || next.Number != one.Number || !next.HasPIN || next.State != Issued {
		t.Errorf("renewed %+v", next)
	}
	_, err = b.Renew(ctx, one.ID)
	b.wants(err, ErrState)
	b.paysIn(b.hers, 10_000)
	r := b.shop("old", one, number, 100)
	r.Expiry = one.expiry()
	b.answers(r, Approved)
	r = b.shop("new", next, number, 100)
	r.Expiry = next.expiry()
	b.answers(r, NotActivated)
	_, err = b.done(b.Activate, next.ID)
	b.must(err)
	r.Reference = "new 2"
	b.answers(r, Approved)
	r.Reference, r.Expiry = "old 2", one.expiry()
	b.answers(r, NoSuchCard)
	b.sound()
}

// TestDue: cards end with their last day, and an oral report lapses after five days, a written one never.
func TestDue(t *testing.T) {
	b := newBank(t)
	oral, _ := b.inUse(b.hers)
	written, _ := b.inUse(b.his)
	unused, _ := b.issued(b.his)
	for id, how := range map[store.ID]Loss{oral.ID: Oral, written.ID: Written} {
		_, err := b.done(func(c context.Context, tx *store.Tx, id store.ID) (*Card, error) {
			return b.ReportLoss(c, tx, id, how, "")
		}, id)
		b.must(err)
	}
	states := func(d calendar.Date) (out []State) {
		b.Helper()
		b.ok(func(tx *store.Tx) error {
			_, _, err := b.Steps()[0].Chunk(ctx, tx, d, "")
			return err
		})
		for _, id := range []store.ID{oral.ID, written.ID, unused.ID} {
			one, err := view(ctx, b.Cards, func(v *store.View) (*Card, error) { return b.Get(v, id) })
			b.must(err)
			out = append(out, one.State)
		}
		return out
	}
	today := dayOf(b.now())
	for _, c := range []struct {
		day  calendar.Date
		want string
	}{{today.Add(4), "[lost lost issued]"}, {today.Add(5), "[frozen lost issued]"}, {unused.ExpiresOn, "[frozen lost issued]"},
		{unused.ExpiresOn.Add(1), "[expired lost expired]"}} {
		if got := fmt.Sprint(states(c.day)); got != c.want {
			t.Errorf("on %s: %s, want %s", c.day, got, c.want)
		}
	}
	b.sound()
}

// TestEmboss: the maker of the card gets number and CVVs; nothing of them is kept.
func TestEmboss(t *testing.T) {
	b := newBank(t)
	one, number := b.issued(b.hers)
	e, err := b.Emboss(ctx, one.ID)
	b.must(err)
	if e.Number != number || len(e.CVV) != 3 || len(e.CVV2) != 3 || e.Expiry != one.expiry() || e.Expiry != "3103" {
		t.Errorf("embossing %d digits, %s", len(e.Number), e.Expiry)
	}
	b.sound()
}

// TestLimits: within the bank's, and by the version that was seen.
func TestLimits(t *testing.T) {
	b := newBank(t)
	one, _ := b.inUse(b.hers)
	set := func(version int64, l Limits) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.SetLimits(ctx, tx, one.ID, version, l)
			return err
		})
	}
	b.wants(set(one.Version, Limits{"fax": {}}), ErrChannel)
	b.wants(set(one.Version, Limits{POS: {Each: 2, Day: 1}}), ErrLimit)
	b.wants(set(one.Version, Limits{ATM: {Each: 1, Day: 99_999_999_00}}), ErrLimit)
	b.must(set(one.Version, Limits{Online: {}}))
	b.wants(set(one.Version, Limits{Online: {Each: 1, Day: 1}}), ErrVersion)
	b.sound()
}

// TestMerge: the cards of a party that is gone belong to the one that stays.
func TestMerge(t *testing.T) {
	b := newBank(t)
	one, number := b.inUse(b.his)
	b.ok(func(tx *store.Tx) error { return b.OnMerge(tx, wang, li) })
	if who, err := b.Enter(ctx, number, goodPIN); err != nil || who != wang {
		t.Errorf("%v, %v", who, err)
	}
	for id, want := range map[ledger.AccountID]int{b.his: 1, b.hers: 0} {
		cards, err := view(ctx, b.Cards, func(v *store.View) ([]*Card, error) { return b.OnAccount(v, id) })
		if err != nil || len(cards) != want || want == 1 && cards[0].ID != one.ID {
			t.Errorf("%v, %v", cards, err)
		}
	}
	b.sound()
}

// TestReseal: numbers come under a new key, and are found under a new index key, while cards go on.
func TestReseal(t *testing.T) {
	b := newBank(t)
	_, number := b.inUse(b.hers)
	for _, rotate := range []func(context.Context) (vault.Key, error){b.o.Vault.RotateDataKey, b.o.Vault.RotateIndexKey} {
		_, err := rotate(ctx)
		b.must(err)
	}
	b.advance(time.Hour) // where several processes share the bank a new key is written after a while
	w, err := b.o.Vault.Reseal(ctx)
	b.must(err)
	if w.Values != 2 || w.Changed != 2 || w.Failures != 0 { // the number and the LMK
		t.Errorf("%+v", w)
	}
	if who, err := b.Enter(ctx, number, goodPIN); err != nil || who != wang {
		t.Errorf("%v, %v", who, err)
	}
	b.sound()
}
