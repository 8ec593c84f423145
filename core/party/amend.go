package party

import (
	"context"
	"errors"
	"slices"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func asProblem(err error) *problem.Error {
	var p *problem.Error
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// Amendment changes a party's profile; what is nil stays. Status, level, rating and merges have verbs of their own.
type Amendment struct {
	Version     int64          `json:"version" minimum:"1" doc:"The version that was read: a change made meanwhile by others is never overwritten."`
	Name        *string        `json:"name,omitempty" minLength:"1" maxLength:"100" doc:"The present one becomes a former name."`
	LatinName   *string        `json:"latinName,omitempty" maxLength:"100"`
	Birth       *calendar.Date `json:"birth,omitempty"`
	Gender      *Gender        `json:"gender,omitempty" enum:"male,female"`
	Nationality *string        `json:"nationality,omitempty" pattern:"^[A-Z]{3}$"`
	Branch      *auth.Branch   `json:"branch,omitempty" minLength:"1" maxLength:"12" doc:"Moves the party to another home branch."`
}

// Amend changes a party's profile.
func (p *Parties) Amend(ctx context.Context, tx *store.Tx, id ID, a Amendment) (Party, error) {
	screen := false
	out, err := p.change(ctx, tx, id, "amend", func(r *record) (string, error) {
		if r.Version != a.Version {
			return "", ErrStale
		}
		was := *r
		changed := a.apply(r)
		if err := r.check(p.today(tx)); err != nil {
			return "", err
		}
		if err := p.agreesWithValues(tx, r); err != nil {
			return "", err
		}
		if was.Branch != r.Branch {
			if err := p.serves(tx, r.Branch); err != nil {
				return "", err
			}
		}
		screen = was.Name != r.Name || was.Latin != r.Latin || !sameDate(was.Birth, r.Birth)
		return strings.Join(changed, ", "), rename(tx, &was, r)
	})
	if err != nil {
		return Party{}, err
	}
	if screen {
		r, err := recordByID(tx, id)
		if err != nil {
			return Party{}, err
		}
		if err := p.look(tx, &r); err != nil {
			return Party{}, err
		}
		if err := p.screen(tx, &r); err != nil {
			return Party{}, err
		}
	}
	p.told(tx, id)
	return out, nil
}

// apply changes the record and says which fields it changed.
func (a *Amendment) apply(r *record) (changed []string) {
	if a.Name != nil {
		r.Name, changed = *a.Name, append(changed, "name")
	}
	if a.LatinName != nil {
		r.Latin, changed = *a.LatinName, append(changed, "latinName")
	}
	if a.Birth != nil {
		r.Birth, changed = a.Birth, append(changed, "birth")
	}
	if a.Gender != nil {
		r.Gender, changed = *a.Gender, append(changed, "gender")
	}
	if a.Nationality != nil {
		r.Nationality, changed = *a.Nationality, append(changed, "nationality")
	}
	if a.Branch != nil {
		r.Branch, changed = *a.Branch, append(changed, "branch")
	}
	return changed
}

// agreesWithValues refuses a birth or gender that a citizen id on record contradicts.
func (p *Parties) agreesWithValues(tx *store.Tx, r *record) error {
	values, err := valuesOf(tx, r.ID)
	if err != nil {
		return err
	}
	for i := range values {
		if values[i].Kind != CitizenID {
			continue
		}
		text, err := p.vault.Open(values[i].place(), values[i].Sealed)
		if err != nil {
			return err
		}
		if err := r.agrees(value{kind: CitizenID, text: string(text)}); err != nil {
			return err
		}
	}
	return nil
}

// rename keeps the rows by which a party is found: the old name becomes a former one.
func rename(tx *store.Tx, was, r *record) error {
	if was.Name == r.Name && was.Latin == r.Latin {
		return nil
	}
	names, err := namesOf(tx, r.ID)
	if err != nil {
		return err
	}
	former := 0
	for _, n := range names {
		switch {
		case n.kind == "former":
			if former++; n.name == r.Name {
				err = deleteName(tx, n.id) // she goes by it again
			}
		case n.kind == "name" && was.Name != r.Name:
			if err = renameKind(tx, n.id, "former"); err == nil {
				err = insertName(tx, r.ID, "name", r.Name)
			}
		case n.kind == "latin" && was.Latin != r.Latin:
			err = deleteName(tx, n.id)
		}
		if err != nil {
			return err
		}
	}
	if former >= maxFormer && was.Name != r.Name {
		return ErrTooMany.With(maxFormer)
	}
	if was.Latin != r.Latin && r.Latin != "" {
		return insertName(tx, r.ID, "latin", r.Latin)
	}
	return nil
}

// SetStatus moves a party to another status for a reason. A party that holds accounts isn't closed.
func (p *Parties) SetStatus(ctx context.Context, tx *store.Tx, id ID, to Status, reason string) (Party, error) {
	if !spoken(reason, 4, 200) {
		return Party{}, at(ErrReason, "/reason")
	}
	out, err := p.change(ctx, tx, id, "status", func(r *record) (string, error) {
		forPeople := to == Deceased
		forOthers := to == Dissolved
		if !slices.Contains(moves[r.Status], to) || forPeople && r.Sort != Person || forOthers && r.Sort == Person {
			return "", ErrStatus.With(string(r.Status), string(to))
		}
		if to == Closed {
			held, err := heldBy(tx, id)
			if err != nil {
				return "", err
			}
			if len(held) > 0 {
				return "", ErrHolds.With(len(held))
			}
		}
		about := string(r.Status) + " → " + string(to) + ": " + reason
		r.Status = to
		return about, nil
	})
	if err != nil {
		return Party{}, err
	}
	p.told(tx, id)
	return out, nil
}

// AddValue gives a party another identifier or contact.
func (p *Parties) AddValue(ctx context.Context, tx *store.Tx, id ID, n NewValue, identifier bool) (Party, error) {
	out, err := p.change(ctx, tx, id, "add_value", func(r *record) (string, error) {
		v, err := n.parse(r.Sort, p.today(tx), identifier)
		if err != nil {
			return "", err
		}
		if err := r.agrees(v); err != nil {
			return "", err
		}
		have, err := valuesOf(tx, id)
		if err != nil {
			return "", err
		}
		count, most := 0, maxContacts
		if identifier {
			most = maxIdentifiers
		}
		for i := range have {
			if kinds[have[i].Kind].identifier == identifier {
				count++
			}
			if have[i].Kind == v.kind && kinds[v.kind].single {
				return "", ErrSecond
			}
		}
		if count >= most {
			return "", ErrTooMany.With(most)
		}
		if err := p.insertValue(tx, id, &v); err != nil {
			return "", p.taken(tx, &v, err)
		}
		return string(v.kind), nil
	})
	if err != nil {
		return Party{}, err
	}
	r, err := recordByID(tx, id)
	if err != nil {
		return Party{}, err
	}
	return out, p.look(tx, &r)
}

// RemoveValue ends an identifier or contact; its row stays, sealed, with its end.
func (p *Parties) RemoveValue(ctx context.Context, tx *store.Tx, id, valueID ID, identifier bool) (Party, error) {
	return p.change(ctx, tx, id, "remove_value", func(*record) (string, error) {
		have, err := valuesOf(tx, id)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(have, func(v valueRow) bool { return v.ID == valueID && kinds[v.Kind].identifier == identifier })
		if i < 0 {
			return "", ErrUnknownValue
		}
		return string(have[i].Kind), endValue(tx, valueID)
	})
}

func sameDate(a, b *calendar.Date) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
