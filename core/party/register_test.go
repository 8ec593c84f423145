package party

import (
	"errors"
	"strings"
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

const (
	standardID   = "11010519491231002X" // the example of GB 11643: a woman born on the last day of 1949
	standardCode = "91350100M000100Y43" // the example of GB 32100
)

// TestRegisterRefusals: each wrong part has its own code, and a refusal never repeats the value.
func TestRegisterRefusals(t *testing.T) {
	w := newTown(t)
	day := func(y, d int) *calendar.Date { x := calendar.MustOf(y, 12, d); return &x }
	citizen := func(s string) []NewValue { return []NewValue{{Kind: CitizenID, Value: s}} }
	for _, c := range []struct {
		n          NewParty
		code, path string
	}{
		{NewParty{Sort: Person, Name: "王芳", Identifiers: citizen("110105194912310021")}, "ident.citizen_check", "/identifiers/0/value"},
		{NewParty{Sort: Person, Name: "王芳", Identifiers: citizen("11010519490231002X")}, "ident.citizen_birth", "/identifiers/0/value"},
		{NewParty{Sort: Person, Name: "王芳", Identifiers: citizen("99010519491231002X")}, "ident.citizen_region", "/identifiers/0/value"},
		{NewParty{Sort: Person, Name: "王芳", Identifiers: citizen("1101051949123100")}, "ident.citizen_length", "/identifiers/0/value"},
		{NewParty{Sort: Business, Name: "通惠商贸", Identifiers: []NewValue{{Kind: CreditCode, Value: "91350100M000100Y44"}}}, "ident.credit_check",
			"/identifiers/0/value"},
		{NewParty{Sort: Person, Name: "王芳", Birth: day(1949, 30), Identifiers: citizen(standardID)}, "party.birth_differs",
			"/identifiers/0/birth"},
		{NewParty{Sort: Person, Name: "王芳", Gender: Male, Identifiers: citizen(standardID)}, "party.gender_differs", "/identifiers/0/gender"},
		{NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: Passport, Value: "E1"}}}, "party.passport", "/identifiers/0/value"},
		{NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: Phone, Value: "13812345678"}}}, "party.value_kind", "/identifiers/0/kind"},
		{NewParty{Sort: Business, Name: "通惠", Identifiers: citizen(standardID)}, "party.value_kind", "/identifiers/0/kind"},
		{NewParty{Sort: Person, Name: "王芳", Contacts: []NewValue{{Kind: Phone, Value: "12345"}}}, "party.phone", "/contacts/0/value"},
		{NewParty{Sort: Person, Name: "王芳", Contacts: []NewValue{{Kind: Email, Value: "a@b\r\nBcc: c@d.cn"}}}, "party.email", "/contacts/0/value"},
		{NewParty{Sort: Person, Name: strings.Repeat("长", 101)}, "party.name", "/name"},
		{NewParty{Sort: Person, Name: "王\x00芳"}, "party.name", "/name"},
		{NewParty{Sort: Person, Name: " "}, "party.name", "/name"},
		{NewParty{Sort: Person, Name: "王芳", LatinName: "王"}, "party.latin_name", "/latinName"},
		{NewParty{Sort: Person, Name: "王芳", Birth: day(2026, 31)}, "party.birth", "/birth"},
		{NewParty{Sort: Person, Name: "王芳", Nationality: "cn"}, "party.nationality", "/nationality"},
		{NewParty{Sort: Business, Name: "通惠", Birth: day(2000, 1)}, "party.personal", "/birth"},
		{NewParty{Sort: "robot", Name: "R2"}, "party.sort", "/sort"},
		{NewParty{Sort: Person, Name: "王芳", Branch: "a b"}, "party.branch_unknown", ""},
	} {
		_, err := w.enrol(c.n)
		var p *problem.Error
		if !errors.As(err, &p) || p.Code != c.code {
			t.Errorf("%+v: %v, want %s", c.n, err, c.code)
			continue
		}
		if got := ""; len(p.Fields) > 0 {
			if got = p.Fields[0].Path; got != c.path {
				t.Errorf("%s names %s, want %s", c.code, got, c.path)
			}
		} else if c.path != "" {
			t.Errorf("%s names no place, want %s", c.code, c.path)
		}
		for _, v := range append(c.n.Identifiers, c.n.Contacts...) {
			if strings.Contains(err.Error(), v.Value) {
				t.Errorf("%s repeats the value", c.code)
			}
		}
	}
	if n := w.count("party_parties"); n != 0 {
		t.Errorf("%d parties of refused registrations", n)
	}
}

func (w *town) count(table string) (n int64) {
	w.Helper()
	w.must(w.st.View(ctx, func(v *store.View) (err error) {
		n, _, err = store.One(v, store.Value[int64], "SELECT COUNT(*) FROM "+table)
		return err
	}))
	return n
}

