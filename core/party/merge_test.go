package party

import (
	"encoding/json"
	"strings"
	"testing"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

func (w *town) merge(keep, gone ID) error {
	return w.st.Update(ctx, func(tx *store.Tx) error { return w.Merge(ctx, tx, keep, gone, "同一客户重复建档") })
}

func (w *town) account(number string) (id ledger.AccountID) {
	w.Helper()
	w.update(func(tx *store.Tx) error {
		a, err := w.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: "2011", Currency: "CNY", Branch: "0001", Name: number})
		if err == nil {
			id = a.ID
		}
		return err
	})
	return id
}

func (w *town) hold(a ledger.AccountID, id ID, r Relation) error {
	return w.st.Update(ctx, func(tx *store.Tx) error { return w.Hold(tx, a, id, r) })
}

func TestMerge(t *testing.T) {
	w := newTown(t)
	phone := NewValue{Kind: Phone, Value: "13812345678"}
	keep := w.person("王芳", phone)
	gone := w.enrolled(NewParty{Sort: Person, Name: "王方", Contacts: []NewValue{phone, {Kind: Email, Value: "fang@example.cn"}},
		Identifiers: []NewValue{{Kind: Passport, Value: "E12345678"}}})
	a, joint := w.account("6200001"), w.account("6200002")
	w.must(w.hold(a, gone, AccountOwner))
	w.must(w.hold(joint, gone, AccountOwner))
	w.must(w.hold(joint, keep, JointHolder))
	w.update(func(tx *store.Tx) error {
		_, err := w.GiveConsent(ctx, tx, gone, NewConsent{Purpose: Marketing, Data: []string{ProfileData}, Wording: "v1"})
		return err
	})
	var told [][2]ID
	w.OnMerge(func(_ *store.Tx, keep, gone ID) error { told = append(told, [2]ID{keep, gone}); return nil })
	w.must(w.merge(keep, gone))

	k, g := w.get(keep), w.get(gone)
	if g.Status != Merged || g.MergedInto != keep || len(g.Identifiers)+len(g.Contacts) != 0 {
		t.Errorf("what went: %+v", g)
	}
	if len(k.Identifiers) != 2 || len(k.Contacts) != 2 || len(k.FormerNames) != 1 || k.FormerNames[0] != "王方" {
		t.Errorf("what stays: %+v", k)
	}
	if len(told) != 1 || told[0] != [2]ID{keep, gone} {
		t.Errorf("other rooms heard %v", told)
	}
	w.must(w.st.View(ctx, func(v *store.View) error {
		held, err := w.Accounts(v, keep)
		if err != nil || len(held) != 2 || held[0].Relation != AccountOwner || held[1].Relation != AccountOwner {
			t.Errorf("accounts: %+v %v", held, err)
		}
		w.must(w.Consented(v, gone, Marketing, ProfileData)) // by either id
		if id, ok, err := w.PersonByDocument(ctx, v, "E12345678"); err != nil || !ok || id != keep {
			t.Errorf("by the passport: %s %t %v", id, ok, err)
		}
		ms, err := w.Merges(v, keep)
		if err != nil || len(ms) != 1 || len(ms[0].Moved.Values) != 2 || len(ms[0].Moved.Ended) != 1 || len(ms[0].Moved.Accounts) != 2 {
			t.Errorf("history: %+v %v", ms, err)
		}
		name, err := w.Parties.Name(ctx, v, gone)
		if name != "王芳" {
			t.Errorf("the name behind the id that went: %s", name)
		}
		return err
	}))
	// Chains: what was merged can't be merged again, and who led to one that goes leads on.
	w.refused(w.merge(keep, gone), "party.merged")
	w.refused(w.merge(gone, keep), "party.merged")
	w.refused(w.merge(keep, keep), "party.merge_self")
	w.refused(w.merge(keep, 77), "party.unknown")
	last := w.enrolled(NewParty{Sort: Person, Name: "王芳"})
	w.must(w.merge(last, keep))
	for _, id := range []ID{gone, keep} {
		if to := w.get(id).MergedInto; to != last {
			t.Errorf("%s leads to %s, not %s", id, to, last)
		}
	}
	w.refused(w.st.Update(ctx, func(tx *store.Tx) error {
		_, err := w.SetStatus(ctx, tx, keep, Closed, "客户申请销户")
		return err
	}), "party.merged")
	w.clean()
}

func TestMergeRefusals(t *testing.T) {
	w := newTown(t)
	one, other := w.person("王芳"), w.person("王芳")
	firm := w.enrolled(NewParty{Sort: Business, Name: "王芳"})
	before := w.get(one)
	w.refused(w.merge(one, other), "party.merge_different")
	w.refused(w.merge(one, firm), "party.merge_sorts")
	w.refused(w.st.Update(ctx, func(tx *store.Tx) error { return w.Merge(ctx, tx, one, other, "同") }), "party.reason")
	w.OnMerge(func(*store.Tx, ID, ID) error { return ErrHeld })
	bare := w.enrolled(NewParty{Sort: Person, Name: "王芳"})
	w.refused(w.merge(one, bare), "party.account_held")
	if after := w.get(one); after.Version != before.Version || w.get(bare).Status != Active {
		t.Error("a refused merge left a trace")
	}
	w.clean()
}

