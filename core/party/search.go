package party

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Query is what staff search by; exactly one of the three.
type Query struct {
	Name     string // its beginning: in characters, or in pinyin, whole or by initials
	Document string // an identifier, exactly
	Phone    string // exactly
}

// Line is one party in a list.
type Line struct {
	ID      ID          `json:"id"`
	Sort    Sort        `json:"sort"`
	Status  Status      `json:"status"`
	Name    string      `json:"name"`
	Matched string      `json:"matched,omitempty" doc:"The name by which it was found, if that is another."`
	Birth   string      `json:"birth,omitempty" doc:"Masked."`
	Branch  auth.Branch `json:"branch"`
	Level   Level       `json:"level"`
	Risk    Risk        `json:"risk,omitempty" doc:"Shown to the bank's staff only."`
	Merged  ID          `json:"mergedInto,omitzero"`

	place ID // in the list: the party, or the row of the name
}

// AuthScope is to whom the line's party belongs.
func (l *Line) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []ID{l.ID}, Branch: l.Branch}, string(Kind) + "/" + l.ID.String()
}

func lineOf(r *record) Line {
	return Line{ID: r.ID, Sort: r.Sort, Status: r.Status, Name: r.Name, Birth: maskBirth(r.Birth), Branch: r.Branch, Level: r.Level,
		Risk: r.Risk, Merged: r.MergedInto, place: r.ID}
}

// Search finds up to limit parties behind a place (0: from the first), of those that the filter admits. Without a query it
// lists all of them in the order of their registration.
func (p *Parties) Search(ctx context.Context, f auth.Filter, s Query, after ID, limit int) ([]Line, error) {
	given := 0
	for _, text := range []string{s.Name, s.Document, s.Phone} {
		if text != "" {
			given++
		}
	}
	if given > 1 {
		return nil, ErrSearch
	}
	lines, err := view(ctx, p, func(v *store.View) ([]Line, error) {
		switch {
		case s.Document != "":
			return p.byMark(v, f, p.marksOf(s.Document, func(k kindRule) bool { return k.identifier }, dayOf(v.Now())), after, limit)
		case s.Phone != "":
			canonical, err := parsePhone(s.Phone, 0)
			if err != nil {
				return nil, at(err, "query:phone")
			}
			return p.byMark(v, f, p.vault.Marks(string(Phone), canonical), after, limit)
		case s.Name != "":
			column, word, err := nameColumn(s.Name)
			if err != nil {
				return nil, err
			}
			return linesByName(v, f, column, word, after, limit)
		}
		return linesByID(v, f, after, limit)
	})
	for i := range lines {
		if scope, object := lines[i].AuthScope(); !f.Admits(scope, object) {
			return nil, errOutside // this room's own mistake: the answer stops
		}
	}
	return lines, err
}

var errOutside = errors.New("party: a search led out of its caller's reach")

// byMark reads the parties that have a value, within the filter.
func (p *Parties) byMark(q store.Querier, f auth.Filter, marks [][]byte, after ID, limit int) ([]Line, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	return linesByMark(q, f, marks, after, limit)
}

// nameColumn says by which column a name is searched, and with what. Two letters or more may be pinyin or its initials: a
// word without a vowel, or of at most four letters, is taken for initials.
func nameColumn(text string) (column, word string, err error) {
	text = tidy(text)
	if !spoken(text, 1, maxName) {
		return "", "", at(ErrSearch, "query:name")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return "name", text, nil
	}
	word, _ = reading(text)
	if len(word) < 2 {
		return "", "", at(ErrSearch, "query:name")
	}
	if len(word) <= 4 && !strings.ContainsAny(word, "aeiouv") || text == strings.ToUpper(text) && len(word) <= 4 &&
		!strings.ContainsFunc(text, unicode.IsSpace) {
		return "initials", word, nil
	}
	return "pinyin", word, nil
}

// HasPhone tells whether one of these marks, of the kind "phone", is a phone number that the party has now.
func (*Parties) HasPhone(q store.Querier, id ID, marks [][]byte) (bool, error) {
	return hasMark(q, id, marks)
}
