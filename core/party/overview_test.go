package party

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"tonghui/platform/store"
)

// TestOverview: the one view gathers what the rooms tell, and what only staff may know stays with them.
func TestOverview(t *testing.T) {
	w := newTown(t)
	id := w.person("王芳", NewValue{Kind: Phone, Value: "13812345678"})
	w.self("wang", id)
	w.must(w.hold(w.account("6200001"), id, AccountOwner))
	p, _, _ := pictures(t)
	d, err := w.Upload(ctx, id, "id_front", "", p)
	w.must(err)
	w.must(w.as("teller", func(tx *store.Tx) error {
		_, err := w.Verify(ctx, tx, id, Verification{Level: FaceToFace, Risk: High, RiskReason: "交易异常待查",
			Evidence: Evidence{Registry: true, FaceToFace: true, Documents: []ID{d.ID}}})
		return err
	}))
	w.opt.Screening = func(context.Context, store.Querier, ID) (ScreeningState, error) {
		return ScreeningState{State: "hit", Hits: 1}, nil
	}
	w.opt.Mandates = func(context.Context, store.Querier, ID) ([]MandateLine, error) {
		return []MandateLine{{ID: 5, Kind: "agent", Person: 6, PersonName: "李四", For: id, ForName: "王芳"}}, nil
	}
	status, _, staff := w.ask("teller", "GET", "/v1/parties/"+id.String()+"/view", "")
	var o Overview
	w.must(json.Unmarshal([]byte(staff), &o))
	if status != 200 || len(o.Accounts) != 1 || o.Accounts[0].Number != "6200001" || len(o.Mandates) != 1 || len(o.Documents) != 1 ||
		o.Screening.State != "hit" || o.Party.KYC.Risk != High || o.Class.Class != "I" || len(o.Timeline) != 4 {
		t.Errorf("staff: %d %s", status, staff)
	}
	for _, path := range []string{"/view", "", "/versions", "/documents", "/consents", "/accounts", "/disclosures"} {
		status, _, own := w.ask("wang", "GET", "/v1/parties/"+id.String()+path, "")
		for _, secret := range []string{"交易异常", `"high"`, `"hit"`, "13812345678"} {
			if status != 200 || strings.Contains(own, secret) {
				t.Errorf("she reads %s in %s: %d", secret, path, status)
			}
		}
	}
	if _, _, list := w.ask("wang", "GET", "/v1/parties", ""); strings.Contains(list, "high") {
		t.Errorf("her rating stands in a list: %s", list)
	}
	if _, _, list := w.ask("teller", "GET", "/v1/parties", ""); !strings.Contains(list, `"risk":"high"`) {
		t.Errorf("staff don't see the rating: %s", list)
	}
	w.clean()
}

// TestScreenables: every party that isn't merged comes once, with all its names and who registered it.
func TestScreenables(t *testing.T) {
	w := newTown(t)
	var first ID
	w.must(w.as("teller", func(tx *store.Tx) (err error) {
		first, err = w.Register(ctx, tx, NewParty{Sort: Person, Name: "王芳", LatinName: "WANG FANG", FormerNames: []string{"王小芳"}, Branch: "0001"})
		return err
	}))
	gone, last := w.enrolled(NewParty{Sort: Person, Name: "王方"}), w.enrolled(NewParty{Sort: Business, Name: "通惠商贸"})
	w.must(w.merge(first, gone))
	var seen []ID
	for after := ID(0); ; {
		page, err := w.Screenables(ctx, after, 1)
		w.must(err)
		if len(page) == 0 {
			break
		}
		seen = append(seen, page[0].ID)
		after = page[0].ID
	}
	if len(seen) != 2 || seen[0] != first || seen[1] != last {
		t.Errorf("seen %v", seen)
	}
	w.must(w.st.View(ctx, func(v *store.View) error {
		s, ok, err := w.Screenable(v, first)
		if err != nil || !ok || len(s.Names) != 4 || s.RegisteredBy != 901 {
			t.Errorf("%+v %t %v", s, ok, err)
		}
		if _, ok, err := w.Screenable(v, gone); ok || err != nil {
			t.Errorf("a merged party: %t %v", ok, err)
		}
		if sort, active, err := w.Sort(v, gone); sort != "person" || active || err != nil {
			t.Errorf("a merged party is %s %t %v", sort, active, err)
		}
		if born, ok, err := w.Birth(v, gone); ok || err != nil {
			t.Errorf("born %s %t %v", born, ok, err)
		}
		if level, err := w.Level(v, first); level != Unidentified || err != nil {
			t.Errorf("level %d %v", level, err)
		}
		return nil
	}))
}
