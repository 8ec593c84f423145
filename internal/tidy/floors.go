package tidy

import (
	"slices"
	"strconv"
	"strings"
)

// order is the order inside the floors that have one: a package imports packages of a smaller number only. Two
// packages of the same number don't know each other.
var order = map[string]map[string]int{
	"platform": {
		"store": 0, "observe": 1, "jobs": 1, "audit": 1, "blob": 1, "parameter": 1, "auth": 2, "rule": 2,
		"document": 3, "notify": 3, "flow": 3, "app": 4,
	},
	"core":     {"ledger": 0, "party": 1, "account": 2, "payment": 3},
	"simulate": {"": 0, "clearing": 1, "conform": 2},
}

// floors are the folders at the root and the floor each stands on. ui holds the built web faces and imports nothing
// of the bank; only the top hands it on. internal holds tools (these rules, benches) that only programs import.
var floors = map[string]int{
	"base": 0, "platform": 1, "core": 2, "government": 3, "business": 3, "people": 3, "demo": 4, "simulate": 4,
	"ui": 5, "internal": 5, ".": 6, "cmd": 7,
}

// evidence are packages that stay as proof of a decision; nothing of the bank imports them.
var evidence = []string{"core/ledger/layout"}

// baseMay are the third-party modules that floor 0 may use in code; its tests may also use testing libraries.
var baseMay = []string{"github.com/shopspring/decimal"}

// testingMay are libraries for tests only.
var testingMay = []string{"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/cockroachdb/datadriven"}

// place is where a package stands.
type place struct {
	top   string // folder at the root
	room  string // folder below it, the unit that the rules speak of
	floor int
	rank  int // inside the floor; 0 where the floor has no order
	known bool
}

// placeOf finds the place of a package by its folder.
func placeOf(dir string) place {
	parts := strings.Split(dir, "/")
	p := place{top: parts[0]}
	p.floor, p.known = floors[p.top]
	if len(parts) > 1 {
		p.room = parts[1]
	}
	if ranks, ordered := order[p.top]; ordered {
		var named bool
		p.rank, named = ranks[p.room]
		p.known = p.known && named
	}
	return p
}

func (p place) same(q place) bool { return p.top == q.top && p.room == q.room }

func findFloors(t *Tree, r *report) {
	lost := map[string]bool{}
	for s := range t.code {
		from := placeOf(s.Dir())
		if !from.known {
			if !lost[s.Dir()] {
				r.add(s.Path, 1, "%s has no place in the house: give it one in internal/tidy/floors.go, or move it", s.Dir())
			}
			lost[s.Dir()] = true
			continue
		}
		for _, spec := range s.Go.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			if says := judgeImport(s, from, name); says != "" {
				r.add(s.Path, t.line(spec.Pos()), "%s", says)
			}
		}
	}
}

// judgeImport says what is wrong with an import, or nothing.
func judgeImport(s *Source, from place, name string) string {
	dir, own := strings.CutPrefix(name+"/", module+"/")
	if !own {
		return judgeForeign(s, from, name)
	}
	if dir = strings.TrimSuffix(dir, "/"); dir == "" {
		dir = "."
	}
	for _, e := range evidence {
		if within(dir, e) && !within(s.Dir(), e) {
			return dir + " is evidence for a decision: nothing of the bank imports it"
		}
	}
	to := placeOf(dir)
	if dir == "." {
		dir = "the root package"
	}
	switch {
	case from.same(to) || from.top == "base" && to.top == "base":
		return ""
	case to.top == "internal" && from.top == "internal": // tools and proofs use one another
		return ""
	case to.top == "internal" && from.top != "cmd":
		return dir + " is a tool of the project: only programs import it"
	case from.top == "ui":
		return "ui holds the built faces and imports nothing of the bank"
	case to.floor < from.floor:
		return ""
	case to.floor > from.floor:
		return dir + " stands on a higher floor: declare what is needed as a small interface here"
	case from.floor == 3:
		return "room " + s.Dir() + " imports room " + dir + ": meet through the ledger, events or an interface that the user declares"
	case to.rank < from.rank:
		return ""
	}
	return dir + " is not below " + s.Dir() + " in the order of " + from.top + ": turn the dependency round"
}

// judgeForeign holds floor 0 to the standard library and its one decimal library.
func judgeForeign(s *Source, from place, name string) string {
	first, _, _ := strings.Cut(name, "/")
	if from.top != "base" || !strings.Contains(first, ".") {
		return ""
	}
	may := baseMay
	if s.IsTest() {
		may = append(slices.Clone(baseMay), testingMay...)
	}
	for _, m := range may {
		if within(name, m) {
			return ""
		}
	}
	return "base imports the standard library and " + strings.Join(baseMay, ", ") + " only, not " + name
}

// within reports whether dir is folder or lies below it.
func within(dir, folder string) bool { return dir == folder || strings.HasPrefix(dir, folder+"/") }