// TestMergeNeedsFourEyes: a proposal by one steward, a decision by another.
func TestMergeNeedsFourEyes(t *testing.T) {
	w := newTown(t)
	keep, gone := w.person("王芳"), w.enrolled(NewParty{Sort: Person, Name: "王芳"})
	body := `{"keep":"` + keep.String() + `","gone":"` + gone.String() + `","reason":"同一客户重复建档"}`
	if status, code, text := w.ask("teller", "POST", "/v1/party-merges", body); status != 403 {
		t.Errorf("a teller proposes: %d %s %s", status, code, text)
	}
	status, _, text := w.ask("steward", "POST", "/v1/party-merges", body)
	if status != 201 {
		t.Fatalf("propose: %d %s", status, text)
	}
	var a struct{ ID store.ID }
	w.must(json.Unmarshal([]byte(text), &a))
	if w.get(gone).Status != Active {
		t.Error("a proposal alone has merged")
	}
	approve := func(word string) error {
		return w.as(word, func(tx *store.Tx) error { _, err := w.reg.Approve(ctx, tx, a.ID, "已核对"); return err })
	}
	if err := approve("steward"); err == nil {
		t.Error("the maker decided on her own proposal")
	}
	w.must(approve("steward2"))
	if p := w.get(gone); p.Status != Merged || p.MergedInto != keep {
		t.Errorf("approved: %+v", p)
	}
	lines := w.describeMerge(ctx, json.RawMessage(body))
	if len(lines) != 7 || lines[0].Value != keep.String() {
		t.Errorf("the approver sees %+v", lines)
	}
	// A GET of the id that went answers with the party that stays.
	status, _, text = w.ask("teller", "GET", "/v1/parties/"+gone.String(), "")
	if status != 200 || !strings.Contains(text, `"id":"`+keep.String()+`"`) {
		t.Errorf("GET of the id that went: %d %s", status, text)
	}
	w.clean()
}

func TestDuplicates(t *testing.T) {
	w := newTown(t)
	open := func() (out []Pair) {
		w.must(w.st.View(ctx, func(v *store.View) (err error) { out, err = pairPage(v, "open", 0, 50); return err }))
		return out
	}
	phone := []NewValue{{Kind: Phone, Value: "13812345678"}}
	birth := func(s string) NewParty {
		n := NewParty{Sort: Person, Name: s}
		d := day(1980, 3, 12)
		n.Birth = &d
		return n
	}
	for _, c := range []struct {
		name       string
		one, other NewParty
		score      int
	}{
		{"same name and birth", birth("刘德江"), birth("刘德江"), 80},
		{"same sound and birth", birth("张伟明"), birth("章伟明"), 70},
		{"a slip of the pen", birth("陈小红"), func() NewParty { n := birth("陈小红"); d := day(1980, 12, 3); n.Birth = &d; return n }(), 65},
		{"another birth", birth("孙丽"), func() NewParty { n := birth("孙丽"); d := day(1991, 7, 25); n.Birth = &d; return n }(), 0},
		{"same name alone", NewParty{Sort: Person, Name: "李强"}, NewParty{Sort: Person, Name: "李强"}, 0},
		{"same phone and name", NewParty{Sort: Person, Name: "周杰", Contacts: phone}, NewParty{Sort: Person, Name: "周杰", Contacts: phone}, 75},
		{"a family's phone", NewParty{Sort: Person, Name: "吴一", Contacts: []NewValue{{Kind: Phone, Value: "13912345678"}}},
			NewParty{Sort: Person, Name: "郑二", Contacts: []NewValue{{Kind: Phone, Value: "13912345678"}}}, 0},
		{"different numbers", NewParty{Sort: Person, Name: "冯三", Identifiers: []NewValue{{Kind: CitizenID, Value: w.citizen()}}},
			NewParty{Sort: Person, Name: "冯三", Identifiers: []NewValue{{Kind: CitizenID, Value: w.citizen()}}}, 0},
		{"a firm's name", NewParty{Sort: Business, Name: "通惠商贸有限公司"}, NewParty{Sort: Business, Name: "通惠商贸有限公司"}, 60},
		{"a person and a firm", NewParty{Sort: Person, Name: "万家福"}, NewParty{Sort: Business, Name: "万家福"}, 0},
	} {
		had := len(open())
		w.enrolled(c.one)
		w.enrolled(c.other)
		pairs := open()
		switch {
		case c.score == 0 && len(pairs) != had:
			t.Errorf("%s: listed with %+v", c.name, pairs[len(pairs)-1])
		case c.score > 0 && (len(pairs) != had+1 || pairs[had].Score != c.score || len(pairs[had].Why) == 0):
			t.Errorf("%s: %+v, want one more with %d", c.name, pairs[had:], c.score)
		}
	}
	pair := open()[0]
	if status, _, text := w.ask("steward", "GET", "/v1/party-duplicates/"+pair.ID.String(), ""); status != 200 || !strings.Contains(text, `"mergeable":true`) {
		t.Errorf("compare: %d %s", status, text)
	}
	w.update(func(tx *store.Tx) error { _, err := w.Dismiss(tx, pair.ID, "同名同日出生的两人"); return err })
	w.refused(w.st.Update(ctx, func(tx *store.Tx) error { _, err := w.Dismiss(tx, pair.ID, "同名同日出生的两人"); return err }), "party.duplicate_decided")
	n := len(open())
	w.update(func(tx *store.Tx) error { // the job's look doesn't list it again
		r, err := recordByID(tx, pair.One)
		if err != nil {
			return err
		}
		return w.look(tx, &r)
	})
	if len(open()) != n {
		t.Error("a pair that was dismissed is listed again")
	}
	w.clean()
}
