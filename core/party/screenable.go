package party

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Screenable is a party as screening against lists needs it.
type Screenable struct {
	ID           ID
	Sort         Sort
	Names        []string // in any script, present and former
	Birth        *calendar.Date
	Nationality  string
	Branch       auth.Branch
	RegisteredBy ID // the person who entered it; 0 if that was a program
}

// Screenables are parties behind an id, at most limit, by rising id; none at the end. Merged parties are left out: they are in
// the one that they lead to.
func (p *Parties) Screenables(ctx context.Context, after ID, limit int) (out []Screenable, err error) {
	err = p.st.View(ctx, func(v *store.View) error {
		for len(out) == 0 { // a page of merged parties only is no end
			page, err := recordPage(v, after, limit)
			if err != nil || len(page) == 0 {
				return err
			}
			if out, err = screenables(v, page); err != nil {
				return err
			}
			after = page[len(page)-1].ID
		}
		return nil
	})
	return out, err
}

// Screenable is one party; ok is false if there is none, or it was merged.
func (p *Parties) Screenable(q store.Querier, id ID) (s Screenable, ok bool, err error) {
	page, err := recordPage(q, id-1, 1)
	if err != nil || len(page) == 0 || page[0].ID != id {
		return s, false, err
	}
	all, err := screenables(q, page)
	if err != nil || len(all) == 0 {
		return s, false, err
	}
	return all[0], true, nil
}

// screenables adds names and who registered to a page of records.
func screenables(q store.Querier, page []record) ([]Screenable, error) {
	from, to := page[0].ID, page[len(page)-1].ID
	names, err := namesBetween(q, from, to)
	if err != nil {
		return nil, err
	}
	makers, err := makersBetween(q, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]Screenable, 0, len(page))
	for i := range page {
		if r := &page[i]; r.Status != Merged {
			out = append(out, Screenable{ID: r.ID, Sort: r.Sort, Names: names[r.ID], Birth: r.Birth, Nationality: r.Nationality,
				Branch: r.Branch, RegisteredBy: makers[r.ID]})
		}
	}
	return out, nil
}
