package party

import (
	"context"
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// maskBirth shows the year.
func maskBirth(d *calendar.Date) string {
	if d == nil {
		return ""
	}
	return fmt.Sprintf("%04d-**-**", d.Year())
}

// Get reads a party, masked. The id of a merged party gives that party as it is, with MergedInto; Canonical leads on.
func (p *Parties) Get(q store.Querier, id ID) (Party, error) {
	r, err := recordByID(q, id)
	if err != nil {
		return Party{}, err
	}
	return p.shown(q, &r)
}

// shown is a record as screens show it.
func (p *Parties) shown(q store.Querier, r *record) (Party, error) {
	out := Party{ID: r.ID, Sort: r.Sort, Status: r.Status, Name: r.Name, LatinName: r.Latin, Birth: maskBirth(r.Birth), Gender: r.Gender,
		Nationality: r.Nationality, Branch: r.Branch, KYC: r.standing(dayOf(p.nowOf(q))), MergedInto: r.MergedInto, Version: r.Version,
		RegisteredAt: time.UnixMicro(r.Registered).UTC(), ChangedAt: time.UnixMicro(r.Changed).UTC(),
		Identifiers: []Masked{}, Contacts: []Masked{}}
	names, err := namesOf(q, r.ID)
	if err != nil {
		return out, err
	}
	for _, n := range names {
		if n.kind == "former" {
			out.FormerNames = append(out.FormerNames, n.name)
		}
	}
	values, err := valuesOf(q, r.ID)
	if err != nil {
		return out, err
	}
	for i := range values {
		m, err := p.masked(&values[i])
		if err != nil {
			return out, err
		}
		if kinds[m.Kind].identifier {
			out.Identifiers = append(out.Identifiers, m)
		} else {
			out.Contacts = append(out.Contacts, m)
		}
	}
	return out, nil
}

// masked opens a value to show what may be shown of it.
func (p *Parties) masked(v *valueRow) (Masked, error) {
	text, err := p.vault.Open(v.place(), v.Sealed)
	if err != nil {
		return Masked{}, err
	}
	return Masked{ID: v.ID, Kind: v.Kind, Shown: kinds[v.Kind].mask(string(text)), Expires: v.Expires, Since: v.Since}, nil
}

// Canonical is the party that an id leads to after merges: itself, if it isn't merged.
func (p *Parties) Canonical(q store.Querier, id ID) (ID, error) {
	to, _, err := canonicalOf(q, id)
	return to, err
}

// Name is a party's present name; of a merged one that of the party it leads to.
func (p *Parties) Name(_ context.Context, q store.Querier, id ID) (string, error) {
	r, err := p.current(q, id)
	return r.Name, err
}

// Sort is what a party is, and whether the bank does business with it: it is neither merged away, closed, dissolved nor dead.
func (p *Parties) Sort(q store.Querier, id ID) (sort string, active bool, err error) {
	r, err := recordByID(q, id)
	return string(r.Sort), r.Status.Living(), err
}

// Birth is a person's date of birth; ok is false when the bank doesn't know it.
func (p *Parties) Birth(q store.Querier, id ID) (born calendar.Date, ok bool, err error) {
	r, err := p.current(q, id)
	if err != nil || r.Birth == nil {
		return 0, false, err
	}
	return *r.Birth, true, nil
}

// Level is how well the bank knows a party today; over its date it counts as Declared.
func (p *Parties) Level(q store.Querier, id ID) (Level, error) {
	r, err := levelOf(q, id) // asked with each payment, so it reads no more than this
	return r.standing(dayOf(p.nowOf(q))).Level, err
}

// current is the record that an id leads to.
func (p *Parties) current(q store.Querier, id ID) (record, error) {
	to, _, err := canonicalOf(q, id)
	if err != nil {
		return record{}, err
	}
	return recordByID(q, to)
}

// PersonByDocument finds the person whose identity document has this number, whichever kind of document that is. A number that
// is none of a document's is nobody's; so is one that has ended.
func (p *Parties) PersonByDocument(_ context.Context, q store.Querier, number string) (ID, bool, error) {
	marks := p.marksOf(number, func(k kindRule) bool { return k.identifier && k.person }, dayOf(p.nowOf(q)))
	if len(marks) == 0 {
		return 0, false, nil
	}
	ids, err := marked(q, marks, 2)
	if err != nil || len(ids) != 1 {
		return 0, false, err // two at once: the number means different documents, so it names nobody
	}
	return ids[0], true, nil
}

// marksOf are the marks of a text as every kind of value that it can be.
func (p *Parties) marksOf(text string, which func(kindRule) bool, today calendar.Date) (marks [][]byte) {
	for kind, rule := range kinds {
		if !rule.marked || !which(rule) {
			continue
		}
		if canonical, err := rule.parse(text, today); err == nil {
			marks = append(marks, p.vault.Marks(string(kind), normal(kind, canonical))...)
		}
	}
	return marks
}

// Owner tells to whom a party belongs: to itself, or to the party it was merged into; kept at its home branch.
func (p *Parties) Owner(ctx context.Context, id string) (auth.Scope, error) {
	party, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, ErrUnknown
	}
	return view(ctx, p, func(v *store.View) (auth.Scope, error) {
		to, branch, err := canonicalOf(v, party)
		return auth.Scope{Parties: []ID{to}, Branch: branch}, err
	})
}
