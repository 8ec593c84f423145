package tidy

import (
	"fmt"
	"sort"
)

// Finding is one breach of one rule.
type Finding struct {
	Path string
	Line int // 1 when the whole file or folder is meant
	Rule string
	Says string // what is wrong and what to do
}

// String is the form that editors jump to: file:line: rule: sentence.
func (f Finding) String() string { return fmt.Sprintf("%s:%d: %s: %s", f.Path, f.Line, f.Rule, f.Says) }

// Rule is one rule of the house.
type Rule struct {
	Name string // also the name of its archive in testdata
	Says string // the rule in one sentence
	find func(*Tree, *report)
}

// Rules are the rules of the house, in the order in which a newcomer meets them.
var Rules = []Rule{
	{"parses", "Every Go file parses.", findBroken},
	{"floors", "A package imports lower floors only; rooms of floor 3 never import each other.", findFloors},
	{"docs", "Every package has a doc.go with its words and invariants, and a runnable Example.", findDocs},
	{"size", "A file has at most 500 lines, the median of them under 150; a function has at most 70.", findSize},
	{"floats", "No floating point on a money path; elsewhere it says why.", findFloats},
	{"sql", "SQL stands in files named store*.go, in schema/*.sql and in platform/store.", findSQL},
	{"clock", "Only platform/store, platform/observe and the programs on top read the clock.", findClock},
	{"names", "A package is one noun that a banker knows; an exported name does not repeat it.", findNames},
	{"init", "No init functions: wiring is plain assignment in tonghui.go.", findInit},
	{"schema", "A room's tables are room_noun, in numbered files.", findSchema},
	{"sentences", "A problem has a code, an English and a Chinese sentence.", findSentences},
	{"leaks", "No file names a machine, its paths or its network, nor carries somebody's raw data.", findLeaks},
}

// Check applies the rule; findings come sorted by place.
func (r Rule) Check(t *Tree) []Finding {
	rep := &report{tree: t, rule: r.Name}
	r.find(t, rep)
	sort.SliceStable(rep.findings, func(i, j int) bool {
		a, b := rep.findings[i], rep.findings[j]
		if a.Path != b.Path {
			return a.Path < b.Path
		}
		return a.Line < b.Line
	})
	return rep.findings
}

// report gathers the findings of one rule.
type report struct {
	tree     *Tree
	rule     string
	findings []Finding
}

func (r *report) add(path string, line int, format string, args ...any) {
	r.findings = append(r.findings, Finding{Path: path, Line: line, Rule: r.rule, Says: fmt.Sprintf(format, args...)})
}

func findBroken(t *Tree, r *report) {
	for _, s := range t.Sources {
		if s.Err != nil {
			r.add(s.Path, 1, "does not parse: %v", s.Err)
		}
	}
}
