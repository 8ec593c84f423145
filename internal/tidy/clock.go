package tidy

import (
	"go/ast"
	"slices"
	"strconv"
)

// clockFolders may read the clock. The store gives every write its one time, observe measures, the programs on top
// serve people in real time, the city and the outside parties live in it, and a bench or a trial measures. Everything
// else takes the time from its Tx. Tests may read it.
var clockFolders = []string{"platform/store", "platform/observe", "cmd", "demo", "simulate", "internal"}

// clockNames are the ways of package time to read the clock.
var clockNames = []string{"Now", "Since", "Until"}

func findClock(t *Tree, r *report) {
	for s := range t.code {
		may := slices.ContainsFunc(clockFolders, func(f string) bool { return within(s.Dir(), f) })
		if may || s.IsTest() || inEvidence(s.Dir()) {
			continue
		}
		name := importName(s.Go, "time")
		if name == "" {
			continue
		}
		ast.Inspect(s.Go, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(clockNames, sel.Sel.Name) {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name {
				r.add(s.Path, t.line(n.Pos()), "time.%s reads the clock: take the time from the Tx or as an argument", sel.Sel.Name)
			}
			return true
		})
	}
}

// importName is the name under which a file knows an import path, empty when it does not.
func importName(f *ast.File, name string) string {
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != name {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return name
	}
	return ""
}
