package party

import (
	"strings"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// admitted is the condition that a filter makes of the columns of party_parties, which the query calls p. What comes out is
// looked through again on its way out.
func admitted(f auth.Filter) (where string, args []any) {
	var ways []string
	if !f.All {
		if len(f.Parties) > 0 {
			ways = append(ways, "p.id IN ("+store.Marks(len(f.Parties))+")")
			for _, id := range f.Parties {
				args = append(args, int64(id))
			}
		}
		if len(f.Branches) > 0 {
			ways = append(ways, "p.branch IN ("+store.Marks(len(f.Branches))+")")
			for _, b := range f.Branches {
				args = append(args, b)
			}
		}
		if len(ways) == 0 {
			return "p.id = 0", nil // nothing: a filter that admits no party
		}
		where = "(" + strings.Join(ways, " OR ") + ")"
	}
	if f.Objects != nil {
		var ids []any
		for _, o := range f.Objects {
			text, ok := strings.CutPrefix(o, string(Kind)+"/")
			if id, err := store.ParseID(text); ok && err == nil {
				ids = append(ids, int64(id))
			}
		}
		if where != "" {
			where += " AND "
		}
		where += "p.id IN (" + store.Marks(len(ids)) + ")"
		args = append(args, ids...)
	}
	if where == "" {
		where = "p.id > 0"
	}
	return where, args
}

var lineColumns = "p." + strings.ReplaceAll(strings.Join(strings.Fields(recordColumns), " "), ", ", ", p.")

func scanLine(s store.Scanner) (Line, error) {
	r, err := scanRecord(s)
	return lineOf(&r), err
}

// linesByID lists parties in the order of their registration.
func linesByID(q store.Querier, f auth.Filter, after ID, limit int) ([]Line, error) {
	where, args := admitted(f)
	return store.All(q, scanLine, "SELECT "+lineColumns+" FROM party_parties p WHERE "+where+" AND p.id > ? ORDER BY p.id LIMIT ?",
		append(args, int64(after), limit)...)
}

// linesByMark lists the parties that have a value now.
func linesByMark(q store.Querier, f auth.Filter, marks [][]byte, after ID, limit int) ([]Line, error) {
	where, args := admitted(f)
	for _, m := range marks {
		args = append(args, m)
	}
	return store.All(q, scanLine, "SELECT "+lineColumns+" FROM party_parties p WHERE "+where+
		" AND p.id IN (SELECT v.party FROM party_values v WHERE v.mark IN ("+store.Marks(len(marks))+
		") AND v.ended = 0) AND p.id > ? ORDER BY p.id LIMIT ?", append(args, int64(after), limit)...)
}

// linesByName lists names that begin with a word, in the order of that column. column is one of this package's own words.
func linesByName(q store.Querier, f auth.Filter, column, word string, after ID, limit int) ([]Line, error) {
	where, args := admitted(f)
	n := "n." + column
	text := "SELECT n.id, n.name, " + lineColumns + " FROM party_names n JOIN party_parties p ON p.id = n.party WHERE " + where +
		" AND " + n + " >= ? AND " + n + " < ?"
	args = append(args, word, word+"\U0010FFFF")
	if after != 0 {
		text += " AND (" + n + ", n.id) > (SELECT " + column + ", id FROM party_names WHERE id = ?)"
		args = append(args, int64(after))
	}
	return store.All(q, func(s store.Scanner) (Line, error) {
		var row ID
		var matched string
		l, err := scanLine(ahead{s, []any{&row, &matched}})
		l.place = row
		if matched != l.Name {
			l.Matched = matched
		}
		return l, err
	}, text+" ORDER BY "+n+", n.id LIMIT ?", append(args, limit)...)
}

// ahead scans some columns before those of another scan.
type ahead struct {
	store.Scanner
	first []any
}

func (a ahead) Scan(dest ...any) error { return a.Scanner.Scan(append(a.first, dest...)...) }

// namesBetween are all names of the parties of a range of ids.
func namesBetween(q store.Querier, from, to ID) (map[ID][]string, error) {
	all, err := store.All(q, scanName, "SELECT id, party, kind, name FROM party_names WHERE party >= ? AND party <= ? ORDER BY party, id",
		int64(from), int64(to))
	out := map[ID][]string{}
	for _, n := range all {
		out[n.party] = append(out[n.party], n.name)
	}
	return out, err
}

// makersBetween are the persons who registered the parties of a range of ids; a program is none.
func makersBetween(q store.Querier, from, to ID) (map[ID]ID, error) {
	type made struct {
		party ID
		by    string
	}
	all, err := store.All(q, func(s store.Scanner) (m made, err error) { return m, s.Scan(&m.party, &m.by) },
		"SELECT party, made_by FROM party_versions WHERE party >= ? AND party <= ? AND version = 1 ORDER BY party", int64(from), int64(to))
	out := map[ID]ID{}
	for _, m := range all {
		if id, err := store.ParseID(m.by); err == nil {
			out[m.party] = id
		}
	}
	return out, err
}

func hasMark(q store.Querier, id ID, marks [][]byte) (bool, error) {
	args := make([]any, 0, len(marks)+1)
	args = append(args, int64(id))
	for _, m := range marks {
		args = append(args, m)
	}
	_, found, err := store.One(q, store.Value[int64], "SELECT id FROM party_values WHERE party = ? AND ended = 0 AND mark IN ("+
		store.Marks(len(marks))+") LIMIT 1", args...)
	return found, err
}