func TestRegister(t *testing.T) {
	w := newTown(t)
	id := w.enrolled(NewParty{Sort: Person, Name: " 王  芳 ", LatinName: "WANG FANG", FormerNames: []string{"王小芳"},
		Identifiers: []NewValue{{Kind: CitizenID, Value: "11010519491231002x"}, {Kind: Passport, Value: "e12345678"}},
		Contacts: []NewValue{{Kind: Phone, Value: "+86 138-1234-5678"}, {Kind: Email, Value: "Fang@Example.CN"},
			{Kind: Address, Value: "北京市朝阳区建国路甲1号2单元301室"}}})
	p := w.get(id)
	shown := map[ValueKind]string{}
	for _, m := range append(p.Identifiers, p.Contacts...) {
		shown[m.Kind] = m.Shown
	}
	for kind, want := range map[ValueKind]string{CitizenID: "110105********002X", Passport: "CHN:E*****678", Phone: "138****5678",
		Email: "F***@example.cn", Address: "北京市朝阳区****"} {
		if shown[kind] != want {
			t.Errorf("%s is shown as %q, want %q", kind, shown[kind], want)
		}
	}
	if p.Name != "王 芳" || p.Birth != "1949-**-**" || p.Gender != Female || p.Nationality != "CHN" || p.Status != Active || p.Version != 1 ||
		len(p.FormerNames) != 1 || p.KYC.Level != Unidentified {
		t.Errorf("registered as %+v", p)
	}
	for _, number := range []string{"11010519491231002X", "E12345678", "CHN:E12345678"} {
		w.update(func(tx *store.Tx) error {
			if found, ok, err := w.PersonByDocument(ctx, tx, number); err != nil || !ok || found != id {
				t.Errorf("by %s: %s %t %v", number, found, ok, err)
			}
			if _, ok, err := w.PersonByDocument(ctx, tx, "13812345678"); err != nil || ok {
				t.Errorf("a phone number is no document: %t %v", ok, err)
			}
			return nil
		})
	}
	w.clean()
}

// TestOneIdentifierOneParty: two parties that are one are refused; whose number it is learns only who may read that party.
func TestOneIdentifierOneParty(t *testing.T) {
	w := newTown(t)
	first := w.enrolled(NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}}})
	again := NewParty{Sort: Person, Name: "王芳芳", Branch: "0002", Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}}}
	register := func(tx *store.Tx) error { _, err := w.Register(ctx, tx, again); return err }
	near, far := w.as("teller", register), w.as("distant", register)
	w.refused(near, ErrTaken.Code)
	w.refused(far, ErrTaken.Code)
	if !strings.Contains(near.Error(), first.String()) {
		t.Errorf("who may read the party isn't told which: %v", near)
	}
	if strings.Contains(far.Error(), first.String()) || strings.Contains(far.Error(), "0001") || !errors.Is(far, ErrTaken) {
		t.Errorf("who may not is told: %v", far)
	}
	other := w.person("赵六")
	w.refused(w.as("teller", func(tx *store.Tx) error {
		_, err := w.AddValue(ctx, tx, other, NewValue{Kind: CitizenID, Value: standardID}, true)
		return err
	}), ErrBirthDiffers.Code) // her own number's birth is another
	// A closed party keeps its number: whoever comes back is the same party.
	w.update(func(tx *store.Tx) error {
		_, err := w.SetStatus(ctx, tx, first, Closed, "客户申请销户")
		return err
	})
	w.refused(w.as("teller", register), ErrTaken.Code)
	// Once removed, it is free.
	v := w.get(first).Identifiers[0].ID
	w.update(func(tx *store.Tx) error { _, err := w.RemoveValue(ctx, tx, first, v, true); return err })
	w.must(w.as("teller", register))
	w.clean()
}

func TestAmend(t *testing.T) {
	w := newTown(t)
	id := w.enrolled(NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}}})
	amend := func(a Amendment) (p Party, err error) {
		err = w.st.Update(ctx, func(tx *store.Tx) (err error) { p, err = w.Amend(ctx, tx, id, a); return err })
		return p, err
	}
	name, wrong, gender := "王芳菲", calendar.MustOf(1950, 1, 1), Male
	p, err := amend(Amendment{Version: 1, Name: &name})
	w.must(err)
	if p.Name != name || len(p.FormerNames) != 1 || p.FormerNames[0] != "王芳" || p.Version != 2 {
		t.Errorf("amended to %+v", p)
	}
	_, err = amend(Amendment{Version: 1, Name: &name})
	w.refused(err, "party.stale")
	_, err = amend(Amendment{Version: 2, Birth: &wrong})
	w.refused(err, "party.birth_differs")
	_, err = amend(Amendment{Version: 2, Gender: &gender})
	w.refused(err, "party.gender_differs")
	w.refused(w.st.Update(ctx, func(tx *store.Tx) error {
		_, err := w.AddValue(ctx, tx, id, NewValue{Kind: CitizenID, Value: "110101199003074135"}, true)
		return err
	}), "party.birth_differs")
	w.must(w.st.View(ctx, func(v *store.View) error {
		vs, err := versionsOf(v, id, 0, 10)
		if len(vs) != 2 || vs[0].Verb != "amend" || vs[0].About != "name" || vs[1].Name != "王芳" {
			t.Errorf("history: %+v", vs)
		}
		return err
	}))
	w.clean()
}

func TestStatus(t *testing.T) {
	w := newTown(t)
	person, firm := w.person("王芳"), w.enrolled(NewParty{Sort: Business, Name: "通惠商贸有限公司",
		Identifiers: []NewValue{{Kind: CreditCode, Value: standardCode}}})
	set := func(id ID, to Status) error {
		return w.st.Update(ctx, func(tx *store.Tx) error { _, err := w.SetStatus(ctx, tx, id, to, "依据材料办理"); return err })
	}
	w.refused(set(person, Dissolved), "party.status")
	w.refused(set(firm, Deceased), "party.status")
	w.refused(set(person, Merged), "party.status")
	w.must(set(person, Dormant))
	w.must(set(person, Deceased))
	w.refused(set(person, Dormant), "party.status")
	w.must(set(firm, Dissolved))
	w.refused(set(999, Closed), "party.unknown")
	w.refused(w.st.Update(ctx, func(tx *store.Tx) error { _, err := w.SetStatus(ctx, tx, firm, Active, "误"); return err }), "party.reason")
	if len(w.changed) != 3 {
		t.Errorf("whoever remembers rights heard of %v", w.changed)
	}
	w.clean()
}
